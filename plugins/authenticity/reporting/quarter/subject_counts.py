"""Salespeople and agencies whose verified cases were not in order (Art. 22): who, and with what.

Nobody is named for what is still open, and nobody for a record that proved true. Group cases (20 or
more persons on one number) are about no one salesperson and stand with compliance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from authenticity.reporting.finding_counts import ERROR, SUPERSEDED, VERIFIED
from authenticity.reporting.period import Period
from authenticity.reporting.quarter import consequence_counts
from authenticity.reporting.quarter.consequence_counts import Sanctions
from authenticity.reporting.quarter.figures import SubjectFigures
from authenticity.store.tables import CaseRow, FindingRow

FALSE, REFUSED, CORRECTED = "CONFIRMED_FALSE", "REFUSED", "CORRECTED"
_NOT_IN_ORDER = (FALSE, REFUSED, CORRECTED)

Code = InstrumentedAttribute[str | None]
Subject = tuple[str, str, str]
"""Its code, channel and branch: who sells at two branches has a line of each."""

_COLUMNS: Mapping[str, Code] = {"salesperson": CaseRow.agent_code, "agency": CaseRow.agency_code}
"""By kind of subject, as notes and sanctions name it."""


def of_kind(
    connection: Connection,
    period: Period,
    kind: str,
    sanctions: Mapping[consequence_counts.Subject, Sanctions],
) -> tuple[SubjectFigures, ...]:
    """Those of a kind, the gravest first."""
    code = _COLUMNS[kind]
    kinds = _kinds(connection, period, code)
    found = []
    for row in _cases(connection, period, code):
        subject = (row[0], row[1], row[2])
        found.append(_figures(row, kinds.get(subject, {}), sanctions.get((kind, *subject))))
    return tuple(sorted(found, key=gravest_first))


def gravest_first(each: SubjectFigures) -> tuple[Any, ...]:
    """The order of the report: false data first, then refused, then corrected."""
    grave = (each.false, each.refused, each.corrected, each.cases)
    return (*(-number for number in grave), each.code, each.channel_code, each.branch_code)


def _cases(connection: Connection, period: Period, code: Code) -> list[Any]:
    groups = (code, CaseRow.channel_code, CaseRow.branch_code)
    verified = CaseRow.status.in_(VERIFIED)
    not_in_order = _number(and_(verified, CaseRow.outcome.in_(_NOT_IN_ORDER)))
    of_outcome = [_number(and_(verified, CaseRow.outcome == each)) for each in _NOT_IN_ORDER]
    statement = (
        select(*groups, func.count(), _number(verified), *of_outcome)
        .where(_is_of(period, code))
        .group_by(*groups)
        .having(not_in_order > 0)
    )
    return list(connection.execute(statement))


def _kinds(
    connection: Connection, period: Period, code: Code
) -> Mapping[Subject, Mapping[str, int]]:
    """Errors that were not in order, by family of their rules."""
    groups = (code, CaseRow.channel_code, CaseRow.branch_code, FindingRow.rule_code)
    statement = (
        select(*groups, func.count())
        .join(FindingRow, FindingRow.case_no == CaseRow.case_no)
        .where(
            _is_of(period, code),
            CaseRow.status.in_(VERIFIED),
            FindingRow.level == ERROR,
            FindingRow.status != SUPERSEDED,
            FindingRow.outcome.in_(_NOT_IN_ORDER),
        )
        .group_by(*groups)
    )
    found: dict[Subject, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for subject, channel, branch, rule_code, number in connection.execute(statement):
        found[subject or "", channel, branch][rule_code.partition(".")[0]] += number
    return found


def _figures(row: Any, kinds: Mapping[str, int], sanctions: Sanctions | None) -> SubjectFigures:
    code, channel, branch, cases, verified, false, refused, corrected = row
    return SubjectFigures(
        code=code,
        channel_code=channel,
        branch_code=branch,
        cases=cases,
        verified=verified,
        false=false,
        refused=refused,
        corrected=corrected,
        kinds=tuple(sorted(kinds.items())),
        sanctions=tuple(sorted(sanctions.kinds.items())) if sanctions else (),
        amount_fen=sanctions.amount_fen if sanctions else 0,
    )


def _is_of(period: Period, code: Code) -> ColumnElement[bool]:
    opened = CaseRow.opened_on.in_(period.list_dates)
    return and_(opened, code.is_not(None), ~CaseRow.is_group)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
