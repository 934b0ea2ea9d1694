"""Compaction as a step: interrupted anywhere, refused, and followed by entries that came late."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import KILLED, Runner, balanced, story

from authenticity.lake.compaction import limits
from authenticity.lake.compaction.limits import LakeLimits
from authenticity.lake.partitions import drafts, partition, policy_versions
from authenticity.lake.views import readable_columns
from authenticity.privacy.keyring import Keyring
from authenticity.settings import LOCAL
from authenticity.steps import compact

MakeHouse = Callable[[str], House]

pytestmark = [
    pytest.mark.xdist_group("compaction"),
    pytest.mark.usefixtures("comparing_little"),
]
"""The days before its tests are run once, by one worker."""

NEXT, THIRD = date(2026, 9, 29), date(2026, 9, 30)
FIRST_STOCK = date(2026, 9, 24)
TO_CASES = ("pull", "validate", "screen", "open_cases", "reconcile")
COMPACT = ("compact",)


@pytest.fixture(scope="module")
def two_lists(
    runner: Runner, few_comparisons: Path, tmp_path_factory: pytest.TempPathFactory
) -> House:
    """Two lists are made, and a policy waits for the third."""
    folder = tmp_path_factory.mktemp("compaction")
    core = sa.create_engine(f"sqlite:///{folder}/core.db")
    insurer.create(core)
    insurer.registers(core)
    entered = {"OLD": "01", "P1": "27", "P2": "27", "N28": "28", "N29": "29"}
    for policy_no, day in entered.items():
        updated_at = f"2026-09-{day} 10:00:00"
        insurer.insert(core, "policy", insurer.policy(policy_no, updated_at=updated_at))
        name = {} if policy_no == "OLD" else {"name": ""}
        insurer.insert(core, "party", insurer.party(policy_no, **name))
    house = House.bare(folder / "home", core)
    assert runner.run(house, DAY, NEXT, steps=TO_CASES, rules=few_comparisons).how == 0
    return house


@pytest.fixture
def make_house(two_lists: House, tmp_path: Path) -> MakeHouse:
    """Makes copies of the two lists by name, each with a core system of its own."""

    def make(name: str) -> House:
        original = two_lists.home.root
        core = tmp_path / f"{name}.db"
        shutil.copytree(original, tmp_path / name)
        shutil.copy(original.with_name("core.db"), core)
        shutil.copy2(original.with_name("keyring.json"), tmp_path)
        return House.bare(tmp_path / name, sa.create_engine(f"sqlite:///{core}"))

    return make


def stocks(house: House) -> list[date]:
    return partition.stock_dates(house.home.lake)


def content(house: House, as_of: date) -> dict[str, pa.Table]:
    """Every table of a stock with every column, decrypted."""
    keyring = Keyring.open(house.home.root.parent / "keyring.json")
    folder = partition.stock_folder(house.home.lake, as_of)
    return {
        table: partition.read(folder, table, keyring) for table in readable_columns.DELTA_TABLES
    }


def hidden(house: House) -> list[Path]:
    return [path for path in house.home.lake.rglob("*") if path.name.startswith(".")]


def compactions(house: House) -> list[tuple[str, str]]:
    """Lists and ends of the runs of the upkeep that did end, in order."""
    runs = house.table("v_run").astype({"list_date": "str"})
    runs = runs[(runs["dag_id"] == "compact_lake") & (runs["status"] == "released")]
    return list(runs[["list_date", "status"]].itertuples(index=False, name=None))


def test_a_compaction_killed_at_any_point_ends_like_an_undisturbed_one(
    runner: Runner, make_house: MakeHouse
) -> None:
    calm, killed = make_house("calm"), make_house("killed")
    for house in (calm, killed):
        assert runner.run(house, THIRD, steps=TO_CASES).how == 0
        assert runner.run(house, DAY, NEXT, steps=COMPACT).how == 0
    oldest = content(calm, DAY)
    assert runner.run(calm, THIRD, steps=COMPACT).how == 0
    point, seen = 0, set()
    while True:
        point += 1
        ended = runner.run(killed, THIRD, steps=COMPACT, at_point=point)
        seen.add(tuple(stocks(killed)))
        for as_of in stocks(killed):
            expected = oldest if as_of == DAY else content(calm, as_of)
            assert content(killed, as_of) == expected
        if ended.how != KILLED:
            break
    assert ended.how == 0, ended.log
    assert point > 3
    before, between = (FIRST_STOCK, DAY, NEXT), (FIRST_STOCK, DAY, NEXT, THIRD)
    after = (FIRST_STOCK, NEXT, THIRD)
    assert seen == {before, between, after}
    assert tuple(stocks(calm)) == after
    assert story(killed) == story(calm)
    assert not hidden(killed)
    each_once = list(dict.fromkeys(compactions(killed)))  # killed after its end it is one more run
    assert each_once == [(str(day), "released") for day in (DAY, NEXT, THIRD)]


def test_a_compaction_again_changes_nothing_and_one_of_no_list_or_an_older_one_is_refused(
    runner: Runner, make_house: MakeHouse
) -> None:
    home = make_house("home")
    assert runner.run(home, NEXT, NEXT, steps=COMPACT).how == 0
    assert stocks(home) == [FIRST_STOCK, NEXT]
    older = runner.run(home, DAY, steps=COMPACT)
    assert "the stock of 2026-09-29 holds 2026-09-28 already" in older.error
    none = runner.run(home, THIRD, steps=COMPACT)
    assert "there is no accepted batch of 2026-09-30" in none.error
    assert stocks(home) == [FIRST_STOCK, NEXT]
    assert not hidden(home)


def test_a_list_without_a_stock_before_it_is_refused_and_not_screened_against_less(
    runner: Runner, make_house: MakeHouse
) -> None:
    home = make_house("home")
    assert runner.run(home, NEXT, steps=COMPACT).how == 0
    told = story(home)
    drafts.remove(partition.stock_folder(home.home.lake, FIRST_STOCK))
    refused = runner.run(home, NEXT, steps=("screen",))
    assert "the stock before 2026-09-29 is not in" in refused.error
    assert story(home)["v_finding"] == told["v_finding"]


@pytest.mark.parametrize(
    ("list_dates", "evening", "compacts"),
    [(3, NEXT, False), (2, NEXT, True), (2, THIRD, False)],
    ids=["not due", "due", "due, but the list of the day is not made"],
)
def test_in_the_evening_it_compacts_when_it_is_due_and_the_list_is_made(
    make_house: MakeHouse,
    monkeypatch: pytest.MonkeyPatch,
    list_dates: int,
    evening: date,
    compacts: bool,
) -> None:
    home = make_house("home")
    monkeypatch.setenv("AUTHENTICITY_HOME", str(home.home.root))
    monkeypatch.setenv("AUTHENTICITY_KEYRING", str(home.home.root.with_name("keyring.json")))
    monkeypatch.setenv("AIRFLOW_CONN_CASE_STORE", home.store)
    monkeypatch.setattr(limits, "load", lambda: LakeLimits(list_dates, 1_000, 2, 7))
    instant = datetime(evening.year, evening.month, evening.day, tzinfo=LOCAL)
    assert compact.when_due(instant) == compacts
    assert stocks(home) == [FIRST_STOCK, *([NEXT] if compacts else [])]
    assert compactions(home) == [(str(NEXT), "released")] * compacts


def test_what_came_late_is_found_after_compaction_also_where_it_left(
    runner: Runner, make_house: MakeHouse
) -> None:
    compacted = make_house("home")
    assert runner.run(compacted, NEXT, steps=COMPACT).how == 0
    late = {"updated_at": "2026-09-27 23:40:00"}  # the window of the first list
    insurer.insert(compacted.core, "policy", insurer.policy("LATE", **late))
    insurer.insert(compacted.core, "party", insurer.party("LATE", name="", mobile="13912345699"))
    with compacted.core.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE policy SET status = 'SURRENDERED', updated_at = '2026-09-27 23:50:00'"
            " WHERE policy_no = 'P2'"
        )
    assert runner.run(compacted, THIRD, steps=TO_CASES).how == 0
    ledger = compacted.table("v_reconciliation").astype({"list_date": "str"})
    ledger = ledger.set_index(["list_date", "measure"])["value"]
    assert ledger[str(THIRD), "late_entries"] == 2
    cases = compacted.table("v_case").set_index("policy_no")["status"]
    assert cases["P2"] == "WITHDRAWN"
    assert cases["LATE"] == "OPEN"
    assert balanced(compacted)


def test_a_policy_of_the_first_stock_is_explained_as_before(
    runner: Runner, make_house: MakeHouse
) -> None:
    home = make_house("home")
    before = policy_versions.latest(home.home.lake, "OLD")
    assert runner.run(home, NEXT, steps=COMPACT).how == 0
    assert before is not None
    assert (before.in_stock, before.recorded_on) == (True, FIRST_STOCK)
    assert policy_versions.latest(home.home.lake, "OLD") == before
