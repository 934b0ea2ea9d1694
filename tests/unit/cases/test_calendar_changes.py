"""A calendar changed in mid-month: shown before, then moved once, with an event and no surprise."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.unit.cases.case_samples import (
    CALENDAR,
    CONVENTIONS,
    LATER,
    NEXT,
    dispatch,
    finding,
    kinds,
    policy,
    rows,
    run_day,
    verify,
)

from authenticity.cases import calendar_changes, ladder, policy_changes
from authenticity.store.case_store import Store
from authenticity.store.tables import CaseRow
from authenticity.working_days.deadlines import end_of_day_utc
from authenticity.working_days.official_calendar import OfficialCalendar

FIRST, SECOND = "C20260924-00001", "C20260924-00002"
# 29 September is given free, so that the third working day after the 24th is 8 October.
CHANGED = """
days:
  - {date: 2026-09-29, kind: holiday, source: a notice of the province}
"""


@pytest.fixture
def changed(tmp_path: Path) -> OfficialCalendar:
    path = tmp_path / "calendar.yaml"
    path.write_text(CHANGED, encoding="utf-8")
    return OfficialCalendar.load(path)


def two_cases(store: Store) -> None:
    run_day(store, [finding(1), finding(2)], policies=[policy(1, receipt_signed_on=None)])
    dispatch(store, [FIRST, SECOND])


def moves(store: Store, calendar: OfficialCalendar) -> list[tuple[str, date, date]]:
    with store.read() as connection:
        found = calendar_changes.moves(connection, calendar, CONVENTIONS)
    return [(each.case_no, each.due_before, each.due_after) for each in found]


def due(store: Store, case_no: str) -> datetime:
    with store.read() as connection:
        row = connection.execute(CaseRow.__table__.select().where(CaseRow.case_no == case_no)).one()
    at: datetime = row.due_at
    return at


def test_a_changed_calendar_is_shown_first_and_changes_nothing(
    store: Store, changed: OfficialCalendar
) -> None:
    two_cases(store)
    # The second's cooling-off period ends on 6 October, before its investigation then is due.
    assert moves(store, changed) == [
        (FIRST, date(2026, 9, 30), date(2026, 10, 8)),
        (SECOND, date(2026, 9, 30), date(2026, 10, 6)),
    ]
    assert due(store, FIRST) == end_of_day_utc(date(2026, 9, 30))
    assert kinds(store, FIRST) == ["opened", "dispatched"]
    assert moves(store, CALENDAR) == []


def test_a_group_case_is_counted_with_compliance(store: Store, changed: OfficialCalendar) -> None:
    group = {"cluster_id": "k1", "subject_key": "phone:k1", "detail": {"group": True}}
    run_day(store, [finding(1), finding(2, rule_code="suspicious.shared_phone", **group)])
    dispatch(store, [FIRST, SECOND])
    with store.read() as connection:
        found = calendar_changes.moves(connection, changed, CONVENTIONS)
    assert [each.channel_code for each in found] == ["BANK", "COMPLIANCE"]


def test_applying_it_moves_what_was_shown_once_with_an_event(
    store: Store, changed: OfficialCalendar
) -> None:
    two_cases(store)
    for expected in (2, 0):
        with store.begin() as connection:
            done = calendar_changes.apply(connection, changed, CONVENTIONS, LATER, "ann")
        assert done == expected
    assert due(store, FIRST) == end_of_day_utc(date(2026, 10, 8))
    assert kinds(store, FIRST) == ["opened", "dispatched", "deadlines_changed"]
    ((actor, detail),) = rows(
        store,
        "SELECT actor, detail FROM v_case_event WHERE kind = 'deadlines_changed'"
        f" AND case_no = '{SECOND}'",
    )
    told = detail if isinstance(detail, dict) else json.loads(detail)
    assert (actor, told["reason"]) == ("ann", "the calendar or a convention changed")
    assert told["after"]["in_conflict"] is True
    assert moves(store, changed) == []


def test_the_run_of_the_next_list_moves_them_too_also_of_policies_it_does_not_hold(
    store: Store, changed: OfficialCalendar
) -> None:
    two_cases(store)
    with store.begin() as connection:
        count = policy_changes.refresh_clocks(
            connection, NEXT, {}, changed, LATER, conventions=CONVENTIONS
        )
    assert count == 2
    assert due(store, FIRST) == end_of_day_utc(date(2026, 10, 8))


def test_a_finished_case_keeps_its_deadlines(store: Store, changed: OfficialCalendar) -> None:
    two_cases(store)
    verify(store, FIRST, "LEGITIMATE", LATER)
    assert [case_no for case_no, _, _ in moves(store, changed)] == [SECOND]


def test_a_conflict_that_the_calendar_brings_is_told_at_the_next_sweep(
    store: Store, changed: OfficialCalendar
) -> None:
    two_cases(store)
    with store.begin() as connection:
        calendar_changes.apply(connection, changed, CONVENTIONS, LATER, "ann")
        steps = ladder.sweep(connection, LATER, changed)
    assert [(each.step, each.case_no) for each in steps] == [("conflict", SECOND)]


def test_provisional_deadlines_are_counted_with_the_first_due_day(store: Store) -> None:
    two_cases(store)
    with store.read() as connection:
        assert calendar_changes.provisional(connection) == (0, None)
    with store.begin() as connection:
        connection.execute(update(CaseRow).values(provisional=True))
    with store.read() as connection:
        assert calendar_changes.provisional(connection) == (2, date(2026, 9, 30))
