"""Rows of the lake that hold sought values: the stock's by its index, later ones by scans.

A statement that wants the records behind many numbers says `FROM {{ recorded }}` and filters by
the numbers itself. What `recorded` names has all rows that pass, and, where the stock has no
usable index, all others too: an index changes what a statement costs, never what it finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from authenticity.errors import LakeError
from authenticity.lake.connection import Connection
from authenticity.lake.index import TableIndex
from authenticity.lake.sorted_hashes import Halves, Hashes, Rows
from authenticity.lake.whose import UNKNOWN, half

_PLACES = """
SELECT todays.rowid AS place FROM {day} AS todays
WHERE todays.{each.column} IN (SELECT sought.{each.key} FROM {each.table} AS sought)
"""
"""Asked column by column, before whole rows are read; how few they are is then known, too."""


_IN_DOUBT = """
WITH seen AS (
    SELECT value, half FROM sighting
),
sought AS MATERIALIZED (
    SELECT {key} AS key, HASH({key}) & {keep} AS value, {half} AS half
    FROM {table}
    WHERE {key} IS NOT NULL AND HASH({key}) & {keep} IN (SELECT value FROM seen)
),
open_value AS (
    SELECT value
    FROM (SELECT value, half FROM seen UNION ALL SELECT value, half FROM sought)
    GROUP BY value
    HAVING MIN(half) < MAX(half) OR MIN(half) = {unknown}
)
SELECT DISTINCT {wanted} FROM sought WHERE value IN (SELECT value FROM open_value)
"""


@dataclass(frozen=True)
class Sought:
    """A table or view, and its column that holds values of `column` of the lake's table.

    `whose`: its column with the ID under which it has each value. What the stock has under that
    same ID and no other is then left out.
    """

    column: str
    table: str
    key: str
    whose: str | None = None

    @property
    def values(self) -> tuple[str, str]:
        return self.table, self.key


def rows_with(
    connection: Connection,
    source: str,
    sought: Sequence[Sought],
    columns: Sequence[str],
    name: str,
    once: bool = False,
) -> str:
    """A relation with every row of `source` (`recorded_…`, `earlier_…`) that holds a sought value.

    It has the `columns` and `recorded_on`, and is called `name`, or `source` itself where nothing
    can be looked up. `once`: no later look-up of the connection finds the stock's rows among them.
    """
    stocks = connection.execute("SELECT folder, recorded_on FROM stock_index").fetchall()
    if not stocks:
        return source
    ((_, recorded_on),) = stocks
    kind, _, table = source.partition("_")
    listed = ", ".join(columns)
    parts = [f"SELECT {listed}, recorded_on FROM recent_{table}"]  # noqa: S608 our own names
    if kind == "recorded":
        day, places = f"todays_{table}", f"{name}_places"
        found = " UNION ".join(_PLACES.format(day=day, each=each) for each in sought)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {places} AS {found}")
        of_the_day = f"WHERE todays.rowid IN (SELECT place FROM {places})"  # noqa: S608 our own names
        parts.append(f"SELECT {listed}, recorded_on FROM {day} AS todays {of_the_day}")  # noqa: S608 our own names
    index = index_of(connection, table)
    if index is not None:
        connection.register(f"{name}_of_stock", _look_up(connection, index, sought, columns, once))
        parts.append(f"SELECT {listed}, DATE '{recorded_on}' AS recorded_on FROM {name}_of_stock")  # noqa: S608 our own names
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {' UNION ALL '.join(parts)}")
    return name


def index_of(connection: duckdb.DuckDBPyConnection, table: str) -> TableIndex | None:
    """The stock's index of a table; None where there is none that can be used."""
    for (folder,) in connection.execute("SELECT folder FROM stock_index").fetchall():
        return TableIndex.of(Path(folder), table)
    return None


def _look_up(
    connection: duckdb.DuckDBPyConnection,
    index: TableIndex,
    sought: Sequence[Sought],
    columns: Sequence[str],
    once: bool,
) -> pa.Table:
    is_told = all(each.whose for each in sought)
    with told_if_broken(index):
        found = (in_doubt if is_told else found_by)(connection, index, sought)
        rows = _not_passed_over(connection, index, found)
        if once:
            _pass_over(connection, index, rows)
        return index.read(rows, columns)


