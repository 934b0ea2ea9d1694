"""A list date that is run again changes nothing that a later one decided, in whatever order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.cases.answer_samples import answer, apply, dispatched
from tests.unit.cases.case_samples import (
    AT,
    CALENDAR,
    DAY,
    NEXT,
    cases,
    contents,
    finding,
    kinds,
    policy,
    rows,
    run_day,
    statuses,
)
from tests.unit.cases.lived_days import LivedDays

from authenticity.cases import list_day
from authenticity.cases.correction_check import Shown
from authenticity.cases.list_day import Beside
from authenticity.cases.policy_facts import BatchFacts
from authenticity.dag_names import OPEN_CASES
from authenticity.ledger import ledger_entries
from authenticity.store.case_store import Store

CASE = "C20260924-00001"
BETWEEN = DAY + timedelta(days=1)
"""A list date that is recorded after the one that follows it."""


@pytest.mark.parametrize("seed", range(6))
def test_random_days_run_again_in_random_order_change_nothing(store: Store, seed: int) -> None:
    lived = LivedDays(store, seed)
    before = lived.state()
    for day in lived.random.choices(list(lived.batches), k=7):
        lived.run(day, lived.now)
        after = lived.state()
        assert {name for name in before if before[name] != after[name]} == set(), day


def record(store: Store, facts: BatchFacts, beside: Beside | None = None) -> None:
    """The list date between, behind the next one."""
    at = AT + (NEXT - DAY) + timedelta(hours=1)
    with store.begin() as connection:
        list_day.record(connection, BETWEEN, [], facts, CALENDAR, at, beside)


@pytest.mark.parametrize("is_later", [True, False])
def test_who_left_is_said_by_the_latest_batch_that_holds_the_policy(
    store: Store, is_later: bool
) -> None:
    run_day(store, [finding(1)])
    later = frozenset({"P0001"} if is_later else ())
    record(store, BatchFacts({}, frozenset(), ("P0001",), later))
    assert cases(store)[CASE][1] == ("OPEN" if is_later else "WITHDRAWN")


@pytest.mark.parametrize("is_later", [True, False])
def test_a_receipt_is_said_by_the_latest_batch_that_holds_the_policy(
    store: Store, is_later: bool
) -> None:
    run_day(store, [finding(1)], policies=[policy(1, receipt_signed_on=None)])
    known = {"P0001": policy(1, receipt_signed_on=DAY)}
    later = frozenset(known if is_later else ())
    record(store, BatchFacts(known, frozenset(known), (), later))
    ((signed,),) = rows(store, "SELECT receipt_signed_on IS NOT NULL FROM problem_case")
    assert bool(signed) is not is_later


@pytest.mark.parametrize("is_overtaken", [True, False])
def test_corrections_and_calls_are_judged_by_the_latest_list_date(
    store: Store, is_overtaken: bool
) -> None:
    one = finding(1)
    dispatched(store, one)
    apply(store, answer(one, "CORRECTED", handled_on=DAY), at=AT + timedelta(hours=8))
    if is_overtaken:
        with store.begin() as connection:
            figures = [ledger_entries.Entry("cases_opened", 0)]
            ledger_entries.write(connection, NEXT, OPEN_CASES, figures)
    before = contents(store)
    spoilt = Shown(BETWEEN, is_of_the_day=True)
    beside = Beside(corrected={one.finding_id: spoilt})
    record(store, BatchFacts({}, frozenset(), ()), beside)
    assert (contents(store) == before) is is_overtaken
    assert ("returned" in kinds(store, CASE)) is not is_overtaken


def test_a_warning_listed_before_joins_no_case_that_a_later_list_opened(store: Store) -> None:
    hint = finding(1, rule_code="contact.email.invalid", level="W")
    run_day(store, [hint])
    run_day(store, [finding(1, list_date=NEXT)], NEXT)
    before = contents(store)
    run_day(store, [hint], at=AT + (NEXT - DAY))
    assert contents(store) == before
    run_day(store, [hint, finding(1)], at=AT + (NEXT - DAY))
    assert statuses(store)[hint.finding_id] == ("listed", None, "listed_only")
    attached = statuses(store)[finding(1).finding_id]
    assert attached == ("open", "C20260928-00001", "attached"), "one case a policy"


def test_a_case_that_was_withdrawn_later_keeps_its_confidence(store: Store) -> None:
    """`make simulate --orders`, seed 200."""
    doubtful = finding(1, rule_code="suspicious.shared_phone", confidence="B")
    run_day(store, [doubtful])
    record(store, BatchFacts({}, frozenset(), ("P0001",)))
    before = contents(store)
    assert rows(store, "SELECT status, confidence FROM problem_case") == [("WITHDRAWN", "B")]
    run_day(store, [doubtful], at=AT + (NEXT - DAY))
    assert contents(store) == before


def test_a_case_that_was_withdrawn_later_was_opened_all_the_same(store: Store) -> None:
    run_day(store, [finding(1)])
    record(store, BatchFacts({}, frozenset(), ("P0001",)))
    again = run_day(store, [finding(1)], at=AT + (NEXT - DAY))
    assert (again.cases_opened, again.cases_withdrawn) == (1, 0)
