"""Two workers on one case at once, each a process of its own: one wins, the other is told."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from tests.unit.cases.answer_samples import ANSWERED, CASE, answer, apply, dispatched, employ
from tests.unit.cases.case_samples import (
    CALENDAR,
    CONVENTIONS,
    KEY,
    NEXT,
    cases,
    contents,
    finding,
    kinds,
    policy,
    rows,
)

from authenticity.audit import verification
from authenticity.cases import answering, placing, recording, returning, verifying
from authenticity.errors import AuthenticityError
from authenticity.store.case_store import Store, open_store

ONE = finding(1)
LATE = finding(1, rule_code="identity.sex_mismatch", list_date=NEXT)
LATER = ANSWERED + timedelta(days=3)
Work = Callable[[Connection], Any]
DONE = "done"


def verified(connection: Connection) -> str:
    verifying.verify(connection, CASE, "bo", LATER)
    return DONE


def sent_back(connection: Connection) -> str:
    returning.send_back(connection, CASE, "请补充", LATER, "cai")
    return DONE


def legitimate(connection: Connection) -> str:
    (result,) = answering.apply(connection, [answer(ONE)], LATER, "inbox")
    return DONE if result.accepted else str(result.reason)


def refused(connection: Connection) -> str:
    given = answer(ONE, "REFUSED", investigator="eva")
    (result,) = answering.apply(connection, [given], LATER, "sftp")
    return DONE if result.accepted else str(result.reason)


def listed(connection: Connection) -> str:
    """The run of a list date with a new error of the same policy."""
    recording.record(connection, NEXT, [LATE], {"P0001": policy(1)}, LATER)
    placing.place_findings(connection, NEXT, CALENDAR, LATER, conventions=CONVENTIONS)
    return DONE


def race(url: str, *works: Work) -> list[str]:
    """Runs each in a process, all begun together; what each says, or the error that it got."""
    context = multiprocessing.get_context("fork")
    barrier, said = context.Barrier(len(works)), context.Queue()

    def work(number: int) -> None:
        store = open_store(url, KEY)
        try:
            barrier.wait(30)
            with store.begin() as connection:
                word = works[number](connection)
        except AuthenticityError as error:
            word = str(error)
        store.close()
        said.put((number, word))

    processes = [context.Process(target=work, args=(number,)) for number in range(len(works))]
    for process in processes:
        process.start()
    answers = dict(said.get(timeout=60) for _process in processes)
    for process in processes:
        process.join(60)
    return [answers[number] for number in range(len(works))]


@pytest.fixture
def answered(store: Store) -> Store:
    """A case that could be verified, and could be sent back."""
    dispatched(store, ONE)
    for name in ("bo", "cai"):
        employ(store, name, "compliance")
    apply(store, answer(ONE))
    store.close()  # a connection of the parent must not be shared
    return store


def is_whole(store: Store) -> bool:
    with store.read() as connection:
        report = verification.verify(connection)
    return report.has_integrity and report.is_complete


def test_of_two_who_verify_one_case_one_is_told(answered: Store, made_store_url: str) -> None:
    said = race(made_store_url, verified, verified)
    assert sorted(said) == sorted(
        [
            DONE,
            f"case {CASE} is VERIFIED: it cannot become VERIFIED (rulebook §5); look into v_case",
        ]
    )
    assert kinds(answered, CASE).count("verified") == 1
    assert is_whole(answered)


def test_verified_and_sent_back_at_once_is_one_of_the_two(
    answered: Store, made_store_url: str
) -> None:
    said = race(made_store_url, verified, sent_back)
    assert said.count(DONE) == 1
    wins = ("VERIFIED", "RETURNED")[said.index(DONE)]
    assert cases(answered)[CASE][1] == wins
    assert f"case {CASE} is {wins}: it cannot become" in said[1 - said.index(DONE)]
    assert is_whole(answered)


def test_verified_while_a_list_brings_an_error_ends_with_the_error_in_a_case(
    answered: Store, made_store_url: str
) -> None:
    said = race(made_store_url, verified, listed)
    assert said[1] == DONE
    query = f"SELECT case_no FROM finding WHERE finding_id = '{LATE.finding_id}'"
    ((case_no,),) = rows(answered, query)
    states = {number: state for number, (_policy, state, _confidence) in cases(answered).items()}
    if said[0] == DONE:
        assert states == {CASE: "VERIFIED", case_no: "OPEN"}
    else:
        assert states == {CASE: "RETURNED"}
        assert case_no == CASE
    assert is_whole(answered)


def test_of_two_who_answer_one_case_one_is_told(store: Store, made_store_url: str) -> None:
    dispatched(store, ONE)
    employ(store, "eva")
    store.close()
    said = race(made_store_url, legitimate, refused)
    assert said.count(DONE) == 1
    assert any(each.startswith("案件已提交，处理结果不能直接更改") for each in said)
    winner = ("LEGITIMATE", "REFUSED")[said.index(DONE)]
    assert rows(store, "SELECT status, outcome FROM v_case") == [("RESOLVED", winner)]
    assert rows(store, "SELECT count(DISTINCT given_by) FROM v_evidence") == [(1,)]
    assert is_whole(store)


def test_many_who_answer_the_same_leave_one_answer(store: Store, made_store_url: str) -> None:
    dispatched(store, ONE)
    store.close()
    said = race(made_store_url, *[legitimate] * 4)
    assert sorted(said) == sorted([DONE, *["已答复，内容相同"] * 3])
    before = contents(store)
    assert kinds(store, CASE).count("answered") == 1
    assert race(made_store_url, legitimate) == ["已答复，内容相同"]
    assert contents(store) == before
