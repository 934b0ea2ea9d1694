"""What is found again, unchanged, keeps its answer; anything else is asked about anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.cases.answer_samples import ANSWERED, CASE, answer, apply, dispatched, employ
from tests.unit.cases.case_samples import (
    CALENDAR,
    CONVENTIONS,
    DAY,
    NEXT,
    cases,
    finding,
    kinds,
    policy,
    rows,
)

from authenticity.audit import verification
from authenticity.cases import placing, recording, repeated_answers
from authenticity.cases.answers import Attempt
from authenticity.findings.finding import Finding
from authenticity.store.case_store import Store

NAME = finding(1, rule_code="complete.policyholder.name")
PHONE = finding(
    1,
    rule_code="suspicious.shared_phone",
    confidence="B",
    persons=("a", "b"),
    subject_key="phone:0a",
)
AGAIN = ANSWERED + timedelta(days=3)


def run_next(store: Store, *found: Finding) -> int:
    with store.begin() as connection:
        facts = {"P0001": policy(1)}
        recording.record(connection, NEXT, found, facts, AGAIN)
        carried = repeated_answers.carry_over(connection, NEXT, AGAIN)
        placing.place_findings(connection, NEXT, CALENDAR, AGAIN, conventions=CONVENTIONS)
    return carried


def test_a_repeated_finding_keeps_its_answer_and_evidence(store: Store) -> None:
    dispatched(store, NAME, PHONE)
    apply(store, answer(NAME, "CORRECTED"), answer(PHONE, "LEGITIMATE"))
    again = replace(PHONE, list_date=NEXT)
    assert run_next(store, again) == 1
    assert cases(store)[CASE][1] == "RESOLVED"
    assert "answer_kept" in kinds(store, CASE)
    query = f"SELECT kind, given_by FROM evidence WHERE finding_id = '{again.finding_id}'"
    assert sorted(rows(store, query)) == [("C", "ann"), ("F", "ann")]
    assert run_next(store, again) == 0
    assert len(rows(store, query)) == 2


def test_a_corrected_name_does_not_ask_about_the_shared_phone_again(store: Store) -> None:
    unnamed = replace(PHONE, detail={"field": "mobile", "differences": ["id_no"]})
    dispatched(store, NAME, unnamed)
    apply(store, answer(NAME, "CORRECTED"), answer(unnamed, "LEGITIMATE"))
    detail = {"field": "mobile", "differences": ["name", "id_no"]}
    assert run_next(store, replace(unnamed, list_date=NEXT, detail=detail)) == 1
    assert cases(store)[CASE][1] == "RESOLVED"


def test_a_change_of_the_other_policy_alone_asks_nothing_again(store: Store) -> None:
    """The same two persons; the other's policy was keyed in again, through another channel."""
    detail = {"field": "mobile", "channels": ["BANK"], "since": "2026-09-16"}
    shared = replace(PHONE, detail=detail)
    dispatched(store, NAME, shared)
    apply(store, answer(NAME, "CORRECTED"), answer(shared, "LEGITIMATE"))
    later = {"field": "mobile", "channels": ["AGENT"], "since": "2026-09-28"}
    assert run_next(store, replace(shared, list_date=NEXT, detail=later)) == 1
    assert cases(store)[CASE][1] == "RESOLVED"


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"persons": ("a", "c")}, "LEGITIMATE"),
        ({"detail": {"field": "phone"}}, "LEGITIMATE"),
        ({"subject_key": "phone:0b"}, "LEGITIMATE"),
        ({}, "CORRECTED"),
    ],
    ids=["another person", "another content", "another number", "said to be corrected"],
)
def test_anything_else_is_asked_about_anew(
    store: Store, change: dict[str, Any], outcome: str
) -> None:
    dispatched(store, NAME, PHONE)
    apply(store, answer(NAME, "CORRECTED"), answer(PHONE, outcome))
    assert run_next(store, replace(PHONE, list_date=NEXT, **change)) == 0
    assert cases(store)[CASE][1] == "RETURNED"


