"""Portions: the newest first, as much as a day holds, each policy checked and called once."""

from __future__ import annotations

from datetime import date, timedelta

from tests.unit.cases.case_samples import rows
from tests.unit.recheck.recheck_samples import (
    AGENCY,
    SELLER,
    ask,
    complaint,
    follow,
    instant,
    opened,
    record,
    take,
)

from authenticity.recheck import portions
from authenticity.store.case_store import Store

DAYS = [date(2026, 9, 21) + timedelta(days=n) for n in range(8)]
PAIR = complaint(1), complaint(2, 100)
SOLD = [f"P{n:04d}" for n in (9, 7, 5, 4, 1)]
COUNTS = "SELECT policies, checked, left_before, calls_asked, calls_made, status FROM v_campaign"


def portion(store: Store, day: date) -> list[str]:
    query = f"SELECT DISTINCT policy_no FROM campaign_policy WHERE portion_on = '{day}'"
    return sorted(row[0] for row in rows(store, query))


def test_portions_take_the_newest_first_and_no_more_than_a_day_holds(store: Store) -> None:
    opened(store, DAYS[0], SOLD, *PAIR)
    assert take(store, DAYS[0], 2) == 2
    assert portion(store, DAYS[0]) == ["P0007", "P0009"]
    assert take(store, DAYS[0], 2) == 2, "again it is the same portion"
    assert portion(store, DAYS[0]) == ["P0007", "P0009"]
    assert take(store, DAYS[1], 2) == 2
    assert portion(store, DAYS[1]) == ["P0004", "P0005"]
    assert take(store, DAYS[2], 2) == 1
    assert take(store, DAYS[3], 2) == 0


def test_the_next_list_checks_them_and_asks_for_calls_where_needed(store: Store) -> None:
    opened(store, DAYS[0], SOLD, *PAIR)
    take(store, DAYS[0], 3)
    assert ask(store, DAYS[0]) == [], "its own list is made already"
    assert ask(store, DAYS[1]) == ["P0005", "P0007", "P0009"]
    done = record(store, DAYS[1], judged=[5, 7])
    assert (done.checked, done.left, done.called) == (2, 1, 0)
    assert rows(store, COUNTS) == [(5, 2, 1, 2, 0, "running")]
    again = record(store, DAYS[1], judged=[5, 7])
    assert (again.checked, again.left, again.called) == (0, 0, 0)
    query = "SELECT case_no, policy_no, since, why FROM v_callback_due ORDER BY policy_no"
    due = [(no, str(since), why) for case, no, since, why in rows(store, query) if case is None]
    why = "recheck.repeat_mis_selling"
    assert due == [(no, "2026-09-22", why) for no in ("P0005", "P0007")]


def test_a_policy_of_a_short_term_is_checked_and_not_called(store: Store) -> None:
    opened(store, DAYS[0], ["P0004"], *PAIR)
    take(store, DAYS[0], 3)
    ask(store, DAYS[1])
    assert record(store, DAYS[1], judged=[4]).checked == 1
    assert rows(store, COUNTS) == [(1, 1, 0, 0, 0, "finished")]


def test_a_call_from_the_check_on_satisfies_it_and_an_earlier_one_does_not(store) -> None:
    opened(store, DAYS[0], ["P0005", "P0007"], *PAIR)
    take(store, DAYS[0], 1)
    ask(store, DAYS[1])
    record(store, DAYS[1], judged=[5])
    with store.read() as connection:
        assert portions.calls_awaited(connection) == {"P0005": DAYS[1]}
    assert record(store, DAYS[2], judged=[5], called={"P0005": [DAYS[0]]}).called == 0
    assert record(store, DAYS[3], judged=[5], called={"P0005": [DAYS[0], DAYS[2]]}).called == 1
    assert record(store, DAYS[3], judged=[5], called={"P0005": [DAYS[0], DAYS[2]]}).called == 0
    assert rows(store, "SELECT * FROM v_callback_due") == []
    assert rows(store, COUNTS) == [(2, 1, 0, 1, 1, "running")]


