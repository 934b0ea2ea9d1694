"""Making new cases out of errors: who gets one, its number, its clock, and whom it follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from authenticity.audit import events
from authenticity.cases import clocks, relapse, states
from authenticity.store.tables import CaseRow, JudgedPolicyRow, PolicyFactColumns

_COPIED = ("policy_no", *PolicyFactColumns.__annotations__)
"""What a case takes over from its policy as it was judged."""


@dataclass
class Bundle:
    """The new findings of a list date that belong to one case."""

    case_key: str
    policy_no: str
    is_group: bool
    rows: list[Row[Any]] = field(default_factory=list)

    @property
    def errors(self) -> list[Row[Any]]:
        return [row for row in self.rows if row.level == "E"]

    @property
    def detail(self) -> dict[str, Any]:
        """What an event says of it."""
        return {
            "findings": sorted(row.finding_id for row in self.rows),
            "rules": sorted({row.rule_code for row in self.rows}),
        }


def bundles(rows: Sequence[Row[Any]]) -> dict[str, Bundle]:
    """Findings by case key, in policy order; of a group case the first policy stands for it."""
    found: dict[str, Bundle] = {}
    for row in sorted(rows, key=lambda row: (row.policy_no, row.case_key, row.finding_id)):
        known = found.setdefault(row.case_key, Bundle(row.case_key, row.policy_no, row.is_group))
        known.rows.append(row)
    return found


def open_new(
    connection: Connection,
    list_date: date,
    wanted: Sequence[Bundle],
    reader: clocks.Reader,
    at: datetime,
    actor: str,
) -> int:
    """Opens a case for each bundle, numbered on from the list date's last number."""
    if not wanted:
        return 0
    judged = facts(connection, list_date)
    verified = relapse.verified_before(connection, list_date)
    serial = connection.scalar(
        select(func.max(CaseRow.serial)).where(CaseRow.opened_on == list_date)
    )
    cases, new = [], []
    for number, bundle in enumerate(wanted, start=(serial or 0) + 1):
        case = _case(list_date, number, bundle, judged[bundle.policy_no], reader)
        case["relapse_of"] = relapse.relapse_of(
            bundle.case_key, {relapse.subject(row) for row in bundle.errors}, verified
        )
        cases.append(case)
        deadlines = clocks.event_detail(
            {k: case[k] for k in ("due_at", "due_basis", "provisional", "calendar_version")},
            clocks.facts_of(judged[bundle.policy_no]),
            list_date,
        )
        detail = {**bundle.detail, "list_date": list_date.isoformat(), "deadlines": deadlines}
        new.append(events.NewEvent(case["case_no"], "opened", detail))
    connection.execute(insert(CaseRow), cases)
    events.append_all(connection, new, at, actor)
    relapse.reopen(connection, cases, at, actor)
    return len(cases)


def facts(connection: Connection, list_date: date) -> dict[str, Row[Any]]:
    """By policy, its facts as judged on the list date."""
    statement = select(JudgedPolicyRow.__table__).where(JudgedPolicyRow.list_date == list_date)
    rows: Sequence[Row[Any]] = connection.execute(statement).all()
    return {row.policy_no: row for row in rows}


def _case(
    list_date: date, serial: int, bundle: Bundle, known: Any, reader: clocks.Reader
) -> dict[str, Any]:
    return {
        "case_no": f"C{list_date:%Y%m%d}-{serial:05d}",
        "serial": serial,
        "case_key": bundle.case_key,
        "is_group": bundle.is_group,
        "opened_on": list_date,
        "status": states.OPEN,
        "confidence": None,
        **{name: getattr(known, name) for name in _COPIED},
        **reader.columns(clocks.facts_of(known), list_date, list_date, known.entered_on),
        "facts_on": list_date,
        "escalation_level": 0,
    }
