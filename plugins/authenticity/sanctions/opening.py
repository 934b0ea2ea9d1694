"""CONFIRMED_FALSE and REFUSED open a sanction record, with the verdict (Art. 13, 14, 22).

The record is about whoever sold the policy of the finding: its salesperson, or where it has none
its agency. A group case may be about several; each has one record, whose outcome is the gravest.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, exists, func, insert, select

from authenticity.audit import events
from authenticity.audit.events import NewEvent
from authenticity.cases import outcomes, states
from authenticity.store.consequence_tables import SanctionRow
from authenticity.store.tables import CaseRow, FindingRow, JudgedPolicyRow
from authenticity.working_days.deadlines import local_day

GRAVE = (outcomes.CONFIRMED_FALSE, outcomes.REFUSED)
"""Gravest first, as `include/outcomes.yaml` has them."""

_Subject = tuple[str, str, str]
"""Case, kind of subject, code."""


def open_missing(
    connection: Connection, at: datetime, case_no: str | None = None, actor: str = "system"
) -> list[str]:
    """Opens the records that verified cases do not have yet, in the caller's transaction.

    `case_no`: of this case only. Again it adds nothing. Returns the numbers of the new records.
    """
    events.lock(connection)
    found: dict[_Subject, dict[str, Any]] = {}
    for row in _grave_findings(connection, case_no):
        kind, number = _seller(row)
        if number is not None:
            found.setdefault((row.case_no, kind, number), _columns(row, kind, number))
    rows = _numbered(connection, [found[key] for key in sorted(found)])
    if rows:
        connection.execute(insert(SanctionRow), rows)
    told = ("sanction_no", "subject_kind", "subject_no", "outcome")
    new = [
        NewEvent(row["case_no"], "sanction_opened", {name: row[name] for name in told})
        for row in rows
    ]
    events.append_all(connection, new, at, actor)
    return [row["sanction_no"] for row in rows]


def _grave_findings(connection: Connection, case_no: str | None) -> list[Any]:
    """Findings of verified cases without a record, the gravest outcome first."""
    judged = and_(
        JudgedPolicyRow.list_date == FindingRow.list_date,
        JudgedPolicyRow.policy_no == FindingRow.policy_no,
    )
    statement = (
        select(
            FindingRow.case_no,
            FindingRow.outcome,
            CaseRow.verified_at,
            JudgedPolicyRow.agent_code,
            JudgedPolicyRow.agency_code,
            JudgedPolicyRow.channel_code,
            JudgedPolicyRow.branch_code,
            JudgedPolicyRow.team_code,
        )
        .join(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .join(JudgedPolicyRow, judged)
        .where(
            CaseRow.status.in_((states.VERIFIED, states.REOPENED)),
            FindingRow.status == "open",
            FindingRow.outcome.in_(GRAVE),
            ~exists().where(SanctionRow.case_no == FindingRow.case_no),
        )
    )
    if case_no is not None:
        statement = statement.where(FindingRow.case_no == case_no)
    rows = connection.execute(statement.order_by(FindingRow.finding_id)).all()
    return sorted(rows, key=lambda row: GRAVE.index(row.outcome))


def _seller(row: Any) -> tuple[str, str | None]:
    return ("salesperson", row.agent_code) if row.agent_code else ("agency", row.agency_code)


def _columns(row: Any, kind: str, number: str) -> dict[str, Any]:
    copied = ("case_no", "channel_code", "branch_code", "team_code", "outcome")
    return {
        **{name: getattr(row, name) for name in copied},
        "subject_kind": kind,
        "subject_no": number,
        "opened_on": local_day(row.verified_at),
    }


def _numbered(connection: Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with their numbers: `S`, day, serial. The caller holds `events.lock`."""
    last: dict[Any, int] = {}
    for row in rows:
        day = row["opened_on"]
        if day not in last:
            taken = select(func.max(SanctionRow.serial)).where(SanctionRow.opened_on == day)
            last[day] = connection.scalar(taken) or 0
        last[day] += 1
        row["serial"], row["sanction_no"] = last[day], f"S{day:%Y%m%d}-{last[day]:05d}"
    return rows
