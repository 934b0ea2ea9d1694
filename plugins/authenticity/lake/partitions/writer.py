"""Writes a partition: personal columns encrypted, and all of it put into place at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from authenticity.lake.index import building
from authenticity.lake.partitions import file_sums, manifests
from authenticity.lake.partitions.drafts import clear_drafts, draft_of, sync
from authenticity.lake.partitions.partition import LAKE_NAMES, STOCK
from authenticity.privacy import parquet_encryption
from authenticity.privacy.classification import Classification
from authenticity.privacy.keyring import Keyring

ROW_GROUP = 122_880
"""DuckDB's own vector-group size: one row group, one task."""


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
        return self.folder.parent.name == STOCK

    def __enter__(self) -> Self:
        self._draft = draft_of(self.folder)
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
            building.build(self._draft)
        if check is not None:
            check(self._draft)
        sums = file_sums.of_files(self._draft)
        content = {**manifest, "rows": self._rows, manifests.FILES: sums}
        manifests.write(self._draft, content, self.keyring, self.folder.name)
        for path in self._draft.rglob("*"):
            sync(path)
        shutil.rmtree(self.folder, ignore_errors=True)
        self._draft.rename(self.folder)
        sync(self.folder.parent)

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
            encryption_properties=parquet_encryption.writing(self.keyring, secret)
            if secret
            else None,
            use_dictionary=[name for name in schema.names if not name.endswith("_token")],
        )

    def _close(self) -> None:
        while self._writers:
            self._writers.popitem()[1].close()
