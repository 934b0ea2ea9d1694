"""The commission hold list: on when a case is late and unanswered, off when it is verified."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from tests.unit.cases.case_samples import AT, dispatch, finding, policy, rows, run_day, verify_in

from authenticity.audit import verification
from authenticity.cases import states
from authenticity.sanctions import holds
from authenticity.sanctions.holds import HoldChanges
from authenticity.store.case_store import Store
from authenticity.store.tables import CaseRow

LATE = AT + timedelta(days=30)
SHOWN = "SELECT subject_kind, subject_no, channel_code, since, until, cases FROM v_hold ORDER BY 1"


@pytest.fixture
def opened(store: Store) -> Store:
    """Two cases of one salesperson and agency, dispatched."""
    facts = [policy(n, agency_code="G01") for n in (1, 2)]
    run_day(store, [finding(1), finding(2)], policies=facts)
    dispatch(store, [no for (no,) in rows(store, "SELECT case_no FROM v_case")])
    return store


def sweep(store: Store, at: datetime = LATE) -> HoldChanges:
    with store.begin() as connection:
        return holds.sweep(connection, at)


def shown(store: Store) -> list[tuple[Any, ...]]:
    found = []
    for *first, since, until, cases in rows(store, SHOWN):
        named = json.loads(cases) if isinstance(cases, str) else cases
        found.append((*first, str(since), until and str(until), [no[-1] for no in named]))
    return found


def verified(store: Store, number: int, at: datetime) -> None:
    with store.begin() as connection:
        verify_in(connection, f"C20260924-0000{number}", "LEGITIMATE", at)


def test_before_its_due_time_a_case_holds_nothing(opened: Store) -> None:
    assert sweep(opened, AT + timedelta(days=1)) == HoldChanges(0, 0, 0)
    assert shown(opened) == []


def test_a_late_case_puts_salesperson_and_agency_on_and_again_changes_nothing(opened) -> None:
    assert sweep(opened) == HoldChanges(2, 0, 2)
    assert shown(opened) == [
        ("agency", "G01", "BANK", "2026-10-24", None, ["1", "2"]),
        ("salesperson", "A01", "BANK", "2026-10-24", None, ["1", "2"]),
    ]
    before = rows(opened, "SELECT * FROM v_case_event"), shown(opened)
    assert sweep(opened, LATE + timedelta(days=1)) == HoldChanges(0, 0, 2)
    assert (rows(opened, "SELECT * FROM v_case_event"), shown(opened)) == before


def test_they_come_off_when_the_last_of_their_cases_is_verified(opened: Store) -> None:
    sweep(opened)
    verified(opened, 1, LATE)
    assert sweep(opened, LATE + timedelta(days=1)) == HoldChanges(0, 0, 2)
    assert [row[-1] for row in shown(opened)] == [["2"], ["2"]]
    verified(opened, 2, LATE + timedelta(days=1))
    assert sweep(opened, LATE + timedelta(days=2)) == HoldChanges(0, 2, 0)
    assert [row[3:] for row in shown(opened)] == [("2026-10-24", "2026-10-26", ["2"])] * 2
    assert sweep(opened, LATE + timedelta(days=3)) == HoldChanges(0, 0, 0)
    with opened.read() as connection:
        assert verification.verify(connection).has_integrity


def test_an_answer_keeps_a_hold_and_begins_none(opened: Store) -> None:
    with opened.begin() as connection:
        in_time = AT + timedelta(days=1)
        states.move(connection, {"C20260924-00001": {}}, states.RESOLVED, in_time, "ann")
    assert sweep(opened) == HoldChanges(2, 0, 2)
    assert [row[-1] for row in shown(opened)] == [["2"], ["2"]], "the first was answered in time"
    with opened.begin() as connection:
        states.move(connection, {"C20260924-00002": {}}, states.RESOLVED, LATE, "ann")
    assert sweep(opened, LATE + timedelta(days=1)) == HoldChanges(0, 0, 2)
    with opened.begin() as connection:
        states.move(connection, {"C20260924-00001": {}}, states.RETURNED, LATE, "bo")
    sweep(opened, LATE + timedelta(days=1))
    assert [row[-1] for row in shown(opened)] == [["1", "2"]] * 2, "a returned one is late again"


def test_a_withdrawn_case_holds_nothing_and_a_moved_due_time_ends_a_hold(opened: Store) -> None:
    sweep(opened)
    with opened.begin() as connection:
        states.move(connection, {"C20260924-00001": {}}, states.WITHDRAWN, LATE, "system")
        later = update(CaseRow).where(CaseRow.case_no == "C20260924-00002")
        connection.execute(later.values(due_at=LATE + timedelta(days=9)))
    assert sweep(opened, LATE + timedelta(days=1)) == HoldChanges(0, 2, 0)
    assert sweep(opened, LATE + timedelta(days=10)) == HoldChanges(2, 0, 2)
    assert len(shown(opened)) == 4, "another spell is another row"


def test_a_group_case_holds_nobody_s_commission(store: Store) -> None:
    group = {"cluster_id": "c1", "cluster_persons": 20, "detail": {"group": True}}
    run_day(store, [finding(1, rule_code="suspicious.shared_phone", **group)])
    assert sweep(store) == HoldChanges(0, 0, 0)