def given(store: Store, found: Finding) -> tuple[set[str], set[str]]:
    """Letters of the evidence for a finding, and the days of its contact attempts."""
    of_finding = f"finding_id = '{found.finding_id}'"
    letters = rows(store, f"SELECT kind FROM evidence WHERE {of_finding}")
    days = rows(store, f"SELECT attempted_on FROM contact_attempt WHERE {of_finding}")
    return {letter for (letter,) in letters}, {str(day) for (day,) in days}


@pytest.mark.parametrize("outcome", ["CORRECTED", "REFUSED", "UNREACHABLE"])
def test_an_answer_on_the_newest_list_answers_what_an_earlier_one_said(
    store: Store, outcome: str
) -> None:
    again = replace(NAME, list_date=NEXT)
    dispatched(store, NAME)
    run_next(store, again)
    (result,) = apply(store, answer(again, outcome, handled_on=NEXT), at=AGAIN)
    assert (result.accepted, result.missing) == (True, ())
    assert cases(store)[CASE][1] == "RESOLVED"
    assert given(store, NAME) == given(store, again)


def test_evidence_that_comes_later_reaches_the_earlier_one_too(store: Store) -> None:
    again = replace(NAME, list_date=NEXT)
    dispatched(store, NAME)
    run_next(store, again)
    apply(store, answer(again, "REFUSED", evidence=(), handled_on=NEXT), at=AGAIN)
    apply(store, answer(again, "REFUSED", handled_on=NEXT), at=AGAIN)
    assert given(store, NAME) == given(store, again) == ({"G"}, set())


def test_another_answer_to_the_earlier_one_stays_and_an_earlier_list_answers_no_later_one(
    store: Store,
) -> None:
    again = replace(NAME, list_date=NEXT)
    dispatched(store, NAME, PHONE)
    run_next(store, again)
    apply(store, answer(NAME, "REFUSED"), at=AGAIN)
    outcomes = dict(rows(store, "SELECT finding_id, outcome FROM finding"))
    assert outcomes[again.finding_id] is None
    apply(store, answer(again, "CORRECTED", handled_on=NEXT), at=AGAIN)
    outcomes = dict(rows(store, "SELECT finding_id, outcome FROM finding"))
    assert (outcomes[NAME.finding_id], outcomes[again.finding_id]) == ("REFUSED", "CORRECTED")


def test_what_says_something_else_is_not_answered_with_it(store: Store) -> None:
    other = replace(PHONE, list_date=NEXT, persons=("a", "c"))
    dispatched(store, PHONE)
    run_next(store, other)
    apply(store, answer(other, handled_on=NEXT), at=AGAIN)
    assert cases(store)[CASE][1] == "DISPATCHED"


def test_two_answers_of_one_file_may_answer_the_same_earlier_one(store: Store) -> None:
    """What the rows keep is what the events lead to, whoever of two clerks is first in a list."""
    employ(store, "abe")
    later = [replace(NAME, list_date=NEXT + timedelta(days=days)) for days in (0, 1)]
    dispatched(store, NAME)
    with store.begin() as connection:
        for found in later:
            recording.record(connection, found.list_date, [found], {"P0001": policy(1)}, AGAIN)
            placing.place_findings(
                connection, found.list_date, CALENDAR, AGAIN, conventions=CONVENTIONS
            )
    at = AGAIN + timedelta(days=3)
    given_now = [
        answer(found, "REFUSED", handled_on=found.list_date, investigator=clerk)
        for found, clerk in zip(later, ("ann", "abe"), strict=True)
    ]
    assert all(result.accepted for result in apply(store, *given_now, at=at))
    assert cases(store)[CASE][1] == "RESOLVED"
    assert given(store, NAME) == ({"G"}, set())
    with store.read() as connection:
        assert verification.verify(connection).has_integrity


@pytest.mark.parametrize(("day", "is_taken"), [(DAY, True), (DAY - timedelta(days=1), False)])
def test_the_customer_may_be_called_from_the_first_list_on_that_told_of_it(
    store: Store, day: Any, is_taken: bool
) -> None:
    again = replace(NAME, list_date=NEXT)
    dispatched(store, NAME)
    run_next(store, again)
    tried = answer(again, None, attempts=(Attempt(day, "电话无人接听"),), handled_on=None)
    apply(store, tried, at=AGAIN)
    assert given(store, again)[1] == ({str(day)} if is_taken else set())
