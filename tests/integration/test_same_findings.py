"""The same findings whatever the way: compacted or not, run again, on either database, in one run.

Written over every enabled rule and every column of a finding, so that a new rule is covered too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa
from tests.integration.changing_insurer import (
    FIRST,
    LAST,
    SECOND,
    SHARED,
    THIRD,
    ChangingInsurer,
)
from tests.integration.conftest import House
from tests.integration.step_runs import Runner, balanced, findings_of, story

from authenticity.lake.partitions import partition

pytestmark = pytest.mark.xdist_group("same_findings")
"""The days before its tests are run once, by one worker."""

STEPS = ("pull", "validate", "screen", "open_cases", "reconcile")


@dataclass(frozen=True)
class Houses:
    """Homes over one changing core system, with one keyring."""

    insurer: ChangingInsurer
    daily: House
    """Every list on its day, the lake as it grew."""
    compacted: House
    """The same, and after the third list stock and days were put together."""
    late: House
    """The first list, and then one run for the three after it."""

    @property
    def stocks(self) -> list[date]:
        return partition.stock_dates(self.compacted.home.lake)


def run(runner: Runner, house: House, *days: date, steps: tuple[str, ...] = STEPS) -> None:
    ended = runner.run(house, *days, steps=steps)
    assert ended.how == 0, ended.log


@pytest.fixture(scope="module")
def houses(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> Houses:
    folder = tmp_path_factory.mktemp("same_findings")
    core = sa.create_engine(f"sqlite:///{folder}/core.db")
    changing = ChangingInsurer.build(core, folder / "truth.csv")
    daily = House.bare(folder / "daily", core)
    run(runner, daily, FIRST)
    late = daily.copied("late")
    for day in (SECOND, THIRD):
        changing.advance(day)
        run(runner, daily, day)
    compacted = daily.copied("compacted")
    run(runner, compacted, THIRD, steps=("compact",))
    changing.advance(LAST)
    for house in (daily, compacted, late):
        run(runner, house, LAST)
    return Houses(changing, daily, compacted, late)


def counterparts(house: House, policy_no: str, rule: str) -> set[str]:
    found = findings_of(house, LAST)
    mine = found[(found["policy_no"] == policy_no) & (found["rule_code"] == rule)]
    return {number for listed in mine["counterpart_policies"] for number in json.loads(listed)}


@pytest.mark.parametrize("which", ["daily", "compacted", "late"])
def test_who_shares_a_number_with_old_business_is_found_by_what_that_is_now(
    houses: Houses, which: str
) -> None:
    found = {}
    for what, (old, new) in houses.insurer.pairs.items():
        rule = "suspicious.shared_account" if "account" in what else "suspicious.shared_phone"
        found[what] = old.policy_no in counterparts(getattr(houses, which), new.policy_no, rule)
    assert found == SHARED


def test_after_compaction_every_finding_is_the_same_in_all_columns(houses: Houses) -> None:
    assert houses.stocks == [date(2026, 9, 24), THIRD]
    for day in (FIRST, SECOND, THIRD, LAST):
        expected = findings_of(houses.daily, day)
        pd.testing.assert_frame_equal(findings_of(houses.compacted, day), expected)
    by_number = findings_of(houses.daily, LAST)
    assert len(by_number) > 10
    assert set(by_number["rule_code"]) >= {"suspicious.shared_phone", "suspicious.shared_account"}
    assert told(houses.compacted) == told(houses.daily)
    assert balanced(houses.compacted)


def told(house: House) -> dict[str, object]:
    """All that is on record but the files, of which the compacted lake has others."""
    return {name: rows for name, rows in story(house).items() if name != "files"}


@pytest.mark.parametrize("day", [FIRST, SECOND, THIRD, LAST], ids=str)
def test_a_list_made_again_after_compaction_is_the_same(
    runner: Runner, houses: Houses, day: date
) -> None:
    before = told(houses.compacted)
    run(runner, houses.compacted, day)
    assert told(houses.compacted) == before


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_a_core_system_on_a_server_gives_the_findings_of_one_on_sqlite(
    runner: Runner, houses: Houses, server: str, request: pytest.FixtureRequest
) -> None:
    if server == "mariadb":
        mariadb = request.getfixturevalue("mariadb_server")
        url = mariadb.fresh_database()
        read_by = mariadb.reader_url(sa.make_url(url).database)
    else:
        url = request.getfixturevalue("postgres_url").replace("postgresql:", "postgresql+psycopg:")
        read_by = url
    root = houses.daily.home.root
    changing = ChangingInsurer.build(sa.create_engine(url), root.with_name(f"{server}.csv"))
    house = House.bare(root.with_name(server), sa.create_engine(read_by))
    run(runner, house, FIRST)
    for day in (SECOND, THIRD, LAST):
        changing.advance(day)
        run(runner, house, day)
    changing.core.dispose()
    assert told(house) == told(houses.daily)
