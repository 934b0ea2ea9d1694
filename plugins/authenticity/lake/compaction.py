"""Compaction: the stock and the sealed days up to a list date, put together into a new stock.

A list reads the stock by its index and every day since whole, so the days are put together with it
now and then. Days and first stock stay as they are: they are the evidence, a later stock only
answers sooner what they would answer too. DuckDB says which rows are current
(`include/sql/lake/kept_*.sql`, without a key); they are copied with all columns, a row group at a
time, in the order in which they were recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from authenticity.errors import LakeError
from authenticity.lake import encryption, partitions, views
from authenticity.lake.partitions import ROW_GROUP, PartitionWriter
from authenticity.lake.views import Partitions
from authenticity.privacy.classification import Classification
from authenticity.privacy.keyring import Keyring

_MEMORY = "2GB"
_BATCH = 1_000_000
_CONTRACT_NAMES = {folder: table for table, folder in partitions.LAKE_NAMES.items()}

Kept = dict[Path, NDArray[np.bool_]]
"""By partition, which rows of a table's file a new stock keeps."""


@dataclass(frozen=True)
class Since:
    """What has gathered since the newest stock: sealed days, and rows in their tables."""

    list_dates: int
    rows: int


def since_stock(lake: Path) -> Since:
    """How much every list has to read besides the stock; asked of the manifests only."""
    stocks = partitions.stock_dates(lake)
    days = [day for day in partitions.sealed_dates(lake) if not stocks or day > stocks[-1]]
    manifests = [partitions.manifest(partitions.day_folder(lake, day)) or {} for day in days]
    tables = [_CONTRACT_NAMES.get(table, table) for table in views.DELTA_TABLES]
    rows = sum(held.get("rows", {}).get(table, 0) for held in manifests for table in tables)
    return Since(len(days), rows)


def compact(lake: Path, list_date: date, levels: Classification, keyring: Keyring) -> int:
    """Make the stock that holds the list date and all before it; returns its number of policies.

    The whole is put into place at the end, once it shows screening the same records as the stock
    and the days that it is made of. A stock that is there already is left alone. Raises `LakeError`
    for a list date without an accepted batch, or one that lies before the newest stock.
    """
    folder = partitions.stock_folder(lake, list_date)
    if (ready := partitions.manifest(folder)) is not None:
        return int(ready["policies"])
    _require_accepted(lake, list_date)
    held = Partitions.of(lake, list_date + timedelta(days=1))
    sources = [*([held.stock] if held.stock else []), *held.days[:-1]]
    with PartitionWriter(folder, levels, keyring) as writer:
        policies = 0
        for table, kept in _kept(lake, held, sources):
            policies += _count(kept) if table == "policy" else 0
            for chunk in _whole_row_groups(_rows(table, kept, keyring)):
                writer.write(_CONTRACT_NAMES.get(table, table), chunk)
        made_of = [source.name for source in sources]
        manifest = {"policies": policies, "made_of": made_of}
        writer.commit(manifest, lambda draft: _require_same(lake, list_date, held, draft))
    return policies


def retire(lake: Path, kept: int) -> list[date]:
    """Remove all stocks but the first and the newest `kept` made since; returns whose they were.

    Nothing is lost: a list date before those that stay is screened from the first and the days.
    """
    partitions.clear_drafts(partitions.stock_folder(lake, date.min).parent)
    made = partitions.stock_dates(lake)[1:]
    gone = made[: max(0, len(made) - kept)]
    for as_of in gone:
        partitions.remove(partitions.stock_folder(lake, as_of))
    return gone


def _require_accepted(lake: Path, list_date: date) -> None:
    if not partitions.is_sealed(lake, list_date):
        raise LakeError(
            f"there is no accepted batch of {list_date} in {lake}; "
            "make that list first, or compact up to a list date that is made"
        )
    newest = partitions.stock_dates(lake)[-1:]
    if newest and list_date < newest[0]:
        raise LakeError(
            f"the stock of {newest[0]} holds {list_date} already; compact up to a later list date"
        )


