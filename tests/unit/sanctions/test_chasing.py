"""Open sanction records are chased once, when ten working days have gone by."""

from __future__ import annotations

from datetime import date, datetime

from tests.unit.cases.answer_samples import employ
from tests.unit.cases.case_samples import CALENDAR, kinds, rows
from tests.unit.sanctions.sanction_samples import (
    FILLED,
    SANCTION,
    WORDS,
    fill,
    judged,
    open_missing,
    said,
)

from authenticity.sanctions import chasing
from authenticity.store.case_store import Store


def sweep(store: Store, day: str) -> list[str]:
    at = datetime.fromisoformat(f"{day}T01:00:00+00:00")
    with store.begin() as connection:
        return [e.sanction_no for e in chasing.sweep(connection, at, CALENDAR, WORDS)]


def test_a_record_is_chased_once_after_ten_working_days(store: Store) -> None:
    """28 September plus ten working days: 1 to 7 October are off, 10 October is worked."""
    case_no = judged(store)
    open_missing(store)
    last = CALENDAR.add_working_days(date(2026, 9, 28), 10)
    assert last.isoformat() == "2026-10-16"
    assert sweep(store, "2026-10-16") == []
    assert sweep(store, "2026-10-19") == [SANCTION]
    assert sweep(store, "2026-10-19") == []
    assert sweep(store, "2026-12-01") == []
    assert kinds(store, case_no)[-1] == "sanction_chased"
    assert rows(store, "SELECT chased_at IS NOT NULL FROM v_sanction") == [(True,)]


def test_what_a_missed_sweep_left_over_is_chased_by_the_next(store: Store) -> None:
    judged(store)
    open_missing(store)
    assert sweep(store, "2027-01-20") == [SANCTION]


def test_what_is_filled_in_is_not_chased(store: Store) -> None:
    judged(store)
    open_missing(store)
    employ(store, "ann")
    assert fill(store, said(), at=FILLED)[0].accepted
    assert sweep(store, "2026-10-20") == []
