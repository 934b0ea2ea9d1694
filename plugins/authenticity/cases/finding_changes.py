"""What a re-run of a list date says differently about a finding that it had before.

What somebody verified stays as they saw it: persons who are found on a number since then were not
looked at, and no waiver speaks for them. An answer that nobody verified yet is asked for again
when persons join.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from authenticity.cases import confidence, retraction, returning, states
from authenticity.store.tables import FindingRow

_IDENTITY = ("finding_id", "list_date", "case_no", "status", "disposition")
_DECISIVE = ("level", "is_group", "case_key")
"""What decided about the case stays as it was told, when the finding could not be added anew."""


def stored(connection: Connection, list_date: date) -> dict[str, Row[Any]]:
    """The findings of a list date by id, with what a re-run compares."""
    statement = select(
        FindingRow.finding_id,
        FindingRow.digest,
        FindingRow.level,
        FindingRow.case_key,
        FindingRow.status,
        FindingRow.outcome,
        FindingRow.investigator,
        FindingRow.case_no,
        FindingRow.policy_no,
        FindingRow.persons,
    ).where(FindingRow.list_date == list_date)
    rows: Sequence[Any] = connection.execute(statement).all()
    return {row.finding_id: row for row in rows}


def regraded(rows: Mapping[str, dict[str, Any]], known: Mapping[str, Row[Any]]) -> list[Row[Any]]:
    """Stored findings that have another level now, or belong to another kind of case."""
    return [
        row
        for finding_id, row in known.items()
        if finding_id in rows
        and (row.level, row.case_key) != (rows[finding_id]["level"], rows[finding_id]["case_key"])
    ]


def apply(
    connection: Connection,
    rows: Mapping[str, dict[str, Any]],
    known: Mapping[str, Row[Any]],
    at: datetime,
) -> int:
    """Writes other content in place and brings back what was superseded; how many changed."""
    returned = [row for row in known.values() if row.status == "superseded"]
    differing = [row for row in known.values() if row.digest != rows[row.finding_id]["digest"]]
    changed = _not_verified(connection, differing)
    _revive(connection, returned)
    skipped = {*_IDENTITY, *_DECISIVE}
    _set(
        connection,
        [
            {
                "key": row.finding_id,
                **{k: v for k, v in rows[row.finding_id].items() if k not in skipped},
            }
            for row in changed
        ],
    )
    joined = [row for row in changed if row.outcome and _joined(row, rows[row.finding_id])]
    _set(connection, [{"key": row.finding_id, **returning.NO_ANSWER} for row in joined])
    touched = {row.finding_id: row for row in (*returned, *changed)}
    case_nos = retraction.write_case_events(
        connection, list(touched.values()), "findings_changed", at
    )
    confidence.refresh(connection, case_nos)
    return len(touched)


def _not_verified(connection: Connection, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Those of the findings whose outcome, if they have one, is not that of a closed case."""
    cases = states.statuses(connection, {row.case_no for row in rows if row.case_no})
    return [
        row
        for row in rows
        if row.outcome is None or cases.get(row.case_no) not in (states.VERIFIED, states.REOPENED)
    ]


def _joined(row: Row[Any], now: Mapping[str, Any]) -> bool:
    """Whether the finding is about somebody whom it was not about before."""
    before, after = (set(json.loads(persons or "[]")) for persons in (row.persons, now["persons"]))
    return bool(after - before)


def _revive(connection: Connection, returned: Sequence[Row[Any]]) -> None:
    cases = states.statuses(connection, {row.case_no for row in returned if row.case_no})
    _set(connection, [_revived(row, cases.get(row.case_no)) for row in returned])


def _revived(row: Row[Any], case_status: str | None) -> dict[str, Any]:
    """Back in its case; without one, or when that ended before the finding was answered, it waits.

    `placing` gives what waits its place.
    """
    is_over = case_status in (states.VERIFIED, states.REOPENED) and row.outcome is None
    if case_status is None or is_over:
        return {"key": row.finding_id, "status": "listed", "case_no": None}
    status = "closed" if case_status == states.WITHDRAWN else "open"
    return {"key": row.finding_id, "status": status, "case_no": row.case_no}


def _set(connection: Connection, values: Sequence[dict[str, Any]]) -> None:
    if values:
        statement = update(FindingRow.__table__).where(  # type: ignore[arg-type]
            FindingRow.finding_id == bindparam("key")
        )
        connection.execute(statement, values)
