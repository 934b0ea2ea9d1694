"""An index beside the stock: which of its rows hold one of a million sought values, without a scan.

    stock/as_of=…/index/<table>/rows.bin       what screening compares, row by row (`lake.records`)
    stock/as_of=…/index/<table>/<column>.bin   hashes of the column's values (`lake.sorted_hashes`)
    stock/as_of=…/index/<table>/<column>.whose under which ID each of them stands, half a hash

The stock is written once and asked every day, so it is worth sorting once. An index only
preselects: whoever uses it compares the values themselves, and a scan of the Parquet files gives
the same rows more slowly. It holds tokens, codes and numbers; no personal column.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from authenticity.lake import records, sorted_hashes, whose
from authenticity.lake.sorted_hashes import Halves, Hashes, Rows, Walk

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

TOLD = {
    "party": ("mobile_token", "phone_token", "email_token", "address_token"),
    "account": ("account_token",),
    "policy": ("payer_account_token",),
}
"""What the rules compare people by: whose a value is, is known before its row is read."""

STORED = {
    "party": (
        *INDEXED["party"],
        "role",
        "seq",
        "name_token",
        "id_kind",
        "name_birth_sex_token",
        "mobile_kind",
        "phone_kind",
        "address_kind",
    ),
    "account": (*INDEXED["account"], "bank_account_token", "valid_from", "valid_to"),
    "policy": (
        *INDEXED["policy"],
        "payer_name_token",
        "is_paid_by_holder",
        "is_live",
        "is_individual",
        "channel_code",
        "entered_on",
        "scope_reason",
    ),
}
"""What each table can be asked for; every column costs the stock its bytes a second time."""

_STAMP = "hashes.json"
_LAYOUT = 4
_STAMP_QUERY = f"SELECT {_LAYOUT}, HASH('authenticity'), HASH('authenticity'::BLOB)"
"""DuckDB may change its hash between versions, and we the files: another index is not used."""

_BATCH = 122_880
_MEMORY = "2GB"


def build(partition: Path) -> None:
    """Write the index of a partition's tables, from its Parquet files, into `partition/index`.

    Needs about 35 bytes of memory a row, for one column at a time. A stock with a value too wide
    for `records` is left without an index.
    """
    with duckdb.connect(config={"memory_limit": _MEMORY}) as connection:
        connection.execute("SET enable_progress_bar = false")
        for table in INDEXED:
            if _has(partition, table):
                source = _source(partition, table, connection)
                layout = _layout(source, STORED[table])
                if max(layout.widths.values()) > records.WIDEST:
                    return
                folder = partition / FOLDER / table
                folder.mkdir(parents=True, exist_ok=True)
                stored = source.select(*STORED[table])
                records.write(folder, stored.to_arrow_reader(_BATCH), layout)
                _write_hashes(partition, table, connection)
        if (partition / FOLDER).is_dir():
            (partition / FOLDER / _STAMP).write_text(json.dumps(_stamp(connection)))


def _write_hashes(partition: Path, table: str, connection: duckdb.DuckDBPyConnection) -> None:
    index, source = TableIndex(partition / FOLDER / table), _source(partition, table, connection)
    for column in sorted(INDEXED[table], key=TOLD[table].__contains__):
        path = index.folder / column
        rows = sorted_hashes.write(path, *_hashed(source, column), index.row_mask)
        if column in TOLD[table]:
            halves = _halves(partition, index, connection)
            halves[rows].tofile(path.with_suffix(".whose"))


def _halves(partition: Path, index: TableIndex, connection: duckdb.DuckDBPyConnection) -> Halves:
    """Whose each row is; of policies their own hashes must be written."""
    table = index.folder.name
    if table in whose.TELLING:
        return whose.by_row(_source(partition, table, connection), whose.TELLING[table])
    if not _has(partition, "party"):
        return np.full(index.count, whose.UNKNOWN)
    walk = Walk(index.folder / "policy_no")
    parties = _source(partition, "party", connection)
    return whose.of_holders(parties, walk, index.count, index.row_mask)


def _has(partition: Path, table: str) -> bool:
    return any((partition / table).glob("*.parquet"))


def _source(
    partition: Path, table: str, connection: duckdb.DuckDBPyConnection
) -> duckdb.DuckDBPyRelation:
    return connection.read_parquet(str(partition / table / "*.parquet"))


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

    @property
    def count(self) -> int:
        """How many rows the table has."""
        return records.count(self.folder)

    @property
    def row_mask(self) -> np.uint64:
        """The bits of an entry of `sorted_hashes` that hold the row."""
        return sorted_hashes.row_mask(self.count)

    def find(self, column: str, sought: Hashes) -> Rows:
        """Rows whose value has one of the sought hashes; in no order, and repeats do no harm."""
        return sorted_hashes.find(self.folder / column, sought, self.row_mask)

    def find_told(self, column: str, sought: Hashes) -> tuple[Hashes, Halves]:
        """The sought hashes as they are kept, and beside each half a hash of whose it is."""
        return sorted_hashes.find_told(self.folder / column, sought, self.row_mask)

    def read(self, rows: Rows, columns: Sequence[str]) -> pa.Table:
        """These columns of the rows, in order and each row once."""
        return records.read(self.folder, rows, columns)


def _layout(source: duckdb.DuckDBPyRelation, columns: Sequence[str]) -> records.Layout:
    stored = source.select(*columns)
    types = {field.name: str(field.type) for field in stored.limit(0).to_arrow_table().schema}
    bytes_of = {"string": "STRLEN", "binary": "OCTET_LENGTH"}
    wide = {name: bytes_of[kind] for name, kind in types.items() if kind in bytes_of}
    longest = ", ".join(f"MAX({function}({name}))" for name, function in wide.items())
    (widths,) = stored.aggregate(longest).fetchall()
    return records.Layout(types, {n: w or 1 for n, w in zip(wide, widths, strict=True)})


def _hashed(source: duckdb.DuckDBPyRelation, column: str) -> tuple[Hashes, Rows]:
    """Hash and row of each value that is there."""
    hashed = source.select(
        duckdb.SQLExpression(f"CASE WHEN {column} IS NOT NULL THEN HASH({column}) END AS hash")
    )
    hashes = hashed.to_arrow_table()["hash"].combine_chunks()
    rows = np.flatnonzero(hashes.is_valid().to_numpy(zero_copy_only=False)).astype(np.uint32)
    return hashes.drop_null().to_numpy().copy(), rows


def _stamp(connection: duckdb.DuckDBPyConnection) -> list[Any]:
    (row,) = connection.execute(_STAMP_QUERY).fetchall()
    return list(row)
