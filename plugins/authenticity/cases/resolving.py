"""DISPATCHED or RETURNED to RESOLVED: every error of the case has its outcome (rulebook §5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from authenticity.cases import outcomes, states
from authenticity.store.chunks import chunks
from authenticity.store.tables import CaseRow, FindingRow


def resolve(connection: Connection, case_nos: Iterable[str], at: datetime, actor: str) -> list[str]:
    """Moves the cases among these that are answered wholly; the others stay. Gives their numbers.

    The case shows the gravest outcome and who gave it last. Warnings need no outcome, and give
    the case none. The caller holds `events.lock`.
    """
    groups: defaultdict[tuple[str, str | None], list[str]] = defaultdict(list)
    for case_no, errors in _errors(connection, case_nos).items():
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


def _shown(errors: list[Row[Any]]) -> tuple[str, str | None]:
    gravest = outcomes.in_force().gravest(error.outcome for error in errors)
    last = max(
        (error for error in errors if error.outcome == gravest),
        key=lambda error: (error.answered_at, error.finding_id),
    )
    return gravest, last.investigator


def _errors(connection: Connection, case_nos: Iterable[str]) -> dict[str, list[Row[Any]]]:
    """The open errors of those cases whose answers are awaited."""
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
            CaseRow.status.in_(states.WITH_BACK_OFFICE),
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
