"""A call or the calendar brings a policy that nobody changed onto one list, and onto no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner, balanced, findings_of, story

from authenticity.lake.partitions import partition

NEXT, THIRD, FOURTH = date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 8)
LONG_AGO = "2026-08-01 10:00:00"
CALL, CLOCK = "callback.data_mismatch", "clock.receipt_overdue"


@pytest.fixture(params=["text", "typed"])
def home(request: pytest.FixtureRequest, bare_home: Callable[..., House], tmp_path: Path) -> House:
    """A house on SQLite, where times are text, and on PostgreSQL; each day has an entry."""
    url = f"sqlite:///{tmp_path}/core.db"
    if request.param == "typed":
        url = request.getfixturevalue("new_postgres_url")()
    core = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    insurer.create(core)
    insurer.registers(core)
    for number, day in enumerate(("2026-09-27", "2026-09-28", "2026-09-29", "2026-09-30")):
        add(core, f"N{number}", f"{day} 10:00:00", receipt_signed_on="2026-09-26")
    return bare_home("home", core)


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


def found(house: House) -> dict[str, list[tuple[str, str]]]:
    """Policy and list date of each finding of the two rules."""
    frame = house.table("v_finding").astype("str")
    pairs = {
        code: sorted(zip(rows["policy_no"], rows["list_date"], strict=True))
        for code, rows in frame.groupby("rule_code")
    }
    return {str(code): pairs.get(code, []) for code in (CALL, CLOCK)}


def named(house: House, day: date) -> list[int]:
    """How many policies came late, by a call, by the clock; ledger and manifest agree."""
    rows = house.table("v_reconciliation").astype({"list_date": "str"})
    rows = rows[(rows["list_date"] == str(day)) & (rows["stage"] == "pull")]
    told = dict(zip(rows["measure"], rows["value"], strict=True))
    manifest = partition.manifest(partition.day_folder(house.home.lake, day)) or {}
    names = ("late_entries", "brought_by_call", "brought_by_clock")
    assert [told[name] for name in names] == [manifest[name] for name in names]
    return [int(told[name]) for name in names]


def test_each_is_found_once_on_the_list_of_its_own_day(runner: Runner, home: House) -> None:
    add(home.core, "CALLED", receipt_signed_on="2026-08-10")
    add(home.core, "OVERDUE", issued_on="2026-09-14")  # the tenth working day is 2026-09-28
    add(home.core, "BOTH", issued_on="2026-09-14")
    add(home.core, "LONG OVERDUE", issued_on="2026-01-05")
    call(home.core, "CALLED", "2026-09-28 15:00:00")
    call(home.core, "BOTH", "2026-09-28 16:00:00")
    assert runner.run(home, DAY).how == 0
    assert found(home) == {CALL: [], CLOCK: []}
    assert runner.run(home, NEXT, THIRD).how == 0
    assert found(home) == {
        CALL: [("BOTH", str(NEXT)), ("CALLED", str(NEXT))],
        CLOCK: [("BOTH", str(NEXT)), ("OVERDUE", str(NEXT))],
    }
    assert named(home, NEXT) == [0, 2, 1]
    assert named(home, THIRD) == [0, 0, 0]
    assert balanced(home)
    once = story(home)
    assert runner.run(home, NEXT).how == 0
    assert runner.run(home, THIRD).how == 0
    assert story(home) == once


def test_only_the_two_rules_judge_what_nobody_keyed_in(runner: Runner, home: House) -> None:
    add(home.core, "CALLED", receipt_signed_on="2026-08-10")
    call(home.core, "CALLED", "2026-09-28 15:00:00")
    assert runner.run(home, DAY, NEXT).how == 0
    listed = findings_of(home, NEXT)
    assert set(listed[listed["policy_no"] == "CALLED"]["rule_code"]) == {CALL}
    assert set(listed[listed["policy_no"] == "N1"]["rule_code"]) == {"complete.insured.name"}
    cases = home.table("v_case")
    assert cases[cases["policy_no"] == "CALLED"]["status"].tolist() == ["DISPATCHED"]


def test_a_correction_does_not_raise_the_call_again(runner: Runner, home: House) -> None:
    add(home.core, "CALLED", receipt_signed_on="2026-08-10")
    call(home.core, "CALLED", "2026-09-27 15:00:00")
    assert runner.run(home, DAY).how == 0
    with home.core.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE policy SET updated_at = '2026-09-28 09:00:00' WHERE policy_no = 'CALLED'"
        )
    call(home.core, "CALLED", "2026-09-28 11:00:00", "NO_ANSWER")
    call(home.core, "CALLED", "2026-09-29 11:00:00", "NOT_THE_CUSTOMER")
    assert runner.run(home, NEXT, THIRD).how == 0
    assert found(home)[CALL] == [("CALLED", str(DAY)), ("CALLED", str(THIRD))]


def test_a_call_that_was_entered_late_is_on_the_next_list(runner: Runner, home: House) -> None:
    for policy_no in ("CALLED", "STOCK"):
        add(home.core, policy_no, receipt_signed_on="2026-08-10")
    call(home.core, "STOCK", "2026-09-20 15:00:00")
    assert runner.run(home, DAY).how == 0
    call(home.core, "CALLED", "2026-09-26 15:00:00")
    assert runner.run(home, NEXT, THIRD).how == 0
    assert found(home)[CALL] == [("CALLED", str(NEXT))]
    assert [named(home, day) for day in (DAY, NEXT, THIRD)] == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_a_late_entry_with_a_failing_call_is_judged_by_every_rule(
    runner: Runner, home: House
) -> None:
    assert runner.run(home, DAY).how == 0
    add(home.core, "LATE", "2026-09-26 10:00:00", issued_on="2026-09-14")
    call(home.core, "LATE", "2026-09-28 10:00:00")
    assert runner.run(home, NEXT).how == 0
    listed = findings_of(home, NEXT)
    rules = set(listed[listed["policy_no"] == "LATE"]["rule_code"])
    assert rules == {CALL, CLOCK, "complete.insured.name"}
    assert named(home, NEXT) == [1, 0, 0]


def test_a_gap_widens_the_window_of_calls_and_clocks_too(runner: Runner, home: House) -> None:
    add(home.core, "CALLED", receipt_signed_on="2026-08-10")
    add(home.core, "OVERDUE", issued_on="2026-09-14")
    call(home.core, "CALLED", "2026-09-28 15:00:00")
    assert runner.run(home, DAY, FOURTH).how == 0
    assert found(home) == {CALL: [("CALLED", str(FOURTH))], CLOCK: [("OVERDUE", str(FOURTH))]}


def test_they_do_not_stand_in_for_a_day_that_was_not_loaded(runner: Runner, home: House) -> None:
    assert runner.run(home, DAY, NEXT, THIRD, FOURTH, steps=("pull", "validate")).how == 0
    add(home.core, "CALLED")
    call(home.core, "CALLED", "2026-10-08 15:00:00")
    refused = runner.run(home, date(2026, 10, 9), steps=("pull",))
    assert "the core system has no entry for a working day" in refused.error