def test_a_policy_that_leaves_needs_no_call_any_more(store: Store) -> None:
    opened(store, DAYS[0], ["P0005"], *PAIR)
    take(store, DAYS[0], 1)
    ask(store, DAYS[1])
    record(store, DAYS[1], judged=[5])
    assert rows(store, "SELECT count(*) FROM v_callback_due") == [(1,)]
    assert record(store, DAYS[2], left=[5]).left == 1
    assert rows(store, "SELECT count(*) FROM v_callback_due") == [(0,)]
    assert rows(store, COUNTS) == [(1, 1, 0, 1, 0, "finished")]


def test_a_policy_of_two_campaigns_takes_one_place_and_is_checked_for_both(store) -> None:
    of_agency = complaint(1, 0, AGENCY), complaint(2, 100, AGENCY)
    opened(store, DAYS[0], ["P0009", "P0007"], *PAIR, *of_agency)
    assert take(store, DAYS[0], 1) == 1
    assert take(store, DAYS[1], 1) == 1
    assert ask(store, DAYS[2]) == ["P0007", "P0009"]
    assert record(store, DAYS[2], judged=[7, 9]).checked == 4
    assert rows(store, COUNTS) == [(2, 2, 0, 2, 0, "finished")] * 2
    assert rows(store, "SELECT count(*) FROM v_callback_due") == [(2,)]


def test_what_was_not_asked_for_has_not_left(store: Store) -> None:
    """A portion that was given after a list's pull is a matter of the next list."""
    opened(store, DAYS[0], SOLD, *PAIR)
    ask(store, DAYS[1])
    take(store, DAYS[0], 3)
    done = record(store, DAYS[1], judged=[1])
    assert (done.checked, done.left) == (0, 0)
    assert ask(store, DAYS[2]) == ["P0005", "P0007", "P0009"]


def test_an_ended_campaign_takes_no_portion_and_asks_for_nothing(store: Store) -> None:
    opened(store, DAYS[0], SOLD, *PAIR)
    take(store, DAYS[0], 2)
    ask(store, DAYS[1])
    record(store, DAYS[1], judged=[7, 9])
    follow(store, DAYS[1], PAIR[0])
    assert take(store, DAYS[1], 2) == 0
    assert ask(store, DAYS[2]) == []
    assert rows(store, "SELECT count(*) FROM v_callback_due") == [(0,)]
    with store.read() as connection:
        assert portions.calls_awaited(connection) == {}


def test_a_campaign_without_any_live_policy_is_finished_at_once(store: Store) -> None:
    opened(store, DAYS[0], [], *PAIR)
    with store.begin() as connection:
        done = portions.finish_done(connection, DAYS[0], instant(DAYS[0]))
    assert [each.subject for each in done] == [SELLER]
    assert rows(store, COUNTS) == [(0, 0, 0, 0, 0, "finished")]


def test_what_a_third_complaint_adds_goes_behind_what_is_there(store: Store) -> None:
    (change,) = opened(store, DAYS[0], SOLD[:2], *PAIR)
    with store.begin() as connection:
        assert portions.add(connection, change.campaign, SOLD) == 3
        assert portions.add(connection, change.campaign, SOLD) == 0
    query = "SELECT policy_no FROM campaign_policy ORDER BY position"
    assert [row[0] for row in rows(store, query)] == SOLD


def test_finished_campaigns_still_wait_for_their_calls(store: Store) -> None:
    opened(store, DAYS[0], ["P0005"], *PAIR)
    take(store, DAYS[0], 1)
    ask(store, DAYS[1])
    record(store, DAYS[1], judged=[5])
    with store.read() as connection:
        assert portions.calls_awaited(connection) == {"P0005": DAYS[1]}
    assert rows(store, COUNTS) == [(1, 1, 0, 1, 0, "finished")]
