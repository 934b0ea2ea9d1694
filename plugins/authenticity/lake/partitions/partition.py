"""Partitions: the stock as it was at the first run, or later, and one per list date.

    stock/as_of=YYYY-MM-DD/<table>/part-00000.parquet, and index/ (see `lake.index.table_index`)
    days/list_date=YYYY-MM-DD/<table>/part-00000.parquet, and touched/ (see `TOUCHED`)

Each has a `manifest.json` with the sums of its files (`manifests`, `file_sums`).

A partition is written under a temporary name and renamed as a whole, so that it is there or is
not. A day's partition is *sealed* once its feed has been accepted; from then on it never
changes, whatever the core system does later: it is the evidence behind the list of that day.
A stock holds what was keyed in before its day: the first one as the core system gave it, later
ones put together from it and the sealed days (`lake.compaction.new_stock`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from authenticity.errors import LakeError
from authenticity.lake.partitions import manifests, table_files
from authenticity.lake.partitions.drafts import sync
from authenticity.privacy.keyring import Keyring

LAKE_NAMES = {"customer_account": "account"}
"""Folders whose name is not the contract's; levels always go by the contract's."""

TOUCHED = "touched"
"""What a day's pull saw changed since the end of its window: the matter of the next list."""

SEAL = manifests.SEAL
"""The file that marks a day's batch as accepted."""

MANIFEST = manifests.MANIFEST
STOCK = "stock"


def stock_folder(lake: Path, as_of: date) -> Path:
    """Partition of what was keyed in before `as_of`."""
    return lake / STOCK / f"as_of={as_of}"


def day_folder(lake: Path, list_date: date) -> Path:
    """Partition of the batch that the list of `list_date` judges."""
    return lake / "days" / f"list_date={list_date}"


def folders(lake: Path) -> list[Path]:
    """Every partition: the stocks, then the days that were accepted, each in order."""
    days = {path.parent for path in (lake / "days").glob(f"list_date=*/{SEAL}")}
    return [*sorted((lake / STOCK).glob("as_of=*")), *sorted(days)]


def manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a partition, or None when there is no such partition."""
    return manifests.read(folder)


def seal(lake: Path, list_date: date) -> None:
    """Accept the partition of `list_date` for good."""
    folder = day_folder(lake, list_date)
    if manifest(folder) is None:
        raise LakeError(f"no partition for {list_date} in {lake}; run the pull first")
    (folder / SEAL).touch()
    sync(folder)


def is_sealed(lake: Path, list_date: date) -> bool:
    """Whether the batch of `list_date` has been accepted."""
    return (day_folder(lake, list_date) / SEAL).exists()


def sealed_dates(lake: Path) -> list[date]:
    """List dates of the accepted partitions, in order."""
    seals = (lake / "days").glob(f"list_date=*/{SEAL}")
    return sorted(date.fromisoformat(path.parent.name.removeprefix("list_date=")) for path in seals)


def stock_dates(lake: Path) -> list[date]:
    """The days before which the stocks hold what was keyed in, in order; none before the first run.

    The first is the one that the core system gave; it is never removed, because nothing else
    could give it again.
    """
    stocks = (lake / STOCK).glob(f"as_of=*/{MANIFEST}")
    return sorted(date.fromisoformat(path.parent.name.removeprefix("as_of=")) for path in stocks)


def read(folder: Path, table: str, keyring: Keyring, columns: list[str] | None = None) -> pa.Table:
    """One table of a partition, personal columns decrypted; empty when it has none.

    Raises `LakeError` when the partition is missing or damaged, `KeyringError` when the keys do
    not fit.
    """
    if manifest(folder) is None:
        raise LakeError(f"no partition {folder.name} in {folder.parent}; run the pull first")
    found = table_files.read(folder, table, columns, keyring=keyring)
    if found is None:
        raise LakeError(f"the partition {folder} has no table {table}; {table_files.CURE}")
    return found


def read_where(
    folder: Path,
    table: str,
    keyring: Keyring,
    columns: list[str],
    where: str,
    values: Collection[str],
) -> list[dict[str, Any]]:
    """The rows of a table of a partition whose column `where` holds one of some values."""
    if not values:
        return []
    wanted = [(where, "in", sorted(values))]
    found = table_files.read(folder, table, columns, wanted, keyring)
    return [] if found is None else list(found.to_pylist())
