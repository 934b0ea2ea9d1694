"""Which warnings the operators get, by what is out and what time it is."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.unit.services.test_status import CALENDAR, REGISTERS, local

from authenticity.dag_names import DAILY_JOB
from authenticity.ledger import runs
from authenticity.ledger.runs import Versions
from authenticity.services.status import alarming, figures
from authenticity.store.case_store import Store, open_store

KEY = b"k" * 32
MON, TUE, WED = (date(2026, 9, day) for day in (21, 22, 23))
VERSIONS = Versions("rules", "calendar", "code")


@pytest.fixture
def store(tmp_path, sqlite_model):
    path = tmp_path / "case_store.db"
    path.write_bytes(sqlite_model.read_bytes())
    opened = open_store(f"sqlite:///{path}", KEY)
    yield opened
    opened.close()


def out(store: Store, *days: date, dags: tuple[str, ...] = DAILY_JOB) -> None:
    with store.begin() as connection:
        for day in days:
            for dag_id in dags:
                runs.start(connection, dag_id, day, VERSIONS, local(9, 21))
                runs.finish(connection, dag_id, day, status=runs.RELEASED, at=local(9, 21))


def told(store: Store, at: datetime) -> list[tuple[str, ...]]:
    with store.read() as connection:
        status = figures.read(connection, REGISTERS, CALENDAR, at)
        return [each.identity for each in alarming.of(status, figures.released(connection))]


def test_every_list_in_time_is_no_warning(store: Store) -> None:
    out(store, MON, TUE, WED)
    assert told(store, local(9, 23, 9)) == []


def test_before_work_begins_nobody_waits_for_the_list(store: Store) -> None:
    out(store, MON, TUE)
    assert told(store, local(9, 23, 7, 59)) == []
    assert told(store, local(9, 23, 8)) == [("list_not_out", "2026-09-23")]


def test_a_screening_without_its_lists_is_not_out(store: Store) -> None:
    out(store, MON, TUE)
    out(store, WED, dags=DAILY_JOB[:1])
    assert told(store, local(9, 23, 9)) == [("list_not_out", "2026-09-23")]


def test_the_day_after_t_plus_1_is_over_and_a_later_list_does_not_undo_that(store: Store) -> None:
    out(store, MON)
    missed, not_out = ("list_missed", "2026-09-22"), ("list_not_out", "2026-09-23")
    assert told(store, local(9, 23, 9)) == [missed, not_out]
    out(store, WED)
    assert told(store, local(9, 23, 9)) == [missed]


def test_the_command_begins_with_the_first_day_that_has_no_list(store: Store) -> None:
    out(store, MON)
    with store.read() as connection:
        status = figures.read(connection, REGISTERS, CALENDAR, local(9, 24, 9))
        missed, _ = alarming.of(status, figures.released(connection))
    assert missed.identity == ("list_missed", "2026-09-23")
    assert "make run FROM=2026-09-22 DATE=2026-09-24" in missed.action


def test_a_house_before_its_first_list_misses_none(store: Store) -> None:
    assert told(store, local(9, 23, 9)) == []
    out(store, WED)
    assert told(store, local(9, 23, 9)) == []


def test_a_holiday_misses_nothing(store: Store) -> None:
    out(store, date(2026, 9, 29), date(2026, 9, 30))
    assert told(store, local(10, 5, 12)) == []


def test_an_ending_calendar_is_told_once_a_week(store: Store) -> None:
    last = CALENDAR.known_until
    found = {
        identity
        for day in range(1, 16)
        for identity in told(store, datetime(last.year, 12, day, 9, tzinfo=local(9, 1).tzinfo))
    }
    assert {kind for kind, *_ in found} == {"calendar_ends"}
    assert len(found) == len({week for *_, week in found}) == 3


def test_a_run_that_failed_is_not_out(store: Store) -> None:
    with store.begin() as connection:
        for dag_id in DAILY_JOB:
            runs.start(connection, dag_id, MON, VERSIONS, local(9, 21))
            done = {"status": runs.FAILED, "at": local(9, 21), "error": "x"}
            runs.finish(connection, dag_id, MON, **done)
    with store.read() as connection:
        assert figures.released(connection) == []
