"""Verdicts that open sanction records, and what a channel says of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from tests.unit.cases.case_samples import AT, dispatch, finding, policy, run_day, verify

from authenticity.sanctions import filling, opening, sanction_kinds
from authenticity.sanctions.filling import Filling, FillingResult
from authenticity.store.case_store import Store

VERIFIED = AT + timedelta(days=4)
"""28 September 2026, 02:00 in Shanghai, a Monday; three days later the holiday begins."""

FILLED = VERIFIED + timedelta(days=1)
SANCTION = "S20260928-00001"
WORDS = sanction_kinds.load()

SAID = Filling(
    sanction_no=SANCTION,
    kind="扣罚",
    measure="500.50",
    decided_on=date(2026, 9, 28),
    decided_by="渠道纪律委员会",
    told_compliance_on=date(2026, 9, 29),
    remark="",
    filled_by="ann",
)


def said(**changed: Any) -> Filling:
    return replace(SAID, **changed)


def judged(
    store: Store,
    outcome: str = "CONFIRMED_FALSE",
    number: int = 1,
    at: datetime = AT,
    **facts: Any,
) -> str:
    """The number of a case, opened at an instant, that is verified with this outcome."""
    run_day(store, [finding(number)], at=at, policies=[policy(number, **facts)])
    with store.read() as connection:
        query = f"SELECT case_no FROM v_case WHERE policy_no = 'P{number:04d}'"
        case_no = str(connection.exec_driver_sql(query).scalar_one())
    dispatch(store, [case_no], at)
    verify(store, case_no, outcome, VERIFIED)
    return case_no


def open_missing(store: Store, at: datetime = VERIFIED) -> list[str]:
    with store.begin() as connection:
        return opening.open_missing(connection, at)


def fill(
    store: Store, *said: Filling, may_correct: bool = False, at: datetime = FILLED
) -> Sequence[FillingResult]:
    with store.begin() as connection:
        return filling.fill(connection, said, WORDS, at, may_correct=may_correct)
