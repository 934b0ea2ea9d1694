"""A finding that says the same again keeps its answer, so that a corrected case is not asked twice.

A policy has a missing name (corrected) and a shared phone (a family's). The pull that shows the
name finds the phone again, unchanged: it takes over the earlier answer with its evidence. What does
not say the same (`same_problem`) is asked about anew; so is what was answered CORRECTED.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.orm import aliased

from authenticity.audit import events
from authenticity.cases import same_problem, states
from authenticity.cases.outcomes import CORRECTED
from authenticity.store.resolution_tables import ContactAttemptRow, EvidenceRow
from authenticity.store.tables import CaseRow, FindingRow

ACTOR = "system"

_ANSWER = ("outcome", "investigator", "handled_on", "answered_at", "remark")
_KEPT = {
    EvidenceRow: ("case_no", "kind", "reference", "sha256", "given_by", "given_at"),
    ContactAttemptRow: ("case_no", "attempted_on", "remark", "given_by", "given_at"),
}


def carry_over(connection: Connection, list_date: date, at: datetime) -> int:
    """Answers the recorded findings of the list date that repeat answered ones; how many.

    In the caller's transaction, before they are placed. Once placed they are not asked again.
    """
    events.lock(connection)
    told: defaultdict[str, list[str]] = defaultdict(list)
    for row in _repeated(connection, list_date):
        answer = {name: getattr(row, name) for name in _ANSWER}
        connection.execute(
            update(FindingRow).where(FindingRow.finding_id == row.new_id).values(answer)
        )
        for table, names in _KEPT.items():
            columns = [getattr(table, name) for name in names]
            given = select(*columns).where(table.finding_id == row.finding_id)  # type: ignore[attr-defined]
            rows = [
                {**each, "finding_id": row.new_id} for each in connection.execute(given).mappings()
            ]
            if rows:
                connection.execute(insert(table), rows)
        told[row.case_no].append(row.new_id)
    new = [
        events.NewEvent(case_no, "answer_kept", {"findings": sorted(findings)})
        for case_no, findings in sorted(told.items())
    ]
    events.append_all(connection, new, at, ACTOR)
    return sum(map(len, told.values()))


def _repeated(connection: Connection, list_date: date) -> list[Any]:
    """Each new finding with the latest answered one of its case that says the same."""
    earlier = aliased(FindingRow)
    kept = ("finding_id", "case_no", *_ANSWER, *same_problem.CONTENT)
    statement = (
        select(
            FindingRow.finding_id.label("new_id"),
            *(getattr(earlier, name) for name in kept),
            *(getattr(FindingRow, name).label(f"new_{name}") for name in same_problem.CONTENT),
        )
        .join(
            earlier,
            (earlier.case_key == FindingRow.case_key)
            & same_problem.is_about_the_same(earlier, FindingRow),
        )
        .join(CaseRow, CaseRow.case_no == earlier.case_no)
        .where(
            FindingRow.list_date == list_date,
            FindingRow.status == "new",
            FindingRow.outcome.is_(None),
            earlier.list_date < list_date,
            earlier.status == "open",
            earlier.outcome.is_not(None),
            earlier.outcome != CORRECTED,
            CaseRow.status.in_(states.UNFINISHED),
        )
        .order_by(FindingRow.finding_id, earlier.list_date)
    )
    rows: Sequence[Any] = connection.execute(statement).all()
    return list({row.new_id: row for row in rows if same_problem.says_the_same(row)}.values())
