"""Which rows of recorded partitions are current, and those rows with all their columns.

DuckDB says which (`include/sql/lake/kept_*.sql`, without a key); they are read a row group at a
time, in the order in which they were recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from authenticity.errors import LakeError
from authenticity.lake.engine_errors import explained
from authenticity.lake.partitions import table_files
from authenticity.lake.partitions.timeline import Timeline
from authenticity.lake.partitions.writer import ROW_GROUP
from authenticity.lake.views import day_views, parquet_views, readable_columns
from authenticity.privacy import parquet_encryption
from authenticity.privacy.keyring import Keyring

MEMORY = "2GB"
_BATCH = 1_000_000

KeptRows = dict[Path, NDArray[np.bool_]]
"""By partition, which rows of a table's file a new stock keeps."""


def recorded(lake: Path, list_date: date) -> tuple[Timeline, list[Path]]:
    """What is recorded up to a list date, itself included: the partitions, the oldest first."""
    held = Timeline.of(lake, list_date + timedelta(days=1))
    return held, [*([held.stock] if held.stock else []), *held.days[:-1]]


def rows_by_table(
    lake: Path,
    held: Timeline,
    partitions: list[Path],
    tables: Collection[str] = tuple(readable_columns.DELTA_TABLES),
) -> Iterator[tuple[str, KeptRows]]:
    """By table, which rows are current: the statements `kept_*` over all that is recorded."""
    empty = closing(day_views.in_process(lake, MEMORY))
    with empty as connection, explained("the lake cannot be compacted"):
        for table, columns in readable_columns.DELTA_TABLES.items():
            name, days = f"recorded_{table}", held.days[:-1]
            parquet_views.create(connection, name, table, columns, partitions, numbered=True)
            parquet_views.create(connection, f"delta_{table}_row", table, columns, days)
        day_views.build(connection)
        for table in tables:
            yield table, _current(connection, table, partitions)


def _current(connection: duckdb.DuckDBPyConnection, table: str, partitions: list[Path]) -> KeptRows:
    """A truth a row; 25 MB for the parties of ten million policies."""
    holding = [source for source in partitions if table_files.of(source, table)]
    kept = {source: np.zeros(_length(_file(source, table)), bool) for source in holding}
    by_day = {np.datetime64(source.name.partition("=")[2]): source for source in holding}
    for batch in connection.sql(day_views.select(f"kept_{table}")).to_arrow_reader(_BATCH):
        recorded_on, row_no = (column.to_numpy(zero_copy_only=False) for column in batch.columns)
        for day in np.unique(recorded_on):
            kept[by_day[day.astype("datetime64[D]")]][row_no[recorded_on == day]] = True
    return kept


def read(
    table: str, kept: KeptRows, keyring: Keyring, columns: Collection[str] | None = None
) -> Iterator[pa.Table]:
    """The kept rows, decrypted, a row group at a time; first none of them.

    `columns`: those that are wanted; by default all.
    """
    properties = parquet_encryption.reading(keyring)
    schema = None
    for source, is_kept in kept.items():
        path = _file(source, table)
        with (
            table_files.explained(path),
            pq.ParquetFile(path, decryption_properties=properties) as file,
        ):
            own = _asked_of_all(file.schema_arrow.remove_metadata(), schema, table)
            own = pa.schema([each for each in own if columns is None or each.name in columns])
            if schema is None:
                schema = own
                yield schema.empty_table()
            if own != schema:
                raise LakeError(
                    f"the table {table} of {source.name} has other columns than the partitions "
                    "before it, so they cannot be one stock; see docs/runbook.md"
                )
            start = 0
            for group in range(file.num_row_groups):
                end = start + file.metadata.row_group(group).num_rows
                if is_kept[start:end].any():
                    rows = file.read_row_group(group, own.names).replace_schema_metadata()
                    yield rows.filter(pa.array(is_kept[start:end]))
                start = end


def _asked_of_all(own: pa.Schema, stock: pa.Schema | None, table: str) -> pa.Schema:
    """A day's schema without what only its own list asks for, where the stock has none of it."""
    days_own = set(readable_columns.names(readable_columns.TODAYS_OWN.get(table, "")))
    in_vain = days_own - set(stock.names) if stock is not None else set()
    return pa.schema([field for field in own if field.name not in in_vain])


def in_row_groups(chunks: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in tables of one row group each: what is left of a day may be a handful."""
    held: list[pa.Table] = []
    for chunk in chunks:
        held.append(chunk)
        while sum(table.num_rows for table in held) > ROW_GROUP:
            joined = pa.concat_tables(held)
            yield joined.slice(0, ROW_GROUP)
            held = [joined.slice(ROW_GROUP)]
    if held:
        yield pa.concat_tables(held)


def count(kept: KeptRows) -> int:
    """How many rows are kept."""
    return sum(int(np.count_nonzero(is_kept)) for is_kept in kept.values())


def _length(file: Path) -> int:
    return int(pq.read_metadata(file).num_rows)


def _file(partition: Path, table: str) -> Path:
    return partition / table / "part-00000.parquet"
