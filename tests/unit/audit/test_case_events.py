"""The audit chain notices what was changed, taken out and cut off, and tells them apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.unit.cases.case_samples import AT, KEY, LATER, dispatch, finding, rows, run_day

from authenticity.audit import events, verification
from authenticity.audit.verification import Report
from authenticity.errors import StoreError
from authenticity.store.case_store import Store, open_store


@pytest.fixture
def store(made_store_url: str) -> Iterator[Store]:
    """Three cases with six events: opened 1-3, dispatched 4-6."""
    store = open_store(made_store_url, KEY)
    run_day(store, [finding(n) for n in (1, 2, 3)])
    dispatch(store, [f"C20260924-0000{n}" for n in (1, 2, 3)])
    yield store
    store.close()


def verify(store: Store, key: bytes | None = None) -> Report:
    with store.read() as connection:
        return verification.verify(connection, key)


def tamper(store: Store, *statements: str) -> None:
    """What somebody with the rights of the database, but without the key, could do."""
    with store.begin() as connection:
        if store.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE case_event DISABLE TRIGGER ALL")
        else:
            for change in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER case_event_no_{change}")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_an_untouched_chain_is_whole_and_complete(store: Store) -> None:
    found = verify(store)
    assert (found.has_integrity, found.is_complete, found.checked) == (True, True, 6)
    assert found.head.startswith("6:")


def test_a_new_store_is_whole_and_complete(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('new')}/case_store.db", KEY)
    found = verify(store)
    assert (found.has_integrity, found.is_complete, found.checked) == (True, True, 0)


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'somebody'",
        "detail = '{}'",
        "at = '2026-09-01 00:00:00'",
        "kind = 'dispatched'",
        "event_no = 7",
    ],
)
def test_a_changed_event_is_the_first_broken_link(store: Store, change: str) -> None:
    tamper(store, f"UPDATE case_event SET {change} WHERE event_id = 2")
    found = verify(store)
    assert found.first_broken is not None
    assert found.first_broken.startswith("C20260924-00002 / ")
    assert found.is_complete


def test_an_event_taken_out_is_a_gap_and_not_a_broken_link(store: Store) -> None:
    tamper(store, "DELETE FROM case_event WHERE event_id = 5")
    found = verify(store)
    assert found.has_integrity
    assert (found.missing_inside, found.first_missing, found.missing_tail) == (1, 5, 0)


def test_a_tail_cut_off_is_missing(store: Store) -> None:
    tamper(store, "DELETE FROM case_event WHERE event_id > 4")
    found = verify(store)
    assert found.has_integrity
    assert (found.missing_inside, found.missing_tail) == (0, 2)
    assert not found.is_complete


def test_a_tail_cut_off_with_its_count_breaks_the_seal(store: Store) -> None:
    tamper(
        store,
        "DELETE FROM case_event WHERE event_id > 4",
        "UPDATE event_chain SET event_count = 4, "
        "last_hash = (SELECT chain_hash FROM case_event WHERE event_id = 4)",
    )
    assert verify(store).first_broken == "chain head"


def test_a_history_thrown_away_whole_is_noticed(store: Store) -> None:
    tamper(store, "DELETE FROM case_event", "DELETE FROM event_chain")
    found = verify(store)
    assert not found.has_integrity
    assert found.cases_without_events == 3


def test_events_in_another_order_break_the_chain(store: Store) -> None:
    tamper(
        store,
        "UPDATE case_event SET event_id = 99 WHERE event_id = 2",
        "UPDATE case_event SET event_id = 2 WHERE event_id = 3",
        "UPDATE case_event SET event_id = 3 WHERE event_id = 99",
    )
    assert verify(store).first_broken == "C20260924-00003 / 1"


def test_another_key_verifies_nothing(store: Store) -> None:
    assert verify(store, KEY[::-1]).first_broken == "C20260924-00001 / 1"


def test_events_cannot_be_changed_or_deleted_by_a_slip(store: Store) -> None:
    for slip in ("UPDATE case_event SET actor = 'x'", "DELETE FROM case_event"):
        with (
            pytest.raises(StoreError, match="only ever added"),
            store.begin() as connection,
        ):
            connection.exec_driver_sql(slip)
    assert verify(store).checked == 6


def test_event_numbers_count_per_case(store: Store) -> None:
    with store.begin() as connection:
        events.append(connection, "C20260924-00002", "noted", {"note": "见附件"}, LATER, "clerk")
    query = "SELECT event_no, kind FROM v_case_event WHERE case_no = 'C20260924-00002' ORDER BY 1"
    assert rows(store, query) == [(1, "opened"), (2, "dispatched"), (3, "noted")]
    assert verify(store).is_complete


def test_a_clock_set_back_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="set the clock right"), store.begin() as connection:
        events.append(connection, "C20260924-00001", "noted", {}, AT - timedelta(days=1), "clerk")
    assert verify(store).checked == 6


def test_a_report_tells_integrity_and_completeness_apart(store: Store) -> None:
    good = verify(store)
    assert replace(good, missing_tail=1).has_integrity
    assert not replace(good, missing_tail=1).is_complete
    assert replace(good, first_broken="x").is_complete
    assert not replace(good, first_broken="x").has_integrity
