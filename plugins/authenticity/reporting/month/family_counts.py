"""Findings of a month by family of rules: hit rates are taken of policies, not of findings."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Connection, case, func, literal, select

from authenticity.reporting.finding_counts import ERROR, IS_JUDGED, WARNING, stands
from authenticity.reporting.month.figures import FamilyFigures
from authenticity.reporting.period import Period
from authenticity.store.tables import FindingRow, JudgedPolicyRow

_OFFICE = (JudgedPolicyRow.channel_code, JudgedPolicyRow.branch_code)


def count(
    connection: Connection, period: Period, families: Collection[str]
) -> tuple[FamilyFigures, ...]:
    """One a family and office that has findings; `families`: what rule codes begin with."""
    family = _family(families)
    levels = (
        select(
            family, *_OFFICE, _number(FindingRow.level == ERROR),
            _number(FindingRow.level == WARNING),
        )
        .join(JudgedPolicyRow, IS_JUDGED)
        .where(stands(period), FindingRow.level.in_((ERROR, WARNING)))
        .group_by(family, *_OFFICE)
    )  # fmt: skip
    failing = _failing(connection, period, family)
    rows = sorted(connection.execute(levels).tuples())
    return tuple(
        FamilyFigures(name, channel, branch, failing.get((name, channel, branch), 0),
                      int(errors), int(warnings))
        for name, channel, branch, errors, warnings in rows
    )  # fmt: skip


def _failing(
    connection: Connection, period: Period, family: ColumnElement[str]
) -> Mapping[tuple[str, str, str], int]:
    policies = (
        select(family.label("family"), *_OFFICE, FindingRow.list_date, FindingRow.policy_no)
        .join(JudgedPolicyRow, IS_JUDGED)
        .where(stands(period), FindingRow.level == ERROR)
        .distinct()
        .subquery()
    )
    groups = (policies.c.family, policies.c.channel_code, policies.c.branch_code)
    rows = connection.execute(select(*groups, func.count()).group_by(*groups))
    return {(name, channel, branch): number for name, channel, branch, number in rows}


def _family(families: Collection[str]) -> ColumnElement[str]:
    """The family of a rule's code, or the code where none is known."""
    known = [
        (FindingRow.rule_code.startswith(f"{name}.", autoescape=True), literal(name))
        for name in families
    ]
    return case(*known, else_=FindingRow.rule_code)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
