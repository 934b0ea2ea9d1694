"""An entry that the core system committed after its window was pulled is on the next list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner, balanced

from authenticity.lake.partitions import partition
from authenticity.privacy.keyring import Keyring

ACCEPT = ("pull", "validate")
NEXT, THIRD = date(2026, 9, 29), date(2026, 9, 30)
LATE = "2026-09-27 23:40:00"
"""Inside the window of the first list, [2026-09-24, 2026-09-28)."""


@pytest.fixture(params=["text", "typed", "typed as text"])
def home(request: pytest.FixtureRequest, bare_home: Callable[..., House], tmp_path: Path) -> House:
    """A house on SQLite (where times are text), on PostgreSQL, and on one with a text column."""
    if request.param == "text":
        core = sa.create_engine(f"sqlite:///{tmp_path}/core.db")
    else:
        url = request.getfixturevalue("new_postgres_url")()
        core = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    insurer.create(core)
    if request.param == "typed as text":
        with core.begin() as connection:
            connection.exec_driver_sql(
                "ALTER TABLE policy ALTER COLUMN updated_at TYPE varchar(30) USING updated_at::text"
            )
    insurer.registers(core)
    add(core, "P1", LATE)
    add(core, "STOCK", "2026-09-20 10:00:00")
    add(core, "GROUP", "2026-09-20 11:00:00", is_individual=0)
    return bare_home("home", core)


def add(core: sa.Engine, policy_no: str, updated_at: str, **changes: object) -> None:
    """A policy whose policyholder has no name, and an account of that customer."""
    insurer.insert(core, "policy", insurer.policy(policy_no, updated_at=updated_at, **changes))
    insurer.insert(core, "party", insurer.party(policy_no, name="", customer_no="C1"))


def ledger(house: House, day: date) -> dict[str, int]:
    rows = house.table("v_reconciliation").astype({"list_date": "str"})
    rows = rows[(rows["list_date"] == str(day)) & (rows["stage"] == "pull")]
    return dict(zip(rows["measure"], rows["value"], strict=True))


def batch(house: House, day: date, table: str, column: str) -> list[str]:
    """What the lake holds of a list date, in order."""
    keyring = Keyring.open(house.home.root.parent / "keyring.json")
    folder = partition.day_folder(house.home.lake, day)
    return sorted(partition.read(folder, table, keyring, [column])[column].to_pylist())


def test_a_late_entry_is_on_the_next_list_and_on_no_other(runner: Runner, home: House) -> None:
    insurer.insert(home.core, "customer_account", {"customer_no": "C1", "account_no": "6222"})
    assert runner.run(home, DAY, steps=ACCEPT).how == 0
    assert ledger(home, DAY)["late_entries"] == 0

    add(home.core, "LATE", LATE, source_system="BANCA")
    add(home.core, "FIRST OF TEN DAYS", "2026-09-18 00:00:00", source_system="BANCA")
    add(home.core, "BEFORE THEM", "2026-09-17 23:59:59", source_system="BANCA")
    add(home.core, "N28", "2026-09-28 09:00:00")
    add(home.core, "N29", "2026-09-29 09:00:00")
    with home.core.begin() as connection:  # a change of P1 that was committed late
        connection.exec_driver_sql(
            "UPDATE policy SET updated_at = '2026-09-27 23:59:59' WHERE policy_no = 'P1'"
        )
    assert runner.run(home, NEXT, THIRD, steps=ACCEPT).how == 0
    late = ["FIRST OF TEN DAYS", "LATE", "P1"]
    assert batch(home, NEXT, "policy", "policy_no") == sorted([*late, "N28"])
    assert batch(home, NEXT, "party", "policy_no") == sorted([*late, "N28"])
    assert batch(home, NEXT, "account", "customer_no") == ["C1"]
    assert ledger(home, NEXT)["late_entries"] == 3
    assert ledger(home, NEXT)["policies_extracted"] == 4
    assert batch(home, THIRD, "policy", "policy_no") == ["N29"]
    assert ledger(home, THIRD)["late_entries"] == 0
    assert balanced(home)


def test_late_entries_do_not_stand_in_for_a_day_that_was_not_loaded(
    runner: Runner, bare_home: Callable[..., House], small_core: sa.Engine
) -> None:
    home = bare_home("home", small_core)
    assert runner.run(home, DAY, NEXT, THIRD, steps=ACCEPT).how == 0
    add(home.core, "LATE", LATE)
    refused = runner.run(home, date(2026, 10, 8), steps=("pull",))
    assert "the core system has no entry for a working day" in refused.error
