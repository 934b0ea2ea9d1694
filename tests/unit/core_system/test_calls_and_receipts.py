"""Policies that a call or the clock brings: which the core system names, on every database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa
from tests import insurer

from authenticity.core_system import calls_and_receipts, contract, snapshot
from authenticity.core_system.calls_and_receipts import FailingCall
from authenticity.core_system.conversion import Oddities
from authenticity.core_system.reading import Extraction
from authenticity.core_system.selection import Named, Window
from authenticity.pull import scope

DAY = Window(date(2026, 9, 24), date(2026, 9, 28))
FAILING = FailingCall(("WRONG_NUMBER",), ("DATA_MISMATCH", "PROXY_SIGNATURE"))
LONG_AGO = "2026-08-01 10:00:00"


@pytest.fixture(params=["text", "typed"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """SQLite, where times are text, and PostgreSQL."""
    url = f"sqlite:///{tmp_path / 'core.db'}"
    if request.param == "typed":
        url = request.getfixturevalue("new_postgres_url")()
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    insurer.create(engine)
    insurer.registers(engine)
    yield engine
    engine.dispose()


def source_of(connection: sa.Connection) -> Extraction:
    return Extraction(connection, contract.load(), scope.load().live_statuses, Oddities())


def called(engine: sa.Engine, span: Window = DAY) -> list[str]:
    with snapshot.connect(engine) as connection:
        chunks = list(calls_and_receipts.called(source_of(connection), span, FAILING, DAY))
    return sorted(pa.concat_tables(chunks)["policy_no"].to_pylist()) if chunks else []


def unsigned(engine: sa.Engine) -> list[str]:
    first, end = date(2026, 9, 11), date(2026, 9, 14)
    with snapshot.connect(engine) as connection:
        return calls_and_receipts.unsigned(source_of(connection), first, end, DAY)


def call(engine: sa.Engine, policy_no: str, at: str, outcome: str, problem: str = "") -> None:
    row = {"policy_no": policy_no, "called_at": at, "outcome": outcome, "problem": problem or None}
    insurer.insert(engine, "callback", row)


def add(engine: sa.Engine, policy_no: str, **changes: object) -> None:
    row = insurer.policy(policy_no, **{"updated_at": LONG_AGO, "entered_at": LONG_AGO} | changes)
    insurer.insert(engine, "policy", row)


def test_failing_calls_of_the_window_bring_policies_that_nobody_changed(engine: sa.Engine) -> None:
    for policy_no, at in (
        ("BEFORE", "2026-09-23 23:59:59"),
        ("FIRST", "2026-09-24 00:00:00"),
        ("LAST", "2026-09-27 23:59:59"),
        ("AFTER", "2026-09-28 00:00:00"),
    ):
        add(engine, policy_no)
        call(engine, policy_no, at, "WRONG_NUMBER")
    assert called(engine) == ["FIRST", "LAST"]
    assert called(engine, Window(date(2026, 9, 14), DAY.end)) == ["BEFORE", "FIRST", "LAST"]


def test_only_the_wanted_outcomes_bring_a_policy(engine: sa.Engine) -> None:
    for outcome, problem in (
        ("SUCCESS", ""),
        ("NO_ANSWER", ""),
        ("PROBLEM", ""),
        ("PROBLEM", "MISLED"),
        ("REFUSED", "DATA_MISMATCH"),
        ("NOT_WRONG_NUMBER", ""),
    ):
        add(engine, f"{outcome} {problem}")
        call(engine, f"{outcome} {problem}", "2026-09-25 10:00:00", outcome, problem)
    assert called(engine) == []
    for policy_no, outcome, problem in (
        ("NUMBER", " wrong_number  ", ""),
        ("MISMATCH", "Problem ", "\tdata_mismatch"),
        ("PROXY", "PROBLEM", "PROXY_SIGNATURE   "),
    ):
        add(engine, policy_no)
        call(engine, policy_no, "2026-09-25 10:00:00", outcome, problem)
    assert called(engine) == ["MISMATCH", "NUMBER", "PROXY"]


def test_what_the_window_holds_or_nobody_judges_is_not_brought(engine: sa.Engine) -> None:
    add(engine, "CHANGED", updated_at="2026-09-25 10:00:00")
    add(engine, "GROUP", is_individual=0)
    add(engine, "GONE", status="SURRENDERED")
    for policy_no in ("CHANGED", "GROUP", "GONE"):
        call(engine, policy_no, "2026-09-25 10:00:00", "WRONG_NUMBER")
    assert called(engine) == []


def test_a_receipt_falls_due_by_the_day_of_issue(engine: sa.Engine) -> None:
    for policy_no, issued_on in (
        ("BEFORE", "2026-09-10"),
        ("FIRST", "2026-09-11"),
        ("LAST", "2026-09-13"),
        ("AFTER", "2026-09-14"),
        ("PENDING", None),
    ):
        add(engine, policy_no, issued_on=issued_on)
    add(engine, "SIGNED", issued_on="2026-09-12", receipt_signed_on="2026-09-20")
    add(engine, "CHANGED", issued_on="2026-09-12", updated_at="2026-09-25 10:00:00")
    add(engine, "GONE", issued_on="2026-09-12", status="LAPSED")
    assert unsigned(engine) == ["FIRST", "LAST"]


def test_a_receipt_of_a_day_that_stands_for_none_is_none(engine: sa.Engine) -> None:
    sentinels = ("0001-01-01", "1900-01-01", "1970-01-01", "2099-12-31", "9999-12-31")
    for day in (*sentinels, "2026-09-20", "2026-09-28"):
        add(engine, day, issued_on="2026-09-12", receipt_signed_on=day)
    assert unsigned(engine) == list(sentinels)


def test_calls_and_dates_in_other_spellings_are_found(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'spelt.db'}")
    insurer.create(engine)
    add(engine, "UNDATED")
    call(engine, "UNDATED", "soon", "WRONG_NUMBER")
    add(engine, "T")
    call(engine, "T", "2026-09-25T10:00:00", "WRONG_NUMBER")
    assert called(engine) == ["T", "UNDATED"]
    for policy_no, issued_on in (
        ("SLASH", "2026/09/12"),
        ("BARE", "20260912"),
        ("TIMED", "2026-09-12 00:00:00"),
        ("OTHER", "2026/09/15"),
    ):
        add(engine, policy_no, issued_on=issued_on, receipt_signed_on=" ")
    assert unsigned(engine) == ["BARE", "SLASH", "TIMED"]


def test_names_are_asked_for_in_statements_that_every_database_takes() -> None:
    choices = Named.of([f"P{number}" for number in range(1_201)], "CALL")
    assert [len(choice.policy_nos) for choice in choices] == [500, 500, 201]
    assert {choice.cause for choice in choices} == {"CALL"}
    assert Named.of([], "CLOCK") == []
