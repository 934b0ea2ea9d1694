"""Whether the rows of cases, findings and evidence say what the audit chain led to.

Row seals notice what others write; this notices in words what no event explains, whoever wrote it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from authenticity.cases import history
from authenticity.cases.history import CaseHistory, FindingHistory, Histories
from authenticity.store.resolution_tables import EvidenceRow
from authenticity.store.tables import CaseRow, EventRow, FindingRow

_ANSWER = ("outcome", "investigator", "confirmed_on", "called_on")
_BATCH = 5_000


def disagreements(connection: Connection) -> list[str]:
    """One line each, by case or finding."""
    known = history.read(_events(connection))
    return [
        *(f"case {case_no}: its event {kind} makes no sense" for case_no, kind in known.unreadable),
        *_cases(connection, known),
        *_findings(connection, known),
        *_evidence(connection, known),
    ]


def _events(connection: Connection) -> Iterator[Any]:
    columns = (EventRow.case_no, EventRow.at, EventRow.actor, EventRow.kind, EventRow.detail)
    statement = select(*columns).where(EventRow.case_no.is_not(None)).order_by(EventRow.event_id)
    yield from connection.execute(statement, execution_options={"yield_per": _BATCH})


def _cases(connection: Connection, known: Histories) -> Iterator[str]:
    statement = select(CaseRow.__table__).order_by(CaseRow.case_no)
    for row in connection.execute(statement, execution_options={"yield_per": _BATCH}):
        told = known.cases.get(row.case_no)
        if told is not None:
            yield from _case(row, told)


def _case(row: Row[Any], told: CaseHistory) -> Iterator[str]:
    for name, value in told.columns.items():
        is_, was = _plain(getattr(row, name)), _plain(value)
        if is_ != was:
            yield f"case {row.case_no}: {name} is {is_}, its events lead to {was}"


def _findings(connection: Connection, known: Histories) -> Iterator[str]:
    names = ("finding_id", "case_no", *_ANSWER)
    statement = select(*(getattr(FindingRow, name) for name in names))
    rows = connection.execute(
        statement.order_by(FindingRow.finding_id), execution_options={"yield_per": _BATCH}
    )
    seen = set()
    for row in rows:
        seen.add(row.finding_id)
        told = known.findings.get(row.finding_id) or FindingHistory()
        yield from _finding(row, told)
    for finding_id in sorted(known.findings.keys() - seen):
        yield f"finding {finding_id}: gone, its events say that it is there"


def _finding(row: Row[Any], told: FindingHistory) -> Iterator[str]:
    if row.case_no != told.case_no and not (told.is_open and row.case_no is None):
        yield (
            f"finding {row.finding_id}: belongs to {row.case_no or 'no case'}, its events lead to "
            f"{told.case_no or 'no case'}"
        )
    for name in _ANSWER:
        is_, was = _plain(getattr(row, name)), told.answer[name]
        if was is not history.OPEN and is_ != _plain(was):
            yield f"finding {row.finding_id}: {name} is {is_}, its events lead to {was}"


def _evidence(connection: Connection, known: Histories) -> Iterator[str]:
    given: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    statement = select(EvidenceRow.finding_id, EvidenceRow.kind, EvidenceRow.reference)
    for finding_id, kind, reference in connection.execute(statement):
        given[finding_id].add((kind, reference))
    for finding_id in sorted(given.keys() | known.findings.keys()):
        told = known.findings.get(finding_id) or FindingHistory()
        if not told.is_carried and given[finding_id] != told.evidence:
            yield f"finding {finding_id}: its evidence is not the one of its events"


def _plain(value: Any) -> Any:
    """A value of a row and of an event in the same words: instants in UTC, days in ISO."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
