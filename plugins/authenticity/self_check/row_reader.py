"""Rows of a table of one partition by their places, decrypted, a few row groups in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from authenticity.errors import LakeError
from authenticity.lake.partitions import partition, table_files
from authenticity.privacy import parquet_encryption
from authenticity.privacy.keyring import Keyring
from authenticity.self_check.stock_rows import Rows

_HELD = 3
"""Neighbouring portions read the same row groups; policies and parties come in the same order."""


@dataclass
class RowReader:
    """Reads columns of one file, which stays open from portion to portion."""

    path: Path
    columns: Sequence[str]
    keyring: Keyring
    _held: OrderedDict[int, pa.Table] = field(default_factory=OrderedDict)
    _exit: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        properties = parquet_encryption.reading(self.keyring)
        self._file = self._exit.enter_context(
            pq.ParquetFile(self.path, decryption_properties=properties)
        )
        groups = range(self._file.num_row_groups)
        sizes = [self._file.metadata.row_group(group).num_rows for group in groups]
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._exit.close()

    def take(self, rows: Rows) -> pa.Table:
        """The rows, which come in order."""
        group_of = np.searchsorted(self._starts, rows, side="right") - 1
        parts = [
            self._group(group).take(pa.array(rows[group_of == group] - self._starts[group]))
            for group in np.unique(group_of).tolist()
        ]
        return pa.concat_tables(parts) if parts else self._empty()

    def _group(self, number: int) -> pa.Table:
        if number not in self._held:
            while len(self._held) >= _HELD:
                self._held.popitem(last=False)
            self._held[number] = self._file.read_row_group(number, list(self.columns))
        self._held.move_to_end(number)
        return self._held[number]

    def _empty(self) -> pa.Table:
        names = list(self.columns)
        return pa.schema([self._file.schema_arrow.field(name) for name in names]).empty_table()


def file_of(source: Path, table: str) -> Path:
    """The file of a table in a partition, which is as it was written; `LakeError` otherwise."""
    found = table_files.of(source, partition.LAKE_NAMES.get(table, table))
    if not found:
        raise LakeError(f"the partition {source} has no table {table}; {table_files.CURE}")
    return found[0]
