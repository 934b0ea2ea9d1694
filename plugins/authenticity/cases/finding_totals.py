"""What a list date found, counted by rule and level, and what of it stands on a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from authenticity.cases.states import WITHDRAWN
from authenticity.dag_names import DISPATCH, OPEN_CASES, SCREEN
from authenticity.ledger import ledger_entries
from authenticity.store.tables import CaseRow, FindingRow

_SUPERSEDED = "superseded"
_LISTED = ("E", "W")
_WAIVED = "waived."
_ENTERED_BY_HAND = "manual.problem_item"
"""Is about any policy, also one that was not judged that day."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """Findings of a list date that are, or are not, on its list for one reason."""

    superseded: int
    untold: int


@dataclass(frozen=True)
class FindingTotals:
    """Findings that stand, by rule code and level, and all that the sum of the list needs.

    `superseded` were told and are on the list, though a later run did not find them again;
    `untold` belong to cases that were withdrawn before anybody was told, and are on none.
    `lines`: what the dispatch wrote, None before it did.
    """

    policies: int
    policies_in_error: int
    found: Mapping[str, Mapping[str, int]]
    waived: Mapping[str, int]
    superseded: int
    untold: int
    lines: int | None


def is_recorded(connection: Connection, list_date: date) -> bool:
    """Whether the findings of a list date are in the store, be there any or none."""
    return list_date in ledger_entries.recorded(connection, [list_date], OPEN_CASES)


def of_list_date(connection: Connection, list_date: date) -> FindingTotals:
    """All of them, with two passes over the findings of the day."""
    ledger = ledger_entries.of_list_date(connection, list_date)
    waived = {
        measure.removeprefix(_WAIVED): entry.value
        for (stage, measure), entry in ledger.items()
        if stage == SCREEN and measure.startswith(_WAIVED) and entry.value
    }
    scope = ledger.get((OPEN_CASES, "policies_in_scope"))
    lines = ledger.get((DISPATCH, "findings_listed.lines"))
    placed = _placed(connection, list_date)
    return FindingTotals(
        policies=scope.value if scope else 0,
        policies_in_error=_in_error(connection, list_date),
        found=_found(connection, list_date),
        waived=waived,
        superseded=placed.superseded,
        untold=placed.untold,
        lines=lines.value if lines else None,
    )


def _found(connection: Connection, list_date: date) -> dict[str, dict[str, int]]:
    statement = (
        select(FindingRow.rule_code, FindingRow.level, func.count())
        .where(FindingRow.list_date == list_date, FindingRow.status != _SUPERSEDED)
        .group_by(FindingRow.rule_code, FindingRow.level)
        .order_by(FindingRow.rule_code, FindingRow.level)
    )
    found: dict[str, dict[str, int]] = {}
    for code, level, count in connection.execute(statement):
        found.setdefault(code, {})[level] = count
    return found


def _placed(connection: Connection, list_date: date) -> _Placed:
    untold = and_(CaseRow.status == WITHDRAWN, CaseRow.dispatched_at.is_(None))
    statement = (
        select(_number(FindingRow.status == _SUPERSEDED), _number(untold))
        .outerjoin(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(FindingRow.list_date == list_date, FindingRow.level.in_(_LISTED))
    )
    superseded, without_notice = connection.execute(statement).one()
    return _Placed(int(superseded or 0), int(without_notice or 0))


def _in_error(connection: Connection, list_date: date) -> int:
    statement = select(func.count(FindingRow.policy_no.distinct())).where(
        FindingRow.list_date == list_date,
        FindingRow.level == "E",
        FindingRow.status != _SUPERSEDED,
        FindingRow.rule_code != _ENTERED_BY_HAND,
    )
    return int(connection.scalar(statement) or 0)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
