"""List dates run again in random orders change no row and no byte.

200 orders, of more days: `make simulate SEEDS=40 DAYS=8 ORDERS=5`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from tests.unit.access.person_samples import AT, DAY, SUE, record

from authenticity.ledger import runs
from authenticity.runtime import connections
from authenticity.settings import Home
from authenticity_lab.simulation import driver, orders

DAYS, ORDERS = 3, 2
FIRST_DAYS = (date(2026, 9, 22), date(2026, 9, 29))
"""A holiday follows within the days, or right behind them."""


@pytest.mark.parametrize("seed", range(2))
def test_list_dates_run_again_in_random_orders_change_nothing(seed: int) -> None:
    lived = driver.live(seed, DAYS, FIRST_DAYS[seed], again=ORDERS)
    assert lived.differences == ()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with a person on record and a file in the lake."""
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path))
    monkeypatch.setattr(orders, "TRACKED", 0)
    made = Home(tmp_path)
    made.lake.mkdir()
    (made.lake / "part.parquet").write_bytes(b"rows")
    put_on_record("clerk")
    return made


def put_on_record(display_name: str) -> None:
    with connections.case_store() as store:
        record(store, [replace(SUE, display_name=display_name)])


def run_once(_home: Home) -> None:
    with connections.case_store() as store, store.begin() as connection:
        runs.start(connection, "daily_screening", DAY, runs.Versions("r", "c", "v"), AT)


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        pytest.param(run_once, None, id="a run more"),
        pytest.param(lambda _: put_on_record("other"), "v_person got ", id="a row"),
        pytest.param(
            lambda home: (home.lake / "part.parquet").write_bytes(b"more"),
            "lake got part.parquet ",
            id="a byte",
        ),
        pytest.param(lambda home: (home.lake / "x").touch(), "lake got x ", id="a file"),
    ],
)
def test_what_a_run_again_changes_is_named_with_its_order(
    home: Home, deed: Callable[[Home], None], says: str | None
) -> None:
    found = orders.differences(1, [DAY], Random(0), lambda _day: deed(home))
    assert all(line.startswith(f"order 0, {DAY}") for line in found)
    assert any(says in line for line in found) if says else found == []
