"""A call or the calendar brings a policy that nobody changed onto one list, and onto no other.

All stories happen to one insurer, on either database; then its lake is asked for one late list.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Ended, Runner, balanced, findings_of, story

from authenticity.lake.partitions import partition

pytestmark = pytest.mark.xdist_group("calls_and_clocks")
"""The days before its tests are run once, by one worker."""

NEXT, THIRD, FOURTH, FIFTH = (
    date(2026, 9, 29),
    date(2026, 9, 30),
    date(2026, 10, 8),
    date(2026, 10, 9),
)
LONG_AGO = "2026-08-01 10:00:00"
CALL, CLOCK, NAME = "callback.data_mismatch", "clock.receipt_overdue", "complete.insured.name"


def add(core: sa.Engine, policy_no: str, updated_at: str = LONG_AGO, **changes: Any) -> None:
    """A policy whose insured has no name: a fault that is judged when it is keyed in."""
    row = insurer.policy(
        policy_no, **{"updated_at": updated_at, "entered_at": updated_at} | changes
    )
    insurer.insert(core, "policy", row)
    insurer.insert(
        core, "party", insurer.party(policy_no), insurer.party(policy_no, "INSURED", name="")
    )


def call(core: sa.Engine, policy_no: str, at: str, outcome: str = "WRONG_NUMBER") -> None:
    row = {"policy_no": policy_no, "called_at": at, "outcome": outcome}
    insurer.insert(core, "callback", row)


def before_first(core: sa.Engine) -> None:
    for number, day in enumerate(("2026-09-27", "2026-09-28", "2026-09-29", "2026-09-30")):
        add(core, f"N{number}", f"{day} 10:00:00", receipt_signed_on="2026-09-26")
    for policy_no in ("CALLED", "CORRECTED", "CALL CAME LATE", "CALL IN STOCK"):
        add(core, policy_no, receipt_signed_on="2026-08-10")
    add(core, "OVERDUE", issued_on="2026-09-14")  # the tenth working day is 2026-09-28
    add(core, "BOTH", issued_on="2026-09-14")
    add(core, "LONG OVERDUE", issued_on="2026-01-05")
    call(core, "CALLED", "2026-09-28 15:00:00")
    call(core, "BOTH", "2026-09-28 16:00:00")
    call(core, "CORRECTED", "2026-09-27 15:00:00")
    call(core, "CALL IN STOCK", "2026-09-20 15:00:00")


def before_second(core: sa.Engine) -> None:
    with core.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE policy SET updated_at = '2026-09-28 09:00:00' WHERE policy_no = 'CORRECTED'"
        )
    call(core, "CORRECTED", "2026-09-28 11:00:00", "NO_ANSWER")
    call(core, "CORRECTED", "2026-09-29 11:00:00", "NOT_THE_CUSTOMER")
    call(core, "CALL CAME LATE", "2026-09-26 15:00:00")
    add(core, "LATE ENTRY", "2026-09-26 10:00:00", issued_on="2026-09-14")
    call(core, "LATE ENTRY", "2026-09-28 10:00:00")


@dataclass(frozen=True)
class Told:
    """Homes over one core system, and what the lists of one said when made once and again."""

    daily: House
    late: House
    """The first list, and then one run for the three after it."""
    once: dict[str, Any]
    again: dict[str, Any]
    refused: Ended
    """The pull of a day of which the core system has nothing but a call and a clock."""


@pytest.fixture(scope="module")
def told(runner: Runner, any_core: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Told:
    def run(house: House, *days: date, steps: tuple[str, ...] = ()) -> None:
        ended = runner.run(house, *days, steps=steps)
        assert ended.how == 0, ended.log

    daily = House.bare(tmp_path_factory.mktemp("calls") / "daily", any_core)
    before_first(any_core)
    run(daily, DAY)
    late = daily.copied("late")
    before_second(any_core)
    run(daily, NEXT, THIRD)
    once = story(daily)
    run(daily, NEXT)
    run(daily, THIRD)
    again = story(daily)
    run(late, FOURTH)
    run(daily, FOURTH, steps=("pull", "validate"))
    add(any_core, "CALLED AND OVERDUE", issued_on="2026-09-18")
    call(any_core, "CALLED AND OVERDUE", "2026-10-08 15:00:00")
    return Told(daily, late, once, again, runner.run(daily, FIFTH, steps=("pull",)))


def found(house: House, rule: str) -> dict[str, list[date]]:
    """By policy, the lists on which the rule found it."""
    frame = house.table("v_finding").astype("str").sort_values("list_date")
    lists = defaultdict(list)
    for row in frame[frame["rule_code"] == rule].itertuples():
        lists[row.policy_no].append(date.fromisoformat(row.list_date))
    return dict(lists)


def rules_of(house: House, policy_no: str, day: date = NEXT) -> set[str]:
    listed = findings_of(house, day)
    return set(listed[listed["policy_no"] == policy_no]["rule_code"])


def named(house: House, day: date) -> list[int]:
    """How many policies came late, by a call, by the clock; ledger and manifest agree."""
    rows = house.table("v_reconciliation").astype({"list_date": "str"})
    rows = rows[(rows["list_date"] == str(day)) & (rows["stage"] == "pull")]
    told = dict(zip(rows["measure"], rows["value"], strict=True))
    manifest = partition.manifest(partition.day_folder(house.home.lake, day)) or {}
    names = ("late_entries", "brought_by_call", "brought_by_clock")
    assert [told[name] for name in names] == [manifest[name] for name in names]
    return [int(told[name]) for name in names]


def test_each_is_found_once_on_the_list_of_its_own_day(told: Told) -> None:
    calls, clocks = found(told.daily, CALL), found(told.daily, CLOCK)
    assert calls["CALLED"] == calls["BOTH"] == clocks["BOTH"] == clocks["OVERDUE"] == [NEXT]
    assert set(calls) == {"CALLED", "BOTH", "CORRECTED", "CALL CAME LATE", "LATE ENTRY"}
    assert set(clocks) == {"OVERDUE", "BOTH", "LATE ENTRY"}
    assert balanced(told.daily)


def test_ledger_and_manifest_count_what_was_brought(told: Told) -> None:
    assert named(told.daily, DAY) == [0, 1, 0], "CORRECTED"
    assert named(told.daily, NEXT) == [1, 3, 1], "LATE ENTRY; CALLED, BOTH, CALL CAME LATE; OVERDUE"
    assert named(told.daily, THIRD) == [0, 1, 0], "CORRECTED"


def test_lists_made_again_are_the_same(told: Told) -> None:
    assert told.again == told.once


def test_only_the_two_rules_judge_what_nobody_keyed_in(told: Told) -> None:
    assert rules_of(told.daily, "CALLED") == {CALL}
    assert rules_of(told.daily, "N1") == {NAME}
    cases = told.daily.table("v_case")
    assert cases[cases["policy_no"] == "CALLED"]["status"].tolist() == ["DISPATCHED"]


def test_a_correction_does_not_raise_the_call_again(told: Told) -> None:
    assert rules_of(told.daily, "CORRECTED") == {NAME}
    assert found(told.daily, CALL)["CORRECTED"] == [DAY, THIRD]


def test_a_call_that_was_entered_late_is_on_the_next_list(told: Told) -> None:
    assert found(told.daily, CALL)["CALL CAME LATE"] == [NEXT]
    assert "CALL IN STOCK" not in found(told.daily, CALL)


def test_a_late_entry_with_a_failing_call_is_judged_by_every_rule(told: Told) -> None:
    assert rules_of(told.daily, "LATE ENTRY") == {CALL, CLOCK, NAME}


def test_a_gap_widens_the_window_of_calls_and_clocks_too(told: Told) -> None:
    corrected = {"CORRECTED": [DAY, FOURTH]}
    calls = {name: [FOURTH] for name in ("CALLED", "BOTH", "CALL CAME LATE", "LATE ENTRY")}
    assert found(told.late, CALL) == calls | corrected
    clocks = {name: [FOURTH] for name in ("OVERDUE", "BOTH", "LATE ENTRY")}
    assert found(told.late, CLOCK) == clocks


def test_they_do_not_stand_in_for_a_day_that_was_not_loaded(told: Told) -> None:
    assert "the core system has no entry for a working day" in told.refused.error
