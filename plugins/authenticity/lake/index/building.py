"""Builds the index beside a stock (see `table_index`), once, from the stock's Parquet files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np

from authenticity.lake import engines
from authenticity.lake.index import owner_hashes, records, sorted_hashes
from authenticity.lake.index.sorted_hashes import Halves, Hashes, Rows, Walk
from authenticity.lake.index.table_index import (
    FOLDER,
    INDEXED,
    OWNED,
    STAMP,
    STORED,
    TableIndex,
    stamp_of,
)

_BATCH = 122_880
_MEMORY = "2GB"


def build(partition: Path) -> None:
    """Write the index of a partition's tables, from its Parquet files, into `partition/index`.

    Needs about 35 bytes of memory a row, for one column at a time. A stock with a value too wide
    for `records` is left without an index.
    """
    with engines.start(_MEMORY) as connection:
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
            (partition / FOLDER / STAMP).write_text(json.dumps(stamp_of(connection)))


def _write_hashes(partition: Path, table: str, connection: duckdb.DuckDBPyConnection) -> None:
    index, source = TableIndex(partition / FOLDER / table), _source(partition, table, connection)
    for column in sorted(INDEXED[table], key=OWNED[table].__contains__):
        path = index.folder / column
        rows = sorted_hashes.write(path, *_hashed(source, column), index.row_mask)
        if column in OWNED[table]:
            halves = _halves(partition, index, connection)
            halves[rows].tofile(path.with_suffix(".whose"))


def _halves(partition: Path, index: TableIndex, connection: duckdb.DuckDBPyConnection) -> Halves:
    """Whose each row is; of policies their own hashes must be written."""
    table = index.folder.name
    if table in owner_hashes.TELLING:
        return owner_hashes.owners_by_row(
            _source(partition, table, connection), owner_hashes.TELLING[table]
        )
    if not _has(partition, "party"):
        return np.full(index.count, owner_hashes.UNKNOWN)
    walk = Walk(index.folder / "policy_no")
    parties = _source(partition, "party", connection)
    return owner_hashes.owners_of_policies(parties, walk, index.count, index.row_mask)


def _has(partition: Path, table: str) -> bool:
    return any((partition / table).glob("*.parquet"))


def _source(
    partition: Path, table: str, connection: duckdb.DuckDBPyConnection
) -> duckdb.DuckDBPyRelation:
    return connection.read_parquet(str(partition / table / "*.parquet"))


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
