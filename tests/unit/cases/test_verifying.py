"""Verification: what it asks for, who may not, and what it leaves behind."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from tests.unit.cases.answer_samples import (
    ANSWERED,
    CASE,
    TODAY,
    answer,
    apply,
    dispatched,
    employ,
)
from tests.unit.cases.case_samples import DAY, cases, contents, finding, kinds, rows

from authenticity.cases import returning, verifying
from authenticity.cases.answers import Attempt, Evidence
from authenticity.errors import AccessError, AuthenticityError, StoreError
from authenticity.store.case_store import Store
from authenticity.store.tables import FindingRow

ONE = finding(1)
TWO = finding(1, rule_code="suspicious.shared_phone", confidence="B")
LATER = ANSWERED + timedelta(hours=1)


def verify(store: Store, user_name: str = "bo", note: str | None = None) -> None:
    with store.begin() as connection:
        verifying.verify(connection, CASE, user_name, LATER, note)


def set_finding(store: Store, **values: date | None) -> None:
    with store.begin() as connection:
        connection.execute(update(FindingRow).values(**values))


@pytest.fixture
def answered(store: Store) -> Store:
    """A case of two errors, one corrected and one legitimate, with all the evidence."""
    dispatched(store, ONE, TWO)
    employ(store, "bo", "customer_service")
    apply(store, answer(ONE, "CORRECTED"), answer(TWO, "LEGITIMATE"))
    return store


def test_a_case_is_verified_once_the_core_system_shows_the_correction(answered: Store) -> None:
    with pytest.raises(
        StoreError, match=r"checksum .*CORRECTED\) needs a pull in which the core system shows"
    ):
        verify(answered)
    set_finding(answered, confirmed_on=TODAY)
    verify(answered, note="来电 13800138000 核实")
    query = "SELECT status, verifier, verified_at = closed_at, waits_for FROM v_case"
    assert [tuple(row) for row in rows(answered, query)] == [("VERIFIED", "bo", True, None)]
    query = "SELECT actor, detail FROM case_event WHERE kind = 'verified'"
    ((actor, detail),) = rows(answered, query)
    assert (actor, json.loads(detail)) == (
        "bo",
        {"from": "RESOLVED", "note": "来电 138******00 核实"},
    )


def test_a_call_that_is_asked_for_has_to_be_made_first(answered: Store) -> None:
    set_finding(answered, confirmed_on=TODAY, call_since=TODAY)
    with pytest.raises(StoreError, match="needs a successful call on 2026-09-26 or later"):
        verify(answered)
    set_finding(answered, called_on=TODAY + timedelta(days=1))
    verify(answered)


@pytest.mark.parametrize(
    ("outcome", "evidence", "attempts", "need"),
    [
        ("CORRECTED", "A", 0, "needs evidence B"),
        ("CORRECTED", "B", 0, "needs evidence A"),
        ("LEGITIMATE", "C", 0, "needs evidence F"),
        ("LEGITIMATE", "F", 0, "needs evidence C"),
        ("CONFIRMED_FALSE", "F", 0, "needs evidence D or E"),
        ("CONFIRMED_FALSE", "E", 0, "needs evidence F"),
        ("UNREACHABLE", "F", 2, "needs contact attempts on 1 more day"),
        ("UNREACHABLE", "H", 3, "needs evidence F"),
        ("REFUSED", "D", 0, "needs evidence G or F"),
    ],
)
def test_evidence_that_is_missing_is_named(
    store: Store, outcome: str, evidence: str, attempts: int, need: str
) -> None:
    dispatched(store, ONE)
    employ(store, "bo", "compliance")
    tries = tuple(Attempt(DAY + timedelta(days=n), "") for n in range(attempts))
    apply(store, answer(ONE, outcome, evidence=(Evidence(evidence, "影像1"),), attempts=tries))
    set_finding(store, confirmed_on=TODAY)
    with pytest.raises(StoreError, match=need):
        verify(store)
    assert cases(store)[CASE][1] == "RESOLVED"


@pytest.mark.parametrize(
    ("outcome", "letters"),
    [
        ("CORRECTED", "AB"),
        ("LEGITIMATE", "CF"),
        ("CONFIRMED_FALSE", "DF"),
        ("CONFIRMED_FALSE", "EF"),
        ("UNREACHABLE", "F"),
        ("REFUSED", "G"),
        ("REFUSED", "F"),
    ],
)
def test_each_outcome_is_verified_with_what_it_needs(
    store: Store, outcome: str, letters: str
) -> None:
    dispatched(store, ONE)
    employ(store, "bo", "compliance")
    evidence = tuple(Evidence(letter, "影像1") for letter in letters)
    apply(store, answer(ONE, outcome, evidence=evidence))
    set_finding(store, confirmed_on=TODAY)
    verify(store)
    assert cases(store)[CASE][1] == "VERIFIED"


def test_three_attempts_on_two_days_are_two(store: Store) -> None:
    dispatched(store, ONE)
    employ(store, "bo", "compliance")
    tries = (Attempt(DAY, "上午"), Attempt(DAY, "下午"), Attempt(TODAY, ""))
    (result,) = apply(store, answer(ONE, "UNREACHABLE", attempts=tries))
    assert result.missing == ("不同日期的联系记录（还差 1 次）",)


@pytest.mark.parametrize(
    ("user_name", "role", "known", "words"),
    [
        ("eve", None, {}, "eve is not on record"),
        ("old", "customer_service", {"valid_to": DAY}, "old left on 2026-09-24"),
        ("tim", "clerk", {"channel_code": "AGENT"}, "may not verify"),
        ("aud", "auditor", {}, "may not verify"),
        ("own", "compliance", {"channel_code": "BANK"}, "belongs to channel BANK"),
    ],
)
def test_who_may_not_verify_is_told_why(
    answered: Store, user_name: str, role: str | None, known: dict[str, object], words: str
) -> None:
    set_finding(answered, confirmed_on=TODAY)
    if role:
        employ(answered, user_name, role, **known)
    before = contents(answered)
    with pytest.raises(AccessError, match=words):
        verify(answered, user_name)
    assert contents(answered) == before


def test_who_gave_an_answer_that_was_taken_back_does_not_verify_the_next(store: Store) -> None:
    group = {"rule_code": TWO.rule_code, "cluster_id": "k", "detail": {"group": True}}
    found = finding(1, confidence="A", **group)
    dispatched(store, found)
    for name in ("cai", "dan"):
        employ(store, name, "compliance")
    apply(store, answer(found, investigator="cai"))
    with store.begin() as connection:
        returning.send_back(connection, CASE, "F 未签名", ANSWERED, "dan")
    apply(store, answer(found, investigator="dan"))
    with pytest.raises(AccessError, match="cai investigated"):
        verify(store, "cai")


def test_only_a_resolved_case_is_verified(store: Store) -> None:
    dispatched(store, ONE)
    employ(store, "bo", "compliance")
    with pytest.raises(StoreError, match="is DISPATCHED: it cannot become VERIFIED"):
        verify(store)
    assert "verified" not in kinds(store, CASE)


def test_a_case_that_is_not_there_is_named(store: Store) -> None:
    employ(store, "bo", "compliance")
    with pytest.raises(AuthenticityError, match=f"case {CASE} is not in the case store"):
        verify(store)
