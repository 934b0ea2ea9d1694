"""The new call after a correction (rulebook §5, D11): who waits for one, and that it was made.

A call counts from the day after the correction was keyed in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from authenticity.audit import events
from authenticity.cases import states
from authenticity.store.tables import CaseRow, FindingRow

ACTOR = "system"


def awaited(connection: Connection) -> dict[str, date]:
    """The policies whose cases wait for a new call, and the earliest day since when."""
    found: dict[str, date] = {}
    for row in _waiting(connection):
        found[row.policy_no] = min(row.call_since, found.get(row.policy_no, row.call_since))
    return found


def record(connection: Connection, made: Mapping[str, Sequence[date]], at: datetime) -> int:
    """Ends the waiting of findings whose policy has a call since then; how many.

    `made`: by policy, the days of its successful calls, in order. The caller has the transaction.
    """
    events.lock(connection)
    told: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _waiting(connection):
        called_on = next(
            (day for day in made.get(row.policy_no, ()) if day >= row.call_since), None
        )
        if called_on is not None:
            connection.execute(
                update(FindingRow)
                .where(FindingRow.finding_id == row.finding_id)
                .values(called_on=called_on)
            )
            told[row.case_no].append({"finding": row.finding_id, "called_on": str(called_on)})
    new = [
        events.NewEvent(case_no, "called_again", {"findings": findings})
        for case_no, findings in sorted(told.items())
    ]
    events.append_all(connection, new, at, ACTOR)
    return sum(map(len, told.values()))


def _waiting(connection: Connection) -> Sequence[Any]:
    statement = (
        select(
            FindingRow.finding_id,
            FindingRow.case_no,
            FindingRow.policy_no,
            FindingRow.call_since,
        )
        .join(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(
            CaseRow.status.in_(states.UNFINISHED),
            FindingRow.status == "open",
            FindingRow.call_since.is_not(None),
            FindingRow.called_on.is_(None),
        )
        .order_by(FindingRow.finding_id)
    )
    return connection.execute(statement).all()
