"""Partitions: the stock as it was at the first run, or later, and one per list date.

    stock/as_of=YYYY-MM-DD/<table>/part-00000.parquet, and index/ (see `lake.index`)
    days/list_date=YYYY-MM-DD/<table>/part-00000.parquet, and touched/ (see `TOUCHED`)

A partition is written under a temporary name and renamed as a whole, so that it is there or is
not. A day's partition is *sealed* once its feed has been accepted; from then on it never
changes, whatever the core system does later: it is the evidence behind the list of that day.
A stock holds what was keyed in before its day: the first one as the core system gave it, later
ones put together from it and the sealed days (`lake.compaction`).
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from authenticity.errors import LakeError
from authenticity.lake import encryption, index
from authenticity.privacy.classification import Classification
from authenticity.privacy.keyring import Keyring

LAKE_NAMES = {"customer_account": "account"}
"""Folders whose name is not the contract's; levels always go by the contract's."""

TOUCHED = "touched"
"""What a day's pull saw changed since the end of its window: the matter of the next list."""

_MANIFEST = "manifest.json"
_SEAL = "SEALED"
_STOCK = "stock"
_DRAFT = ".draft"
ROW_GROUP = 122_880
"""DuckDB's own vector-group size: one row group, one task."""


def stock_folder(lake: Path, as_of: date) -> Path:
    """Partition of what was keyed in before `as_of`."""
    return lake / _STOCK / f"as_of={as_of}"


def day_folder(lake: Path, list_date: date) -> Path:
    """Partition of the batch that the list of `list_date` judges."""
    return lake / "days" / f"list_date={list_date}"


@dataclass
class PartitionWriter:
    """Streams the tables of one partition; `commit` puts the whole into place.

    Leaving the block without a commit removes what was written.
    """

    folder: Path
    classification: Classification
    keyring: Keyring
    _writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)
    _rows: dict[str, int] = field(default_factory=dict)

    @property
    def is_stock(self) -> bool:
        return self.folder.parent.name == _STOCK

    def __enter__(self) -> Self:
        self._draft = _draft_of(self.folder)
        clear_drafts(self.folder.parent)
        self._draft.mkdir(parents=True, mode=0o700)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):  # a full disk has said so already
            self._close()
        shutil.rmtree(self._draft, ignore_errors=True)

    def write(self, table: str, data: pa.Table, name: str = "") -> None:
        """Append `data`, rows of the contract's `table`; the first call fixes the schema.

        `name` keeps some columns of the table apart, beside the table itself.
        """
        name = name or table
        if name not in self._writers:
            self._writers[name] = self._open(table, name, data.schema)
        self._writers[name].write_table(data, row_group_size=ROW_GROUP)
        self._rows[name] = self._rows.get(name, 0) + data.num_rows

    def commit(
        self, manifest: Mapping[str, Any], check: Callable[[Path], None] | None = None
    ) -> None:
        """Close the files, index a stock, add the manifest, rename the partition into place.

        What `check` raises about the finished draft keeps it from its place.
        """
        self._close()
        if self.is_stock:
            index.build(self._draft)
        if check is not None:
            check(self._draft)
        content = {**manifest, "rows": self._rows}
        (self._draft / _MANIFEST).write_text(json.dumps(content, indent=2, default=str))
        for path in self._draft.rglob("*"):
            _sync(path)
        shutil.rmtree(self.folder, ignore_errors=True)
        self._draft.rename(self.folder)
        _sync(self.folder.parent)

    def _open(self, table: str, name: str, schema: pa.Schema) -> pq.ParquetWriter:
        folder = self._draft / LAKE_NAMES.get(name, name)
        folder.mkdir()
        secret = {
            key: held
            for key, columns in self.classification.encrypted(table).items()
            if (held := [column for column in columns if column in schema.names])
        }
        return pq.ParquetWriter(
            folder / "part-00000.parquet",
            schema,
            compression="zstd",
            encryption_properties=encryption.writing(self.keyring, secret) if secret else None,
            use_dictionary=[name for name in schema.names if not name.endswith("_token")],
        )

    def _close(self) -> None:
        while self._writers:
            self._writers.popitem()[1].close()


def manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a partition, or None when there is no such partition."""
    path = folder / _MANIFEST
    if not path.exists():
        return None
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def seal(lake: Path, list_date: date) -> None:
    """Accept the partition of `list_date` for good."""
    folder = day_folder(lake, list_date)
    if manifest(folder) is None:
        raise LakeError(f"no partition for {list_date} in {lake}; run the pull first")
    (folder / _SEAL).touch()
    _sync(folder)


def is_sealed(lake: Path, list_date: date) -> bool:
    """Whether the batch of `list_date` has been accepted."""
    return (day_folder(lake, list_date) / _SEAL).exists()


def sealed_dates(lake: Path) -> list[date]:
    """List dates of the accepted partitions, in order."""
    seals = (lake / "days").glob(f"list_date=*/{_SEAL}")
    return sorted(date.fromisoformat(path.parent.name.removeprefix("list_date=")) for path in seals)


def stock_dates(lake: Path) -> list[date]:
    """The days before which the stocks hold what was keyed in, in order; none before the first run.

    The first is the one that the core system gave; it is never removed, because nothing else
    could give it again.
    """
    stocks = (lake / _STOCK).glob(f"as_of=*/{_MANIFEST}")
    return sorted(date.fromisoformat(path.parent.name.removeprefix("as_of=")) for path in stocks)


def remove(folder: Path) -> None:
    """Take a partition away: at once out of sight, so that nobody reads half of one."""
    draft = _draft_of(folder)
    folder.rename(draft)
    _sync(folder.parent)
    shutil.rmtree(draft)


def clear_drafts(parent: Path) -> None:
    """Remove what a step that was killed has left among the partitions of `parent`."""
    for left_over in parent.glob(f".*{_DRAFT}"):
        shutil.rmtree(left_over)


def read(folder: Path, table: str, keyring: Keyring, columns: list[str] | None = None) -> pa.Table:
    """One table of a partition, personal columns decrypted; empty when it has none.

    Raises `LakeError` when the partition is missing, `KeyringError` when the keys do not fit.
    """
    content = manifest(folder)
    if content is None:
        raise LakeError(f"no partition {folder.name} in {folder.parent}; run the pull first")
    path = folder / table / "part-00000.parquet"
    properties = encryption.reading(keyring)
    with pq.ParquetFile(path, decryption_properties=properties) as file:
        return file.read(columns=columns)


def _draft_of(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}{_DRAFT}")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