def _not_passed_over(connection: duckdb.DuckDBPyConnection, index: TableIndex, found: Rows) -> Rows:
    query = "SELECT row_no FROM passed_over WHERE of_table = $table"
    passed = connection.execute(query, {"table": index.folder.name}).fetchnumpy()["row_no"]
    if not len(passed):
        return found
    is_passed = np.zeros(index.count, dtype=bool)
    is_passed[passed] = True
    return found[~is_passed[found]]


def _pass_over(connection: duckdb.DuckDBPyConnection, index: TableIndex, rows: Rows) -> None:
    connection.register("passed_rows", pa.table({"row_no": rows}))
    connection.execute(
        "INSERT INTO passed_over SELECT $table, row_no FROM passed_rows",
        {"table": index.folder.name},
    )
    connection.unregister("passed_rows")


@contextmanager
def told_if_broken(index: TableIndex) -> Iterator[None]:
    """Whatever is wrong with the files of an index is one `LakeError` that says what to do."""
    try:
        yield
    except (OSError, ValueError, EOFError) as problem:
        raise LakeError(
            f"the index {index.folder} cannot be read ({type(problem).__name__}); delete the folder"
            " above it: without an index the stock itself is read"
        ) from None


def found_by(
    connection: duckdb.DuckDBPyConnection, index: TableIndex, sought: Sequence[Sought]
) -> Rows:
    """Rows of the indexed table that may hold one of the sought values."""
    hashes = {values: _hashes(connection, *values) for values in {each.values for each in sought}}
    return np.concatenate([index.find(each.column, hashes[each.values]) for each in sought])


def in_doubt(
    connection: duckdb.DuckDBPyConnection, index: TableIndex, sought: Sequence[Sought]
) -> Rows:
    """Rows that may hold one of the sought values, without what one ID explains.

    All are sought in one table by one key. Hashes decide: that two IDs pass for one has a
    probability of 2⁻³².
    """
    with _seen(connection, index, sought) as entries:
        found = connection.execute(_doubt(index, sought, "value")).fetchnumpy()["value"]
    return (entries[np.isin(entries & ~index.row_mask, found)] & index.row_mask).astype(np.uint32)


def leave_disputed(
    connection: duckdb.DuckDBPyConnection, table: str, sought: Sequence[Sought], name: str
) -> str:
    """Make the table `name`: the sought values that no one ID explains, by the stock and the day.

    Its column is `number_token`; all are sought in one table by one key, and hashes decide as in
    `in_doubt`. Returns where else such values may stand, and has to be looked at: the days since
    the stock, or everything earlier where the stock has no index.
    """
    index = index_of(connection, table)
    if index is None:
        nothing = f"SELECT {sought[0].key} AS number_token FROM {sought[0].table} WHERE FALSE"  # noqa: S608 our own names
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {nothing}")
        return f"earlier_{table}"
    with told_if_broken(index), _seen(connection, index, sought):
        disputed = _doubt(index, sought, "key AS number_token")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {disputed}")
    return f"recent_{table}"


@contextmanager
def _seen(
    connection: duckdb.DuckDBPyConnection, index: TableIndex, sought: Sequence[Sought]
) -> Iterator[Hashes]:
    """The entries with a sought value; as the table `sighting` with whose each of them is."""
    entries, halves = sightings(connection, index, sought)
    values = entries & ~index.row_mask
    connection.register("sighting", pa.table({"value": values, "half": halves}))
    yield entries
    connection.unregister("sighting")


def _doubt(index: TableIndex, sought: Sequence[Sought], wanted: str) -> str:
    (table, key), whose = sought[0].values, half(str(sought[0].whose))
    keep = f"{~index.row_mask}::UBIGINT"
    return _IN_DOUBT.format(
        table=table, key=key, half=whose, keep=keep, unknown=UNKNOWN, wanted=wanted
    )


def sightings(
    connection: duckdb.DuckDBPyConnection, index: TableIndex, sought: Sequence[Sought]
) -> tuple[Hashes, Halves]:
    """The sought values as the index keeps them, with the row, and whose each of them is.

    All are sought in one table by one key.
    """
    hashes = _hashes(connection, *sought[0].values)
    found = [index.find_told(each.column, hashes) for each in sought]
    entries, halves = zip(*found, strict=True)
    return np.concatenate(entries), np.concatenate(halves)


def _hashes(connection: duckdb.DuckDBPyConnection, table: str, key: str) -> Hashes:
    query = f"SELECT HASH({key}) AS hash FROM {table} WHERE {key} IS NOT NULL"  # noqa: S608 our own names
    return np.asarray(connection.execute(query).fetchnumpy()["hash"], dtype=np.uint64)
