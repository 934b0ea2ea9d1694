"""What happens to a case afterwards: dispatched, withdrawn, its clock read anew."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.unit.cases.case_samples import (
    AT,
    CALENDAR,
    CONVENTIONS,
    DAY,
    LATER,
    NEXT,
    cases,
    dispatch,
    finding,
    kinds,
    policy,
    rows,
    run_day,
    statuses,
)

from authenticity.cases import policy_changes, states, withdrawing
from authenticity.errors import StoreError
from authenticity.store.case_store import Store


def test_withdrawing_closes_the_case_and_its_findings_once(store: Store) -> None:
    run_day(store, [finding(1), finding(2)])
    for expected in (1, 0):
        with store.begin() as connection:
            closed = withdrawing.withdraw(connection, ["P0001", "P0009"], "SURRENDERED", AT)
        assert closed == expected
    assert cases(store)["C20260924-00001"][1] == "WITHDRAWN"
    assert statuses(store)[finding(1).finding_id][0] == "closed"
    assert kinds(store, "C20260924-00001") == ["opened", "withdrawn"]
    assert kinds(store, "C20260924-00002") == ["opened"]


def test_an_old_list_date_withdraws_no_case_of_a_policy_that_came_back(store: Store) -> None:
    run_day(store, [finding(1)])
    for left_on, expected in ((DAY - timedelta(days=1), 0), (DAY, 1)):
        with store.begin() as connection:
            closed = withdrawing.withdraw(connection, ["P0001"], "left", AT, left_on=left_on)
        assert closed == expected


def test_dispatch_on_the_planned_day_keeps_the_deadlines(store: Store) -> None:
    run_day(store, [finding(1)])
    dispatch(store, ["C20260924-00001"])
    assert kinds(store, "C20260924-00001") == ["opened", "dispatched"]


def test_dispatch_on_a_later_day_counts_the_deadlines_anew_with_an_event(store: Store) -> None:
    run_day(store, [finding(1)])
    dispatch(store, ["C20260924-00001"], AT + timedelta(days=4))
    with store.read() as connection:
        (case,) = rows(connection, "SELECT investigation_due_at, dispatched_at FROM v_case")
    due = case[0] if isinstance(case[0], datetime) else datetime.fromisoformat(case[0])
    assert due.replace(tzinfo=UTC) == datetime(2026, 10, 8, 15, 59, 59, tzinfo=UTC)
    assert kinds(store, "C20260924-00001") == ["opened", "dispatched", "deadlines_changed"]


def test_dispatching_twice_is_refused_and_dispatches_none(store: Store) -> None:
    run_day(store, [finding(1), finding(2)])
    dispatch(store, ["C20260924-00001"])
    with pytest.raises(StoreError, match="C20260924-00001 is DISPATCHED"):
        dispatch(store, ["C20260924-00001", "C20260924-00002"])
    assert cases(store)["C20260924-00002"][1] == "OPEN"


@pytest.mark.parametrize("present", [*states.UNFINISHED, "VERIFIED", "REOPENED", "WITHDRAWN"])
def test_only_the_moves_of_the_rulebook_are_legal(present: str) -> None:
    legal = {
        "OPEN": {"DISPATCHED", "WITHDRAWN"},
        "DISPATCHED": {"RESOLVED", "WITHDRAWN"},
        "RESOLVED": {"VERIFIED", "RETURNED", "WITHDRAWN"},
        "RETURNED": {"RESOLVED", "WITHDRAWN"},
        "VERIFIED": {"REOPENED"},
    }
    for wanted in ("OPEN", *legal, "REOPENED", "WITHDRAWN"):
        if wanted in legal.get(present, set()):
            states.check("C1", present, wanted)
        else:
            with pytest.raises(StoreError, match="cannot become"):
                states.check("C1", present, wanted)


def test_a_receipt_signed_later_moves_the_clock_with_an_event(store: Store) -> None:
    unsigned = policy(1, receipt_signed_on=None)
    run_day(store, [finding(1)], policies=[unsigned])
    assert rows(store, "SELECT cooling_off_ends_on FROM v_case") == [(None,)]
    signed = {"P0001": replace(unsigned, receipt_signed_on=date(2026, 9, 12))}
    for expected in (1, 0):
        with store.begin() as connection:
            changed = policy_changes.refresh_clocks(
                connection, NEXT, signed, CALENDAR, AT + timedelta(days=4), conventions=CONVENTIONS
            )
        assert changed == expected
    ((ends, basis),) = rows(store, "SELECT cooling_off_ends_on, due_basis FROM v_case")
    assert (str(ends), basis) == ("2026-09-26", "cooling_off")
    assert kinds(store, "C20260924-00001") == ["opened", "deadlines_changed"]
    with store.begin() as connection:  # an older day run again knows less and changes nothing
        stale = policy_changes.refresh_clocks(connection, DAY, {"P0001": unsigned}, CALENDAR, AT)
    assert stale == 0


def test_a_convention_changed_later_acts_with_an_event_that_says_so(store: Store) -> None:
    run_day(store, [finding(1)])
    longer = replace(CONVENTIONS, investigation_working_days=4)
    with store.begin() as connection:
        changed = policy_changes.refresh_clocks(
            connection, NEXT, {"P0001": policy(1)}, CALENDAR, LATER, conventions=longer
        )
    assert changed == 1
    ((detail,),) = rows(store, "SELECT detail FROM case_event WHERE event_id = 2")
    assert json.loads(detail)["reason"] == "the calendar or a convention changed"
