"""Findings of a quarter, counted by the database: by office, month and rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, select

from authenticity.cases import states
from authenticity.cases.verified_outcomes import RIGHT, WRONG
from authenticity.ledger.office_measures import Office
from authenticity.reporting.office_figures import RuleFigures
from authenticity.reporting.period import Period
from authenticity.store.tables import CaseRow, FindingRow, JudgedPolicyRow

ERROR, WARNING = "E", "W"
SUPERSEDED = "superseded"
"""Findings that a later run of the same list date did not make again."""

ENTERED_BY_HAND = "manual.problem_item"
"""Is about any policy, also one that was not judged that day, so it is no fault of those judged."""

VERIFIED = (states.VERIFIED, states.REOPENED)
"""A case whose finding came back had been verified all the same."""


@dataclass(frozen=True)
class FindingCounts:
    """`failing`: policies with an error by list date and office; the others are findings."""

    failing: Counter[tuple[date, Office]] = field(default_factory=Counter)
    errors: Counter[Office] = field(default_factory=Counter)
    warnings: Counter[Office] = field(default_factory=Counter)
    rules: tuple[RuleFigures, ...] = ()


def count(connection: Connection, period: Period) -> FindingCounts:
    """All of them, with one pass for findings and one for policies."""
    errors, warnings = Counter[Office](), Counter[Office]()
    found: Counter[tuple[str, str]] = Counter()
    for channel, branch, rule_code, level, number in _findings(connection, period):
        found[rule_code, level] += number
        if level in (ERROR, WARNING):
            (errors if level == ERROR else warnings)[Office(channel, branch)] += number
    outcomes = _verified(connection, period)
    codes = sorted({code for code, level in found if level in (ERROR, WARNING)})
    rules = tuple(_rule(code, found, outcomes) for code in codes)
    return FindingCounts(_failing(connection, period), errors, warnings, rules)


def _findings(connection: Connection, period: Period) -> Iterable[tuple[str, str, str, str, int]]:
    groups = (
        JudgedPolicyRow.channel_code,
        JudgedPolicyRow.branch_code,
        FindingRow.rule_code,
        FindingRow.level,
    )
    statement = (
        select(*groups, func.count())
        .join(JudgedPolicyRow, IS_JUDGED)
        .where(stands(period))
        .group_by(*groups)
    )
    return connection.execute(statement).tuples()


def _failing(connection: Connection, period: Period) -> Counter[tuple[date, Office]]:
    policies = (
        select(FindingRow.list_date, FindingRow.policy_no)
        .where(stands(period), FindingRow.level == ERROR, FindingRow.rule_code != ENTERED_BY_HAND)
        .distinct()
        .subquery()
    )
    groups = (
        policies.c.list_date,
        JudgedPolicyRow.channel_code,
        JudgedPolicyRow.branch_code,
    )
    statement = (
        select(*groups, func.count())
        .join(
            JudgedPolicyRow,
            and_(
                JudgedPolicyRow.list_date == policies.c.list_date,
                JudgedPolicyRow.policy_no == policies.c.policy_no,
            ),
        )
        .group_by(*groups)
    )
    rows = connection.execute(statement)
    return Counter(
        {(day, Office(channel, branch)): number for day, channel, branch, number in rows}
    )


def _verified(connection: Connection, period: Period) -> Counter[tuple[str, str]]:
    groups = (FindingRow.rule_code, FindingRow.outcome)
    statement = (
        select(*groups, func.count())
        .join(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(stands(period), FindingRow.outcome.is_not(None), CaseRow.status.in_(VERIFIED))
        .group_by(*groups)
    )
    rows = connection.execute(statement)
    return Counter({(code, outcome or ""): number for code, outcome, number in rows})


def _rule(
    code: str, found: Counter[tuple[str, str]], outcomes: Counter[tuple[str, str]]
) -> RuleFigures:
    right = sum(outcomes[code, outcome] for outcome in RIGHT)
    wrong = sum(outcomes[code, outcome] for outcome in WRONG)
    all_of = sum(number for (of, _), number in outcomes.items() if of == code)
    return RuleFigures(
        rule_code=code,
        errors=found[code, ERROR],
        warnings=found[code, WARNING],
        right=right,
        wrong=wrong,
        undecided=all_of - right - wrong,
    )


IS_JUDGED = and_(
    JudgedPolicyRow.list_date == FindingRow.list_date,
    JudgedPolicyRow.policy_no == FindingRow.policy_no,
)


def stands(period: Period) -> ColumnElement[bool]:
    """Findings of the span that a later run of their list date made again."""
    return and_(FindingRow.list_date.in_(period.list_dates), FindingRow.status != SUPERSEDED)
