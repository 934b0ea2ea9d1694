"""Keys that come twice are refused, keys that cannot be used are set aside: the books balance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import House
from tests.integration.step_runs import Ended, Runner, balanced

from authenticity.lake.partitions import partition
from authenticity.pull import feed_limits

MakeHome = Callable[..., House]

TO_CASES = ("pull", "validate", "screen", "open_cases", "reconcile")
NEXT = date(2026, 9, 29)


def loosened(core: sa.Engine, table: str) -> None:
    """The table without a key, as a view is."""
    with core.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO keyed_{table}")
        connection.exec_driver_sql(f"CREATE TABLE {table} AS SELECT * FROM keyed_{table}")


def execute(core: sa.Engine, *statements: str) -> None:
    with core.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def measures(house: House, day: str = "2026-09-28") -> dict[str, int]:
    rows = house.table("v_reconciliation")
    rows = rows[(rows["list_date"] == day) & (rows["stage"] == "pull")]
    return dict(zip(rows["measure"], rows["value"], strict=True))


def is_refused(ended: Ended, house: House, table: str, key: str) -> bool:
    line = f"the core system's table {table} has 1 repeated keys ({key}); have the view mended"
    return ended.how == 1 and line in ended.error and not partition.stock_dates(house.home.lake)


@pytest.mark.usefixtures("comparing_little")
@pytest.mark.parametrize(
    ("table", "key"), [("policy", "policy_no"), ("party", "policy_no, role, seq")]
)
def test_a_record_twice_in_the_stock_is_refused_by_table_and_count(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine, table: str, key: str
) -> None:
    home = bare_home("home", small_core)
    loosened(small_core, table)
    execute(small_core, f"INSERT INTO {table} SELECT * FROM keyed_{table} WHERE policy_no = 'OLD'")
    assert is_refused(runner.run(home, steps=("pull",)), home, table, key)
    execute(small_core, f"DROP TABLE {table}", f"ALTER TABLE keyed_{table} RENAME TO {table}")
    assert runner.run(home, steps=TO_CASES).how == 0
    assert balanced(home)


BAD = {"null": None, "blank": "  ", "long": "P" * 31, "control": "P\x071", "broken": "P\ufffd9"}


@pytest.mark.usefixtures("comparing_little")
def test_rows_without_a_usable_key_are_set_aside_and_the_list_is_made(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine
) -> None:
    calm, home = bare_home("calm", small_core), bare_home("home", small_core)
    assert runner.run(calm, steps=TO_CASES).how == 0
    for table in ("policy", "party", "salesperson"):
        loosened(small_core, table)
    for number in BAD.values():
        row = insurer.policy("", receipt_signed_on=None, issued_on="2026-09-10")
        insurer.insert(small_core, "policy", {**row, "policy_no": number})
        insurer.insert(small_core, "party", {**insurer.party(""), "policy_no": number})
    stock = insurer.policy("", updated_at="2026-09-01 10:00:00")
    insurer.insert(small_core, "policy", {**stock, "policy_no": None})
    insurer.insert(small_core, "party", insurer.party("P1", role=None))
    insurer.insert(small_core, "salesperson", {"agent_code": None, "name": "李"})
    ended = runner.run(home, steps=TO_CASES)
    assert ended.how == 0, ended.log
    assert "2026-09-28 pull: 6 rows of policy set aside, keys unusable" in ended.log
    told = measures(home)
    assert told["policies_set_aside"] == 5
    assert told["set_aside.policy"] == 6
    assert told["set_aside.party"] >= 1
    assert told["set_aside.salesperson"] == 1
    parts = sum(n for name, n in told.items() if name.startswith("out_of_scope."))
    judged = told["policies_in_scope"]
    assert told["policies_extracted"] == judged + parts + told["policies_set_aside"]
    assert balanced(home)
    assert home.findings() == calm.findings()
    assert runner.run(home, NEXT, steps=TO_CASES).how == 0
    assert balanced(home)


@pytest.mark.usefixtures("comparing_little")
def test_a_view_that_lost_its_key_is_refused(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine
) -> None:
    home = bare_home("home", small_core)
    loosened(small_core, "policy")
    for number in range(feed_limits.load().share_needs_set_aside):
        insurer.insert(small_core, "policy", {**insurer.policy(f"N{number}"), "policy_no": None})
    ended = runner.run(home, steps=("pull",))
    assert ended.how == 1
    assert "20 of 25 rows of the core system's table policy have no usable key" in ended.error
    assert not partition.sealed_dates(home.home.lake)
