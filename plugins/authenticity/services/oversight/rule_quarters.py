"""Each rule over a quarter: what it found by list date, what was waived, what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, select

from authenticity.dag_names import SCREEN
from authenticity.reporting.quarter.quarters import Quarter
from authenticity.store.tables import FindingRow, ReconciliationRow

LEVELS = ("E", "W", "I")
_SUPERSEDED = "superseded"
_WAIVED = "waived."


@dataclass(frozen=True)
class RuleQuarter:
    """One rule. `days`: findings that stand, by list date and level; `waived`: by list date.

    `outcomes`: of its errors and warnings, by what the back office answered; None for no answer.
    """

    days: Mapping[tuple[date, str], int]
    waived: Mapping[date, int]
    outcomes: Mapping[str | None, int]

    def total(self, level: str) -> int:
        return sum(count for (_, of), count in self.days.items() if of == level)

    @property
    def all_waived(self) -> int:
        return sum(self.waived.values())


def read(connection: Connection, quarter: Quarter) -> dict[str, RuleQuarter]:
    """By rule code, every rule that found something in the quarter, with three questions."""
    days: dict[str, Counter[tuple[date, str]]] = {}
    for code, day, level, count in _found(connection, quarter):
        days.setdefault(code, Counter())[day, level] = count
    waived: dict[str, Counter[date]] = {}
    for measure, day, count in _waived(connection, quarter):
        waived.setdefault(measure.removeprefix(_WAIVED), Counter())[day] = count
    outcomes: dict[str, Counter[str | None]] = {}
    for code, outcome, count in _answered(connection, quarter):
        outcomes.setdefault(code, Counter())[outcome] = count
    return {
        code: RuleQuarter(
            days.get(code, Counter()), waived.get(code, Counter()), outcomes.get(code, Counter())
        )
        for code in sorted(days.keys() | waived.keys())
    }


def _of_quarter(quarter: Quarter) -> ColumnElement[bool]:
    return and_(
        FindingRow.list_date.between(quarter.first, quarter.last),
        FindingRow.status != _SUPERSEDED,
    )


def _found(connection: Connection, quarter: Quarter) -> list[tuple[str, date, str, int]]:
    groups = (FindingRow.rule_code, FindingRow.list_date, FindingRow.level)
    statement = select(*groups, func.count()).where(_of_quarter(quarter)).group_by(*groups)
    return [(code, day, level, count) for code, day, level, count in connection.execute(statement)]


def _answered(connection: Connection, quarter: Quarter) -> list[tuple[str, str | None, int]]:
    groups = (FindingRow.rule_code, FindingRow.outcome)
    statement = (
        select(*groups, func.count())
        .where(_of_quarter(quarter), FindingRow.level.in_(LEVELS[:2]))
        .group_by(*groups)
    )
    return [(code, outcome, count) for code, outcome, count in connection.execute(statement)]


def _waived(connection: Connection, quarter: Quarter) -> list[tuple[str, date, int]]:
    statement = select(
        ReconciliationRow.measure, ReconciliationRow.list_date, ReconciliationRow.value
    ).where(
        ReconciliationRow.list_date.between(quarter.first, quarter.last),
        ReconciliationRow.stage == SCREEN,
        ReconciliationRow.measure.startswith(_WAIVED, autoescape=True),
        ReconciliationRow.value > 0,
    )
    return [(measure, day, value) for measure, day, value in connection.execute(statement)]
