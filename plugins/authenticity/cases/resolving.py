"""DISPATCHED or RETURNED to RESOLVED: every error of the case has its outcome (rulebook §5).

What a re-run takes back, or brings back, changes what the case shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from authenticity.audit import events
from authenticity.cases import outcomes, states
from authenticity.store.chunks import chunks
from authenticity.store.tables import CaseRow, FindingRow


def resolve(connection: Connection, case_nos: Iterable[str], at: datetime, actor: str) -> list[str]:
    """Moves the cases among these that are answered wholly; the others stay. Gives their numbers.

    The case shows the gravest outcome and who gave it last. Warnings need no outcome, and give
    the case none. The caller holds `events.lock`.
    """
    groups: defaultdict[tuple[str, str | None], list[str]] = defaultdict(list)
    for case_no, errors in _errors(connection, case_nos, states.WITH_BACK_OFFICE).items():
        if all(error.outcome for error in errors):
            groups[_shown(errors)].append(case_no)
    for (outcome, investigator), resolved in sorted(groups.items(), key=str):
        states.move(
            connection,
            {case_no: {"outcome": outcome} for case_no in resolved},
            states.RESOLVED,
            at,
            actor,
            {"outcome": outcome, "investigator": investigator, "resolved_at": at},
        )
    return sorted(case_no for resolved in groups.values() for case_no in resolved)


def show_anew(connection: Connection, list_date: date, at: datetime, actor: str) -> int:
    """RESOLVED cases whose findings of the list date came or went show the gravest that is left.

    Each with an event; returns how many. The caller holds `events.lock`.
    """
    resolved = (
        select(CaseRow.case_no, CaseRow.outcome, CaseRow.investigator)
        .join(FindingRow, FindingRow.case_no == CaseRow.case_no)
        .where(CaseRow.status == states.RESOLVED, FindingRow.list_date == list_date)
        .distinct()
    )
    before = {row.case_no: (row.outcome, row.investigator) for row in connection.execute(resolved)}
    new = []
    for case_no, errors in sorted(_errors(connection, before, (states.RESOLVED,)).items()):
        outcome, investigator = shown = _shown(errors)
        if shown != before[case_no]:
            of_case = update(CaseRow).where(CaseRow.case_no == case_no)
            connection.execute(of_case.values(outcome=outcome, investigator=investigator))
            detail = {"before": before[case_no][0], "outcome": outcome}
            new.append(events.NewEvent(case_no, "outcome_changed", detail))
    events.append_all(connection, new, at, actor)
    return len(new)


def _shown(errors: list[Row[Any]]) -> tuple[str, str | None]:
    gravest = outcomes.in_force().gravest(error.outcome for error in errors)
    last = max(
        (error for error in errors if error.outcome == gravest),
        key=lambda error: (error.answered_at, error.finding_id),
    )
    return gravest, last.investigator


def _errors(
    connection: Connection, case_nos: Iterable[str], statuses: Sequence[str]
) -> dict[str, list[Row[Any]]]:
    """The open errors of those cases that are in one of these states."""
    statement = (
        select(
            FindingRow.case_no,
            FindingRow.finding_id,
            FindingRow.outcome,
            FindingRow.investigator,
            FindingRow.answered_at,
        )
        .join(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(
            CaseRow.status.in_(statuses),
            FindingRow.level == "E",
            FindingRow.status == "open",
        )
    )
    found: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for chunk in chunks(sorted(set(case_nos))):
        rows: Sequence[Any] = connection.execute(
            statement.where(FindingRow.case_no.in_(chunk))
        ).all()
        for row in rows:
            found[row.case_no].append(row)
    return found
