"""Who is told when, over the National Day holiday of 2026: each step exactly once.

The table is worked out by hand from the State Council's notice: 25 to 27 September and 1 to 7
October are off, Saturday 10 October is worked. Nothing here asks the calendar of the product.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update
from tests.unit.cases.case_samples import CALENDAR, dispatch, finding, policy, rows, run_day, verify

from authenticity.cases import ladder, states, withdrawing
from authenticity.errors import StoreError
from authenticity.settings import LOCAL
from authenticity.store.case_store import Store
from authenticity.store.tables import CaseRow, DeliveryRow

WORKED = [date(2026, 9, day) for day in (24, 28, 29, 30)]
WORKED += [date(2026, 10, day) for day in (8, 9, 10, 12, 13, 14)]
HALF_HOURS = [time(8 + n // 2, 30 * (n % 2)) for n in range(21)]

# Number of the policy: list date, receipt signed, and the day and time of each step. The list is
# dispatched at 03:00 of its day; the cooling-off period is 15 days, the day of signing included.
CASES = {
    1: (date(2026, 9, 24), None),  # due 30 September, the last day before the holiday
    2: (date(2026, 9, 28), None),  # due 8 October, the first day after it
    3: (date(2026, 9, 30), None),  # due Saturday 10 October, which is worked
    4: (date(2026, 9, 29), date(2026, 9, 19)),  # cooling-off ends 3 October, in the holiday
    5: (date(2026, 9, 30), date(2026, 9, 16)),  # cooling-off ends on the day of dispatch
    6: (date(2026, 9, 24), date(2026, 9, 24)),  # cooling-off ends 9 October
    7: (date(2026, 9, 24), None),  # received on its day
    8: (date(2026, 9, 24), None),  # answered on 30 September
    9: (date(2026, 9, 24), date(2026, 9, 24)),  # answered on 28 September; ends 10 October
    10: (date(2026, 9, 24), None),  # withdrawn on 29 September
    11: (date(2026, 9, 24), None),  # answered and sent back, both before its due time
    12: (date(2026, 9, 24), date(2026, 8, 1)),  # cooling-off was over long before
}
LONGER = {6: 16, 9: 17}
"""Days of a cooling-off period that is longer."""

EXPECTED = {
    (1, "receipt", "09-28 08:00"),
    (1, "reminder", "09-29 08:00"),
    (1, "due", "10-08 08:00"),
    (1, "compliance", "10-09 08:00"),
    (2, "receipt", "09-29 08:00"),
    (2, "reminder", "09-30 08:00"),
    (2, "due", "10-09 08:00"),
    (2, "compliance", "10-10 08:00"),
    (3, "receipt", "10-08 08:00"),
    (3, "reminder", "10-09 08:00"),
    (3, "due", "10-12 08:00"),
    (3, "compliance", "10-13 08:00"),
    (4, "conflict", "09-29 08:00"),
    (4, "receipt", "09-30 08:00"),
    (4, "reminder", "09-30 08:00"),
    (4, "compliance", "09-30 08:00"),  # 1 October is off, so the working day before
    (4, "due", "10-08 08:00"),
    (5, "conflict", "09-30 08:00"),
    (5, "reminder", "09-30 08:00"),
    (5, "compliance", "09-30 08:00"),
    (5, "receipt", "10-08 08:00"),
    (5, "due", "10-08 08:00"),
    (6, "receipt", "09-28 08:00"),
    (6, "reminder", "09-29 08:00"),
    (6, "compliance", "09-30 08:00"),  # two days before the end is 7 October, which is off
    (6, "due", "10-08 08:00"),
    (7, "reminder", "09-29 08:00"),
    (7, "due", "10-08 08:00"),
    (7, "compliance", "10-09 08:00"),
    (8, "receipt", "09-28 08:00"),
    (8, "reminder", "09-29 08:00"),
    (9, "receipt", "09-28 08:00"),
    (9, "compliance", "10-08 08:00"),  # answered, but not verified two days before the end
    (10, "receipt", "09-28 08:00"),
    (11, "receipt", "09-28 08:00"),
    (11, "reminder", "09-29 14:30"),  # answered when it was due; sent back at 14:10
    (11, "due", "10-08 08:00"),
    (11, "compliance", "10-09 08:00"),
    (12, "receipt", "09-28 08:00"),
    (12, "reminder", "09-29 08:00"),
    (12, "due", "10-08 08:00"),
    (12, "compliance", "10-09 08:00"),
}


def local(month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LOCAL)


def case_no(store: Store, number: int) -> str:
    ((found,),) = rows(store, f"SELECT case_no FROM v_case WHERE policy_no = 'P{number:04d}'")
    return str(found)


def answer(store: Store, number: int, at: datetime) -> None:
    move(store, number, states.RESOLVED, at, {"outcome": "UNREACHABLE", "resolved_at": at})


def move(
    store: Store, number: int, wanted: str, at: datetime, values: dict[str, object] | None = None
) -> None:
    no = case_no(store, number)
    with store.begin() as connection:
        states.move(connection, {no: {}}, wanted, at, "ann", values)


def receive(store: Store, number: int, at: datetime) -> None:
    with store.begin() as connection:
        chosen = update(CaseRow).where(CaseRow.policy_no == f"P{number:04d}")
        connection.execute(chosen.values(received_at=at))


def withdraw(store: Store, number: int, at: datetime) -> None:
    with store.begin() as connection:
        withdrawing.withdraw(connection, [f"P{number:04d}"], "the policy is no longer live", at)


HAPPENS = [
    (local(9, 24, 15), lambda store, at: receive(store, 7, at)),
    (local(9, 28, 16), lambda store, at: answer(store, 9, at)),
    (local(9, 28, 17), lambda store, at: answer(store, 11, at)),
    (local(9, 29, 7), lambda store, at: withdraw(store, 10, at)),
    (local(9, 29, 14, 10), lambda store, at: move(store, 11, states.RETURNED, at)),
    (local(9, 30, 11), lambda store, at: answer(store, 8, at)),
]


def dispatch_list(store: Store, day: date) -> None:
    """The list of a day, dispatched at 03:00."""
    signed = {number: signed for number, (opened, signed) in CASES.items() if opened == day}
    if not signed:
        return
    at = datetime.combine(day, time(3), tzinfo=LOCAL)
    found = [finding(number, list_date=day) for number in signed]
    policies = [
        policy(n, receipt_signed_on=signed[n], term_months=12, cooling_off_days=LONGER.get(n, 15))
        for n in signed
    ]
    run_day(store, found, day, at - timedelta(hours=1), policies)
    dispatch(store, [case_no(store, number) for number in signed], at)


def live_through(store: Store, sweeps: Iterable[datetime]) -> list[tuple[int, str, str]]:
    """Lists, people and sweeps in the order of time; what each sweep took."""
    taken, left, lists = [], list(HAPPENS), list(WORKED)
    for at in sweeps:
        while lists and datetime.combine(lists[0], time(3), tzinfo=LOCAL) <= at:
            day = lists.pop(0)
            left = happen(store, left, datetime.combine(day, time(3), tzinfo=LOCAL))
            dispatch_list(store, day)
        left = happen(store, left, at)
        taken += sweep(store, at)
    return taken


def happen(store: Store, left: list[Any], until: datetime) -> list[Any]:
    for at, what in left:
        if at <= until:
            what(store, at)
    return [(at, what) for at, what in left if at > until]


def sweep(store: Store, at: datetime) -> list[tuple[int, str, str]]:
    with store.begin() as connection:
        steps = ladder.sweep(connection, at, CALENDAR)
        policies = dict(rows(connection, "SELECT case_no, policy_no FROM v_case"))
    return [(int(policies[each.case_no][1:]), each.step, f"{at:%m-%d %H:%M}") for each in steps]


def every_half_hour() -> list[datetime]:
    return [datetime.combine(day, at, tzinfo=LOCAL) for day in WORKED for at in HALF_HOURS]


def test_each_step_is_taken_once_at_its_time_over_the_holiday(store: Store) -> None:
    taken = live_through(store, every_half_hour())
    assert set(taken) == EXPECTED
    assert len(taken) == len(EXPECTED)


def test_a_case_shows_the_highest_step_and_has_an_event_for_each(store: Store) -> None:
    live_through(store, every_half_hour())
    levels = dict(rows(store, "SELECT policy_no, escalation_level FROM v_case"))
    assert [levels[f"P{number:04d}"] for number in CASES] == [3, 3, 3, 3, 3, 3, 3, 1, 3, 0, 3, 3]
    query = f"SELECT kind, detail FROM v_case_event WHERE case_no = '{case_no(store, 4)}'"
    told = [
        (kind, (detail if isinstance(detail, dict) else json.loads(detail))["step"])
        for kind, detail in rows(store, f"{query} ORDER BY event_no")
        if kind in ladder.EVENTS.values()
    ]
    assert told == [
        ("conflict_told", "conflict"),
        ("receipt_chased", "receipt"),
        ("reminded", "reminder"),
        ("escalated", "compliance"),
        ("escalated", "due"),
    ]


@pytest.mark.parametrize(
    "sweeps",
    [
        [local(9, 24), local(10, 14)],  # nothing ran in between
        [at for at in every_half_hour() if at.hour == 16],  # once a day only
        [*(at for at in every_half_hour() if at.day != 30), local(10, 14, 18)],
    ],
)
def test_what_missed_sweeps_left_over_is_caught_up_once(
    store: Store, sweeps: list[datetime]
) -> None:
    taken = live_through(store, sweeps)
    numbers = {(number, step) for number, step, _ in taken}
    assert len(taken) == len(numbers)
    silent = {1, 2, 3, 4, 5, 6, 7, 12}
    owed = {(number, step) for number, step, _ in EXPECTED}
    assert {each for each in numbers if each[0] in silent} == {
        each for each in owed if each[0] in silent
    }


def test_a_sweep_run_again_takes_nothing(store: Store) -> None:
    live_through(store, [local(9, 24), local(10, 8)])
    before = rows(store, "SELECT count(*) FROM v_case_event")
    assert sweep(store, local(10, 8)) == []
    assert sweep(store, local(10, 8, 18)) == []
    assert rows(store, "SELECT count(*) FROM v_case_event") == before


def test_a_clock_set_back_takes_nothing_or_is_refused(store: Store) -> None:
    live_through(store, [local(9, 24), local(9, 30)])
    assert sweep(store, local(9, 29, 9)) == []
    receive(store, 1, local(9, 30))
    with store.begin() as connection:
        chosen = update(CaseRow).where(CaseRow.policy_no == "P0002")
        connection.execute(chosen.values(due_at=local(9, 25)))
    with pytest.raises(StoreError, match="set the clock right"):
        sweep(store, local(9, 29, 9))
    assert rows(store, "SELECT count(*) FROM ladder_step WHERE step = 'due'") == [(0,)]


def test_a_due_time_that_moves_repeats_no_step(store: Store) -> None:
    live_through(store, [local(9, 24), local(9, 29)])
    with store.begin() as connection:
        chosen = update(CaseRow).where(CaseRow.policy_no == "P0001")
        connection.execute(chosen.values(due_at=local(10, 10, 23)))
    later = [each for day in (8, 9, 10, 12) for each in sweep(store, local(10, day))]
    assert [(step, at) for number, step, at in later if number == 1] == [("due", "10-12 08:00")]


def test_a_finished_case_is_not_told(store: Store) -> None:
    live_through(store, [local(9, 24)])
    verify(store, case_no(store, 1), "LEGITIMATE", local(9, 24, 12))
    later = [each for day in (8, 9, 12) for each in sweep(store, local(10, day))]
    assert 1 not in {number for number, _, _ in later}
    assert 7 in {number for number, _, _ in later}


@pytest.mark.parametrize(("received_at", "is_chased"), [(None, True), (local(9, 28, 12), False)])
def test_a_later_list_of_a_case_is_chased_where_it_alone_was_not_received(
    store: Store, received_at: datetime | None, is_chased: bool
) -> None:
    day = date(2026, 9, 28)
    dispatch_list(store, WORKED[0])
    receive(store, 1, local(9, 24, 15))
    run_day(store, [finding(1, list_date=day, rule_code="complete.policyholder.name")], day)
    with store.begin() as connection:
        connection.execute(insert(DeliveryRow).values(**delivered(day), received_at=received_at))
    assert (1, "receipt") not in {each[:2] for each in sweep(store, local(9, 28, 16))}
    taken = [each[:2] for at in (local(9, 29), local(9, 30)) for each in sweep(store, at)]
    assert taken.count((1, "receipt")) == is_chased


def delivered(day: date) -> dict[str, Any]:
    names = ("recipient", "transport", "file_name", "sha256", "content_digest", "message_id")
    at = datetime.combine(day, time(3), tzinfo=LOCAL)
    known = {"list_date": day, "channel_code": "BANK", "status": "sent", "lines": 1, "attempts": 1}
    return {**dict.fromkeys(names, "-"), **known, "created_at": at, "sent_at": at}