def _kept(lake: Path, held: Partitions, sources: list[Path]) -> Iterator[tuple[str, Kept]]:
    """By table, which rows are current: the statements `kept_*` over all that is recorded."""
    with closing(views.in_process(lake, _MEMORY)) as connection:
        try:
            for table, columns in views.DELTA_TABLES.items():
                name, days = f"recorded_{table}", held.days[:-1]
                views.create_source(connection, name, table, columns, sources, numbered=True)
                views.create_source(connection, f"delta_{table}_row", table, columns, days)
            views.build(connection)
            for table in views.DELTA_TABLES:
                yield table, _current(connection, table, sources)
        except duckdb.Error as problem:
            reason = str(problem).splitlines()[0]
            raise LakeError(f"the lake cannot be compacted: {reason}") from None


def _current(connection: duckdb.DuckDBPyConnection, table: str, sources: list[Path]) -> Kept:
    """A truth a row; 25 MB for the parties of ten million policies."""
    holding = [source for source in sources if _file(source, table).exists()]
    kept = {source: np.zeros(_length(_file(source, table)), bool) for source in holding}
    by_day = {np.datetime64(source.name.partition("=")[2]): source for source in holding}
    for batch in connection.sql(views.select(f"kept_{table}")).to_arrow_reader(_BATCH):
        recorded_on, row_no = (column.to_numpy(zero_copy_only=False) for column in batch.columns)
        for day in np.unique(recorded_on):
            kept[by_day[day.astype("datetime64[D]")]][row_no[recorded_on == day]] = True
    return kept


def _rows(table: str, kept: Kept, keyring: Keyring) -> Iterator[pa.Table]:
    """The kept rows with all columns, decrypted, a row group at a time; first none of them."""
    properties = encryption.reading(keyring)
    schema = None
    for source, is_kept in kept.items():
        with pq.ParquetFile(_file(source, table), decryption_properties=properties) as file:
            own = _stored(file.schema_arrow.remove_metadata(), schema, table)
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


def _stored(own: pa.Schema, stock: pa.Schema | None, table: str) -> pa.Schema:
    """A day's schema without what only its own list asks for, where the stock has none of it."""
    own_columns = views.TODAYS_OWN.get(table, "").split(",")
    days_own = {column.split()[0] for column in own_columns if column}
    in_vain = days_own - set(stock.names) if stock is not None else set()
    return pa.schema([field for field in own if field.name not in in_vain])


def _whole_row_groups(chunks: Iterable[pa.Table]) -> Iterator[pa.Table]:
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


def _require_same(lake: Path, list_date: date, held: Partitions, draft: Path) -> None:
    """Raise `LakeError` unless the draft shows the next day's screening what `held` shows it."""
    packed = replace(held, stock=draft, days=held.days[-1:])
    before, after = (_shown(lake, list_date, part) for part in (held, packed))
    differing = [name for name in before if before[name] != after[name]]
    if differing:
        raise LakeError(
            f"the stock compacted up to {list_date} would show another {', '.join(differing)} than "
            "the stock and the days that it is made of; it was not put into place, report it"
        )


def _shown(lake: Path, list_date: date, part: Partitions) -> Mapping[str, tuple[int, int]]:
    """By view, how many rows it has and the sum of their hashes: equal rows, whatever the order."""
    empty = views.in_process(lake, _MEMORY)
    with closing(views.connect_to(part, list_date + timedelta(days=1), empty)) as connection:
        query = "SELECT COUNT(*), SUM(HASH(shown)) FROM {} AS shown"
        return {name: connection.execute(query.format(name)).fetchall()[0] for name in views.SHOWN}


def _count(kept: Kept) -> int:
    return sum(int(np.count_nonzero(is_kept)) for is_kept in kept.values())


def _length(file: Path) -> int:
    return int(pq.read_metadata(file).num_rows)


def _file(partition: Path, table: str) -> Path:
    return partition / table / "part-00000.parquet"
