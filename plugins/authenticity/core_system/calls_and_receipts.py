"""Policies that nobody changed, and of which a call or the clock says something new.

A failing callback is entered beside its policy, and a receipt becomes overdue by the passing of
days: neither moves `policy.updated_at`, so no window holds such a policy for it. Nor does it move
with an account or the register of salespeople, where a case may have been corrected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from authenticity.core_system.contract import Table
from authenticity.core_system.conversion import Oddities
from authenticity.core_system.reading import Extraction
from authenticity.core_system.selection import NAMED_AT_ONCE, Window
from authenticity.values import no_date

_OF_THE_RECEIPT = ("policy_no", "issued_on", "receipt_signed_on")

PROBLEM = "PROBLEM"
"""The outcome that says what was wrong in `callback.problem` (include/core_system.sql)."""


SUCCESSES = ("SUCCESS", "COMPLETED")
"""Outcomes of a call that reached the customer: the contract's, and what some systems say."""


@dataclass(frozen=True)
class FailingCall:
    """Which calls are wanted: by outcome, or, where that is `PROBLEM`, by the problem."""

    outcomes: tuple[str, ...]
    problems: tuple[str, ...]


def called(
    source: Extraction, span: Window, failing: FailingCall, window: Window
) -> Iterator[pa.Table]:
    """Failing calls of the span on live individual policies that the window does not hold.

    Rows of `callback`; those of no readable time are among them. The codes are compared as the
    lake holds them, without the spaces and cases of a view.
    """
    table = source.contract["callback"]
    policy, call = source.contract["policy"].selectable(), table.selectable()
    codes = (*failing.outcomes, PROBLEM)
    outcome = sa.func.upper(call.c.outcome)
    statement = (
        sa.select(call)
        .join(policy, source.conditions.equal(policy.c.policy_no, call.c.policy_no))
        .where(
            sa.or_(*(outcome.contains(code, autoescape=True) for code in codes)),
            source.conditions.inside_or_undated(call.c.called_at, "callback", span),
            *source.conditions.elsewhere(policy, window),
        )
    )
    for chunk in source.stream(statement, table, Oddities()):
        has_problem = pc.and_(
            pc.equal(chunk["outcome"], PROBLEM), _is_among(chunk["problem"], failing.problems)
        )
        yield chunk.filter(pc.or_kleene(_is_among(chunk["outcome"], failing.outcomes), has_problem))


def succeeded(source: Extraction, policy_nos: Sequence[str], window: Window) -> Iterator[pa.Table]:
    """Calls without a problem on these live individual policies, if the window holds them not."""
    table = source.contract["callback"]
    policy, call = source.contract["policy"].selectable(), table.selectable()
    for at in range(0, len(policy_nos), NAMED_AT_ONCE):
        statement = (
            sa.select(call)
            .join(policy, source.conditions.equal(policy.c.policy_no, call.c.policy_no))
            .where(
                source.conditions.among(call.c.policy_no, policy_nos[at : at + NAMED_AT_ONCE]),
                *source.conditions.elsewhere(policy, window),
            )
        )
        for chunk in source.stream(statement, table, Oddities()):
            yield chunk.filter(is_success(chunk))


def unchanged(source: Extraction, policy_nos: Sequence[str], window: Window) -> list[str]:
    """Of these, the live individual policies that the window does not hold."""
    contract = source.contract["policy"]
    number = Table("policy", {"policy_no": contract.kinds["policy_no"]}, ("policy_no",))
    policy = contract.selectable()
    found: list[str] = []
    for at in range(0, len(policy_nos), NAMED_AT_ONCE):
        statement = sa.select(policy.c.policy_no).where(
            source.conditions.among(policy.c.policy_no, policy_nos[at : at + NAMED_AT_ONCE]),
            *source.conditions.elsewhere(policy, window),
        )
        for chunk in source.stream(statement, number, Oddities()):
            found += chunk["policy_no"].to_pylist()
    return sorted(found)


def is_success(calls: pa.Table) -> pa.ChunkedArray:
    """Which calls reached the customer and found nothing wrong."""
    has_problem = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(calls["problem"]), ""), False)
    return pc.and_not(_is_among(calls["outcome"], SUCCESSES), has_problem)


def unsigned(
    source: Extraction, issued_from: date, issued_before: date, window: Window
) -> list[str]:
    """Live individual policies without a receipt, issued in `[issued_from, issued_before)`.

    Not those that the window holds: they are judged anyway.
    """
    contract = source.contract["policy"]
    columns = {name: contract.kinds[name] for name in _OF_THE_RECEIPT}
    policy = contract.selectable()
    issued = policy.c.issued_on
    statement = sa.select(*(policy.c[name] for name in _OF_THE_RECEIPT)).where(
        _maybe_issued(source, issued, issued_from, issued_before),
        _may_be_unsigned(source, policy.c.receipt_signed_on, issued_from, window.end),
        *source.conditions.elsewhere(policy, window),
    )
    found: set[str] = set()
    for chunk in source.stream(statement, Table("policy", columns, ("policy_no",)), Oddities()):
        is_issued = pc.and_(
            pc.greater_equal(chunk["issued_on"], pa.scalar(issued_from)),
            pc.less(chunk["issued_on"], pa.scalar(issued_before)),
        )
        for row in chunk.filter(is_issued).to_pylist():
            if no_date.receipt(row["receipt_signed_on"], row["issued_on"], window.end) is None:
                found.add(row["policy_no"])
    return sorted(found)


def _is_among(column: pa.ChunkedArray, codes: Sequence[str]) -> pa.ChunkedArray:
    return pc.is_in(column, value_set=pa.array(codes, pa.string()))


def _maybe_issued(
    source: Extraction, issued: sa.ColumnClause[Any], first: date, end: date
) -> sa.ColumnElement[bool]:
    """Issued on these days; of dates in text also those in another spelling than ISO."""
    if not source.conditions.is_text("policy", "issued_on"):
        return sa.and_(issued >= first, issued < end)
    inside = sa.and_(issued >= first.isoformat(), issued < end.isoformat())
    return sa.or_(inside, ~sa.cast(issued, sa.String).like("____-__-__%"))


def _may_be_unsigned(
    source: Extraction, signed: sa.ColumnClause[Any], issued_from: date, list_date: date
) -> sa.ColumnElement[bool]:
    """Without a receipt, or of a day that may be none; of text, in another spelling, too."""
    if not source.conditions.is_text("policy", "receipt_signed_on"):
        return sa.or_(signed.is_(None), signed < issued_from, signed > list_date)
    outside = sa.or_(signed < issued_from.isoformat(), signed > list_date.isoformat())
    return sa.or_(signed.is_(None), outside, ~sa.cast(signed, sa.String).like("____-__-__%"))
