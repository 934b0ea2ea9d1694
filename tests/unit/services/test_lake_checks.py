"""Before each pull: manifests are ours, and no list date that was released has left the lake."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.lake.damage import WAYS
from tests.unit.lake.test_compacted_stock import D1, D2, D3, STOCK, Lake, policy

from authenticity.audit import events
from authenticity.errors import LakeError
from authenticity.lake.partitions import file_sums, partition
from authenticity.ledger import runs
from authenticity.privacy.keyring import Keyring
from authenticity.services import lake_checks
from authenticity.store.case_store import Store, open_store

AT = datetime(2026, 9, 26, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path, sqlite_model: Path) -> Iterator[Store]:
    """Two list dates were released."""
    path = shutil.copy(sqlite_model, tmp_path / "case_store.db")
    store = open_store(f"sqlite:///{path}", b"k" * 32)
    with store.begin() as connection:
        for day in (D1, D2):
            runs.start(connection, "daily_screening", day, runs.Versions("r", "c", "v"), AT)
            runs.finish(connection, "daily_screening", day, status=runs.RELEASED, at=AT)
    yield store
    store.close()


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake", Keyring.open(tmp_path / "keys.json"))
    lake.stock(policy=[policy("P1")])
    lake.day(D1, policy=[policy("P2")])
    lake.day(D2, policy=[policy("P3")])
    return lake


def require(store: Store, lake: Lake) -> list[str]:
    """What was only warned of."""
    warned: list[str] = []
    with store.read() as connection:
        lake_checks.require_ours(connection, lake.root, lake.keyring, warned.append)
    return warned


def faults(store: Store, lake: Lake) -> list[str]:
    with store.read() as connection:
        return list(lake_checks.faults(connection, lake.root, lake.keyring))


def accept(store: Store, lake: Lake) -> None:
    with store.begin() as connection:
        _, lost = lake_checks.accept(connection, lake.root, lake.keyring)
        events.append(connection, None, lake_checks.ACCEPTED, {"lost": lost}, AT, "me")


def test_a_lake_as_it_was_left_is_good(store: Store, lake: Lake) -> None:
    assert require(store, lake) == []
    assert faults(store, lake) == []


def _day_gone(lake: Lake) -> None:
    shutil.rmtree(partition.day_folder(lake.root, D1))


def _seal_gone(lake: Lake) -> None:
    (partition.day_folder(lake.root, D1) / "SEALED").unlink()


def _stock_gone(lake: Lake) -> None:
    shutil.rmtree(partition.stock_folder(lake.root, STOCK))


def _days_exchanged(lake: Lake) -> None:
    first, second = (partition.day_folder(lake.root, day) for day in (D1, D2))
    first.rename(first.with_name("aside"))
    second.rename(first)
    first.with_name("aside").rename(second)


def _manifest_of_another_day(lake: Lake) -> None:
    first, second = (partition.day_folder(lake.root, day) / "manifest.json" for day in (D1, D2))
    WAYS["of another day"](first, second)


@pytest.mark.parametrize(
    "way", [_day_gone, _seal_gone, _stock_gone, _days_exchanged, _manifest_of_another_day]
)
def test_what_is_lost_or_exchanged_stops_the_next_list_until_it_is_taken_as_it_stands(
    store: Store, lake: Lake, way
) -> None:
    way(lake)
    with pytest.raises(LakeError, match="the lake is not as it was left: "):
        require(store, lake)
    assert faults(store, lake)
    accept(store, lake)
    assert require(store, lake) == []
    assert faults(store, lake) == []


def test_a_batch_of_which_the_store_knows_no_run_is_named(store: Store, lake: Lake) -> None:
    """As with an older copy of the store, whose anchor was put back with it."""
    lake.day(D3, policy=[policy("P4")])
    words = f"has the batch of {D3}, and the case store knows no run of that list date"
    with pytest.raises(LakeError, match=words):
        require(store, lake)
    assert words in faults(store, lake)[0]
    accept(store, lake)
    assert require(store, lake) == faults(store, lake) == []


def test_what_an_earlier_version_wrote_is_named_and_used(store: Store, lake: Lake) -> None:
    folder = partition.day_folder(lake.root, D1)
    (folder / "manifest.json").write_text('{"policies": 1}')
    assert "is of an earlier version" in require(store, lake)[0]
    assert "is of an earlier version" in faults(store, lake)[0]
    accept(store, lake)
    assert require(store, lake) == faults(store, lake) == []


def test_the_index_of_an_earlier_version_is_taken_with_its_stock(store: Store, lake: Lake) -> None:
    folder = partition.stock_folder(lake.root, STOCK)
    (folder / "manifest.json").write_text('{"policies": 1}')
    accept(store, lake)
    assert require(store, lake) == faults(store, lake) == []
    assert file_sums.has_index(folder)
    path = folder / "index" / "policy" / "rows.bin"
    WAYS["emptied"](path, path)
    assert faults(store, lake) == [f"{path} is not as it was written"]


def test_a_damaged_index_is_never_taken_as_it_stands(store: Store, lake: Lake) -> None:
    path = partition.stock_folder(lake.root, STOCK) / "index" / "policy" / "rows.bin"
    WAYS["emptied"](path, path)
    accept(store, lake)
    assert faults(store, lake) == [f"{path} is not as it was written"]


def test_a_file_that_nobody_wrote_is_named_and_not_read(store: Store, lake: Lake) -> None:
    folder = partition.day_folder(lake.root, D1) / "policy"
    shutil.copy(folder / "part-00000.parquet", folder / "part-00001.parquet")
    assert faults(store, lake) == [f"{folder / 'part-00001.parquet'} is not one of its partition"]
    table = partition.read(folder.parent, "policy", lake.keyring)
    assert table["policy_no"].to_pylist() == ["P2"]
