"""What people call the state of a case, and whom an unfinished one waits for."""

from __future__ import annotations

from authenticity.cases import states, workload

NAMES = {
    states.OPEN: "已立案",
    states.DISPATCHED: "已下发",
    states.RESOLVED: "已回复",
    states.RETURNED: "已退回",
    states.VERIFIED: "已核实",
    states.REOPENED: "重新立案",
    states.WITHDRAWN: "已撤销",
}

WAITING = {
    workload.CLERK: "渠道内勤",
    workload.CORE_SYSTEM: "核心系统",
    workload.CALLBACK: "回访",
    workload.VERIFIER: "核实",
}
"""Whom an unfinished case waits for."""


def told(status: str, waits_for: str | None) -> str:
    """Both together, as a page of cases shows them."""
    name = NAMES.get(status, status)
    return f"{name}，等{WAITING[waits_for]}" if waits_for else name
