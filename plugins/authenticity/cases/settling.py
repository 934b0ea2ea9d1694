"""Where a case stands once the findings of a list date are placed, so that none waits for nobody.

* A RESOLVED case that got an error without an outcome goes back to the back office.
* A case that a re-run left without an error is WITHDRAWN, though people were told, and whether it
  was answered or not: there is nothing to answer or to verify. Its warnings become listed ones; an
  error that comes back opens a case anew.
* A case whose errors that are left have outcomes already is RESOLVED, and shows their outcome.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from authenticity.cases import resolving, returning, states
from authenticity.store.chunks import chunks
from authenticity.store.tables import CaseRow, FindingRow


def settle(connection: Connection, list_date: date, at: datetime, actor: str) -> None:
    """Settles the cases that have findings of the list date; the caller holds `events.lock`."""
    returning.reopen(connection, list_date, at, actor)
    changed = set(connection.scalars(_with_superseded_error(list_date)))
    left: set[str | None] = set()
    for chunk in chunks(sorted(changed)):
        errors = select(FindingRow.case_no).where(
            FindingRow.case_no.in_(chunk), FindingRow.level == "E", FindingRow.status == "open"
        )
        left.update(connection.scalars(errors.distinct()))
    _withdraw(connection, sorted(changed - left), at, actor)
    resolving.resolve(connection, changed & left, at, actor)
    resolving.show_anew(connection, list_date, at, actor)


def _with_superseded_error(list_date: date) -> Any:
    return (
        select(CaseRow.case_no)
        .join(FindingRow, FindingRow.case_no == CaseRow.case_no)
        .where(
            CaseRow.status.in_((*states.WITH_BACK_OFFICE, states.RESOLVED)),
            FindingRow.list_date == list_date,
            FindingRow.level == "E",
            FindingRow.status == "superseded",
        )
        .distinct()
    )


def _withdraw(connection: Connection, empty: list[str], at: datetime, actor: str) -> None:
    for chunk in chunks(empty):
        of_case = update(FindingRow).where(FindingRow.case_no.in_(chunk))
        connection.execute(
            of_case.where(FindingRow.status == "open").values(
                status="listed", disposition="listed_only"
            )
        )
        connection.execute(of_case.values(case_no=None, **returning.NO_ANSWER))
    values = {"closed_at": at, **returning.NO_RESULT}
    detail = {"reason": states.NO_ERROR_LEFT}
    states.move(connection, dict.fromkeys(empty, detail), states.WITHDRAWN, at, actor, values)
