"""Who shares a number with good reason is not asked again for a year, and nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.unit.cases.answer_samples import ANSWERED, answer, apply, dispatched
from tests.unit.cases.case_samples import (
    CONVENTIONS,
    DAY,
    contents,
    dispatch,
    finding,
    rows,
    run_day,
    verify,
)

from authenticity.cases import states, waivers
from authenticity.findings.finding import Finding
from authenticity.store.case_store import Store

PHONE, ACCOUNT = "suspicious.shared_phone", "suspicious.shared_account"
CASE = "C20260924-00001"
VERIFIED_ON = date(2026, 10, 9)
VERIFIED_AT = datetime(2026, 10, 9, 7, 0, tzinfo=UTC)  # three in the afternoon in Shanghai
FAMILY = ("1aa", "1bb", "1cc")


def shared(number: int = 1, **content: Any) -> Finding:
    known = {
        "rule_code": PHONE,
        "cluster_id": "k1",
        "cluster_persons": 3,
        "confidence": "A",
        "subject_key": "phone:k1",
        "persons": FAMILY,
    }
    return finding(number, **(known | content))


def judged(
    store: Store, outcome: str = "LEGITIMATE", at: datetime = VERIFIED_AT, *found: Finding
) -> None:
    """A case with a shared number, dispatched, answered and verified."""
    run_day(store, found or [shared()])
    dispatch(store, [CASE])
    verify(store, CASE, outcome, at)


def is_waived(
    store: Store,
    on: date = VERIFIED_ON + timedelta(days=1),
    persons: tuple[str, ...] = FAMILY,
    rule_code: str = PHONE,
    cluster_id: str | None = "k1",
) -> bool:
    with store.read() as connection:
        known = waivers.current(connection, on, CONVENTIONS.waiver_days)
    return known.cover(rule_code, cluster_id, persons)


def test_the_persons_of_a_legitimate_verdict_are_waived_and_so_is_a_part_of_them(
    store: Store,
) -> None:
    judged(store)
    assert is_waived(store)
    assert is_waived(store, persons=FAMILY[:2])


def test_a_newcomer_on_the_number_breaks_the_waiver(store: Store) -> None:
    judged(store)
    assert not is_waived(store, persons=(*FAMILY, "1dd"))
    assert not is_waived(store, persons=("1dd",))


def test_a_verdict_explains_its_own_rule_and_number_only(store: Store) -> None:
    judged(store)
    assert not is_waived(store, rule_code=ACCOUNT)
    assert not is_waived(store, cluster_id="k2")
    assert not is_waived(store, cluster_id=None)
    assert not is_waived(store, persons=())


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, False), (0, False), (1, True), (365, True), (366, False)]
)
def test_a_waiver_holds_from_the_day_after_the_verification_for_a_year(
    store: Store, days: int, expected: bool
) -> None:
    judged(store)
    assert is_waived(store, VERIFIED_ON + timedelta(days=days)) is expected


@pytest.mark.parametrize(
    ("hour_utc", "first_day"), [(15, VERIFIED_ON), (16, VERIFIED_ON + timedelta(days=1))]
)
def test_the_day_of_a_verification_is_the_insurers(
    store: Store, hour_utc: int, first_day: date
) -> None:
    judged(store, "LEGITIMATE", datetime(2026, 10, 9, hour_utc, 59, 59, 999_999, tzinfo=UTC))
    assert not is_waived(store, first_day)
    assert is_waived(store, first_day + timedelta(days=1))


@pytest.mark.parametrize("outcome", ["CORRECTED", "CONFIRMED_FALSE", "UNREACHABLE", "REFUSED"])
def test_another_verdict_waives_nobody(store: Store, outcome: str) -> None:
    judged(store, outcome)
    assert not is_waived(store)


def test_an_answer_that_nobody_has_verified_waives_nobody(store: Store) -> None:
    run_day(store, [shared()])
    dispatch(store, [CASE])
    answer = {"outcome": "LEGITIMATE", "investigator": "ann", "resolved_at": VERIFIED_AT}
    with store.begin() as connection:
        states.move(connection, {CASE: {}}, states.RESOLVED, VERIFIED_AT, "ann", answer)
    assert not is_waived(store)
    with store.begin() as connection:
        states.move(connection, {CASE: {}}, states.RETURNED, VERIFIED_AT, "bo")
    assert not is_waived(store)


@pytest.mark.parametrize("content", [{"detail": {"group": True}}, {"persons": ()}])
def test_a_group_and_a_finding_without_persons_waive_nobody(
    store: Store, content: dict[str, Any]
) -> None:
    judged(store, "LEGITIMATE", VERIFIED_AT, shared(**content))
    assert not is_waived(store)
    assert not is_waived(store, persons=FAMILY[:1])


def test_every_number_of_a_verified_case_is_explained_by_itself(store: Store) -> None:
    other = shared(rule_code=ACCOUNT, cluster_id="k2", subject_key="account:k2", persons=("1x",))
    judged(store, "LEGITIMATE", VERIFIED_AT, shared(), other)
    assert is_waived(store)
    assert is_waived(store, rule_code=ACCOUNT, cluster_id="k2", persons=("1x",))
    assert not is_waived(store, rule_code=ACCOUNT, cluster_id="k2", persons=("1aa",))


def test_two_verdicts_on_one_number_explain_each_its_own_persons(store: Store) -> None:
    judged(store, "LEGITIMATE", VERIFIED_AT, shared(persons=("1aa", "1bb")))
    day = date(2026, 10, 12)
    run_day(store, [shared(2, list_date=day, persons=("1cc", "1dd"))], day, VERIFIED_AT)
    dispatch(store, ["C20261012-00001"], VERIFIED_AT)
    verify(store, "C20261012-00001", "LEGITIMATE", VERIFIED_AT + timedelta(days=4))
    later = date(2026, 10, 14)
    assert is_waived(store, later, persons=("1bb", "1aa"))
    assert is_waived(store, later, persons=("1cc", "1dd"))
    assert not is_waived(store, later, persons=("1aa", "1cc"))


def test_a_number_that_is_found_false_later_is_explained_no_more(store: Store) -> None:
    judged(store)
    day = date(2026, 10, 12)
    run_day(store, [shared(2, list_date=day, persons=(*FAMILY, "1dd"))], day, VERIFIED_AT)
    dispatch(store, ["C20261012-00001"], VERIFIED_AT)
    verify(store, "C20261012-00001", "CONFIRMED_FALSE", VERIFIED_AT + timedelta(days=4))
    assert is_waived(store, date(2026, 10, 13))
    assert not is_waived(store, date(2026, 10, 14))


def test_a_waiver_outlives_the_relapse_of_its_case(store: Store) -> None:
    judged(store)
    day = date(2026, 10, 12)
    newcomer = shared(list_date=day, persons=(*FAMILY, "1dd"))
    run_day(store, [newcomer], day, VERIFIED_AT + timedelta(days=3))
    with store.read() as connection:
        assert states.statuses(connection, [CASE]) == {CASE: states.REOPENED}
    assert is_waived(store, date(2026, 10, 13))


def test_what_a_rerun_took_back_waives_nobody(store: Store) -> None:
    run_day(store, [shared(), finding(1)])
    dispatch(store, [CASE])
    run_day(store, [finding(1)], at=VERIFIED_AT)
    verify(store, CASE, "LEGITIMATE", VERIFIED_AT)
    assert not is_waived(store)


def test_a_person_whom_a_rerun_finds_on_a_verified_number_is_not_waived(store: Store) -> None:
    judged(store)
    before = contents(store)
    more = shared(persons=(*FAMILY, "1dd"), cluster_persons=4)
    run_day(store, [more], at=VERIFIED_AT + timedelta(days=1))
    assert contents(store) == before, "what was verified stays as it was seen"
    assert is_waived(store)
    assert not is_waived(store, persons=(*FAMILY, "1dd"))


@pytest.mark.parametrize(
    ("persons", "state", "outcome"),
    [((*FAMILY, "1dd"), "RETURNED", None), (FAMILY[:2], "RESOLVED", "LEGITIMATE")],
    ids=["somebody joined", "somebody left"],
)
def test_an_answer_is_asked_for_again_when_a_rerun_finds_somebody_more(
    store: Store, persons: tuple[str, ...], state: str, outcome: str | None
) -> None:
    found = shared()
    dispatched(store, found)
    apply(store, answer(found))
    again = ANSWERED + timedelta(hours=1)
    run_day(store, [shared(persons=persons, cluster_persons=len(persons))], at=again)
    query = "SELECT c.status, f.outcome FROM problem_case c JOIN finding f USING (case_no)"
    assert rows(store, query) == [(state, outcome)]


def test_the_day_that_opened_the_case_finds_the_same_when_it_is_run_again(store: Store) -> None:
    judged(store, "LEGITIMATE", datetime(2026, 9, 24, 6, 0, tzinfo=UTC))
    assert not is_waived(store, DAY)
    assert is_waived(store, DAY + timedelta(days=1))
