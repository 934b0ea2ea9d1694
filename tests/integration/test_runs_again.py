"""A day again, days out of order, a day late: the result of the right order, or a refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner, balanced, findings_of, pairs, story

from authenticity.lake.partitions import partition

pytestmark = pytest.mark.xdist_group("runs_again")
"""The days before its tests are run once, by one worker."""

MakeHome = Callable[..., House]

DAYS = [DAY, date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 8)]
BY_ROW = ("complete.", "identity.", "contact.")
"""Families of rules that look at one policy, whatever else is on the list."""


@pytest.fixture(scope="module")
def in_order(
    runner: Runner, synthetic_core: sa.Engine, tmp_path_factory: pytest.TempPathFactory
) -> House:
    """Four list dates in order; the last one is the first working day after National Day week."""
    house = House.bare(tmp_path_factory.mktemp("in_order") / "home", synthetic_core)
    ended = runner.run(house, *DAYS)
    assert ended.how == 0, ended.log
    return house


def entered(house: House, start: date, end: date) -> int:
    """Entries of `[start, end)`, as the core system counts them."""
    query = sa.text("SELECT count(*) FROM policy WHERE updated_at >= :start AND updated_at < :end")
    with house.core.connect() as connection:
        return int(connection.execute(query, {"start": str(start), "end": str(end)}).scalar_one())


def keyed_in(house: House, day: date) -> int:
    """Entries that the day's run took in, without what a call or the clock brought."""
    brought = [extracted(house, day, f"brought_by_{cause}") for cause in ("call", "clock")]
    return extracted(house, day) - sum(brought)


def extracted(house: House, day: date, measure: str = "policies_extracted") -> int:
    ledger = house.table("v_reconciliation").astype({"list_date": "str"})
    ledger = ledger.set_index(["list_date", "measure"])["value"]
    return int(ledger[str(day), measure])


@pytest.mark.parametrize("day", [DAYS[0], DAYS[2]], ids=str)
def test_a_day_run_again_after_later_days_changes_nothing(
    runner: Runner, in_order: House, day: date
) -> None:
    before, told = findings_of(in_order, day), story(in_order)
    assert len(before) > 3
    assert runner.run(in_order, day).how == 0
    pd.testing.assert_frame_equal(findings_of(in_order, day), before)
    assert story(in_order) == told


def test_the_day_after_a_holiday_covers_the_holiday(in_order: House) -> None:
    assert keyed_in(in_order, DAYS[3]) == entered(in_order, DAYS[2], DAYS[3]) > 40
    assert all(extracted(in_order, day, "late_entries") == 0 for day in DAYS)
    assert balanced(in_order)


def test_one_run_over_three_days_finds_what_daily_runs_find_and_refuses_the_days_between(
    runner: Runner, in_order: House, bare_home: MakeHome
) -> None:
    late = bare_home("late", in_order.core)
    assert runner.run(late, DAYS[0], DAYS[3]).how == 0
    assert keyed_in(late, DAYS[3]) == entered(late, DAYS[0], DAYS[3])
    daily, at_once = pairs(in_order), pairs(late)
    assert {pair for pair in daily if pair[1].startswith(BY_ROW)} == {
        pair for pair in at_once if pair[1].startswith(BY_ROW)
    }
    shared = {pair for pair in daily if pair[1].startswith("suspicious.")}
    assert shared
    assert shared <= at_once

    told = story(late)
    for day in DAYS[1:3]:
        refused = runner.run(late, day)
        assert f"{day} lies before {DAYS[3]}, up to which every entry is already on a list" in (
            refused.error
        )
    assert story(late) == told


PULL, ACCEPT = ("pull",), ("pull", "validate")


def test_a_batch_pulled_before_a_later_list_was_accepted_is_not_accepted_behind_it(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine
) -> None:
    home = bare_home("home", small_core)
    assert runner.run(home, steps=ACCEPT).how == 0
    assert runner.run(home, DAYS[1], steps=PULL).how == 0
    assert runner.run(home, DAYS[2], steps=ACCEPT).how == 0
    assert extracted(home, DAYS[2]) == 2
    refused = runner.run(home, DAYS[1], steps=("validate",))
    assert "lies before 2026-09-30" in refused.error
    assert partition.sealed_dates(home.home.lake) == [DAYS[0], DAYS[2]]


def test_of_two_days_pulled_at_once_the_second_to_be_judged_is_pulled_again(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine
) -> None:
    home = bare_home("home", small_core)
    assert runner.run(home, steps=ACCEPT).how == 0
    assert runner.run(home, DAYS[1], DAYS[2], steps=PULL).how == 0
    assert runner.run(home, DAYS[1], steps=("validate",)).how == 0
    refused = runner.run(home, DAYS[2], steps=("validate",))
    assert "another list was accepted after the batch of 2026-09-30 was pulled" in refused.error
    assert runner.run(home, DAYS[2], steps=ACCEPT).how == 0
    assert extracted(home, DAYS[2]) == 1
