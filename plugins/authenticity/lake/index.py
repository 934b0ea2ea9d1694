"""An index beside the stock: which of its rows hold one of a million sought values, without a scan.

    stock/as_of=…/index/<table>/rows.arrow              what screening compares, row by row
    stock/as_of=…/index/<table>/<column>.keys.npy       64-bit hashes of the column's values, sorted
    stock/as_of=…/index/<table>/<column>.positions.npy  the row that each belongs to

The stock is written once and asked every day, so it is worth sorting once. An index only
preselects: whoever uses it compares the values themselves, and a scan of the Parquet files gives
the same rows more slowly. It holds tokens, codes and numbers; no personal column.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

FOLDER = "index"

INDEXED = {
    "party": (
        "mobile_token",
        "phone_token",
        "email_token",
        "address_token",
        "id_token",
        "customer_no",
        "policy_no",
    ),
    "account": ("account_token", "customer_no"),
    "policy": ("payer_account_token", "policy_no"),
}
"""What each table can be asked by."""

STORED = {
    "party": (
        *INDEXED["party"],
        "role",
        "seq",
        "name_token",
        "name_birth_sex_token",
        "mobile_kind",
        "phone_kind",
    ),
    "account": (*INDEXED["account"], "bank_code", "valid_from", "valid_to"),
    "policy": (
        *INDEXED["policy"],
        "payer_name_token",
        "is_live",
        "is_individual",
        "channel_code",
        "entered_on",
    ),
}
"""What each table can be asked for; every column costs the stock its bytes a second time."""

_STAMP = "hashes.json"
_STAMP_QUERY = "SELECT HASH('authenticity'), HASH('authenticity'::BLOB)"
"""DuckDB may change its hash between versions: an index of other hashes is not used."""

_BATCH = 122_880
_MEMORY = "2GB"

Keys = NDArray[np.uint64]
Positions = NDArray[np.uint32]
_Integer = TypeVar("_Integer", np.uint64, np.uint32)


def build(partition: Path) -> None:
    """Write the index of a partition's tables, from its Parquet files, into `partition/index`.

    Needs about 30 bytes of memory a row, for one column at a time.
    """
    with duckdb.connect(config={"memory_limit": _MEMORY}) as connection:
        for table in INDEXED:
            if list((partition / table).glob("*.parquet")):
                folder = partition / FOLDER / table
                folder.mkdir(parents=True, exist_ok=True)
                source = connection.read_parquet(str(partition / table / "*.parquet"))
                _store(source, table, folder)
                for column in INDEXED[table]:
                    _sort(source, column, folder)
        if (partition / FOLDER).is_dir():
            (partition / FOLDER / _STAMP).write_text(json.dumps(_stamp(connection)))


def is_usable(partition: Path, connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the partition has an index whose hashes are those of this DuckDB."""
    path = partition / FOLDER / _STAMP
    return path.exists() and json.loads(path.read_text()) == _stamp(connection)


@dataclass(frozen=True)
class TableIndex:
    """The index of one table of a partition."""

    folder: Path

    @classmethod
    def of(cls, partition: Path, table: str) -> TableIndex | None:
        """None when the partition has no such table."""
        folder = partition / FOLDER / table
        return cls(folder) if folder.is_dir() else None

    def positions(self, column: str, sought: Keys) -> Positions:
        """Rows whose value has one of the sought hashes, a row as often as it is asked for."""
        keys = np.load(self.folder / f"{column}.keys.npy", mmap_mode="r")
        wanted = _distinct(sought)  # in order, so that neighbours are looked for in one page
        start = np.searchsorted(keys, wanted)
        inside = start < len(keys)
        start, wanted = start[inside], wanted[inside]
        is_hit = keys[start] == wanted
        start, wanted = start[is_hit], wanted[is_hit]
        count = np.searchsorted(keys, wanted, side="right") - start
        before = np.cumsum(count) - count
        places = np.arange(count.sum()) + np.repeat(start - before, count)
        found: Positions = np.load(self.folder / f"{column}.positions.npy", mmap_mode="r")[places]
        return found

    def rows(self, positions: Positions, columns: Sequence[str]) -> pa.Table:
        """These columns of the rows at the positions, each row once."""
        wanted = _distinct(positions)
        with pa.memory_map(str(self.folder / "rows.arrow")) as file:
            reader = pa.ipc.open_file(file)
            taken, start = [], 0
            for number in range(reader.num_record_batches):
                batch = reader.get_batch(number)
                low, high = np.searchsorted(wanted, [start, start + batch.num_rows])
                if low < high:
                    inside = pa.array(wanted[low:high] - np.uint32(start))
                    taken.append(batch.select(columns).take(inside))
                start += batch.num_rows
            schema = pa.schema([reader.schema.field(name) for name in columns])
            return pa.Table.from_batches(taken, schema)


def _distinct(values: NDArray[_Integer]) -> NDArray[_Integer]:
    """In order and each once; `numpy.unique` hashes first, which takes ten times as long."""
    ordered = np.sort(values)
    is_first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


def _store(source: duckdb.DuckDBPyRelation, table: str, folder: Path) -> None:
    reader = source.select(", ".join(STORED[table])).to_arrow_reader(_BATCH)
    with pa.ipc.new_file(folder / "rows.arrow", reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


def _sort(source: duckdb.DuckDBPyRelation, column: str, folder: Path) -> None:
    hashed = f"CASE WHEN {column} IS NOT NULL THEN HASH({column}) END AS key"
    keys = source.select(hashed).to_arrow_table()["key"].combine_chunks()
    present = np.flatnonzero(keys.is_valid().to_numpy(zero_copy_only=False)).astype(np.uint32)
    values = keys.drop_null().to_numpy()
    order = np.argsort(values)
    np.save(folder / f"{column}.keys.npy", values[order])
    np.save(folder / f"{column}.positions.npy", present[order])


def _stamp(connection: duckdb.DuckDBPyConnection) -> list[Any]:
    (row,) = connection.execute(_STAMP_QUERY).fetchall()
    return list(row)
