"""What is found again, unchanged, keeps its answer; anything else is asked about anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.cases.answer_samples import ANSWERED, CASE, answer, apply, dispatched
from tests.unit.cases.case_samples import (
    CALENDAR,
    CONVENTIONS,
    NEXT,
    cases,
    finding,
    kinds,
    policy,
    rows,
)

from authenticity.cases import placing, recording, repeated_answers
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
