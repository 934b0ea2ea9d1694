"""Rows of the lake that hold sought values: the stock's by its index, later ones by scans.

A statement that wants the records behind many numbers says `FROM {{ recorded }}` and filters by
the numbers itself. What `recorded` names has all rows that pass, and, where the stock has no
usable index, all others too: an index changes what a statement costs, never what it finds.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa

from authenticity.lake.connection import Connection
from authenticity.lake.index.lookup_key import LookupKey, explained_if_broken, hashes_of, index_of
from authenticity.lake.index.multi_owner_values import multi_owner_rows
from authenticity.lake.index.sorted_hashes import Rows
from authenticity.lake.index.table_index import TableIndex

_PLACES = """
SELECT todays.rowid AS place FROM {day} AS todays
WHERE todays.{each.column} IN (SELECT sought.{each.key} FROM {each.table} AS sought)
"""
"""Asked column by column, before whole rows are read; how few they are is then known, too."""


def rows_with(
    connection: Connection,
    source: str,
    sought: Sequence[LookupKey],
    columns: Sequence[str],
    name: str,
    once: bool = False,
) -> str:
    """A relation with every row of `source` (`recorded_…`, `earlier_…`) that holds a sought value.

    It has the `columns` and `recorded_on`, and is called `name`, or `source` itself where nothing
    can be looked up. Where nothing is sought it is empty. `once`: no later look-up of the
    connection finds the stock's rows among them.
    """
    stocks = connection.execute("SELECT folder, recorded_on FROM stock_index").fetchall()
    if not stocks:
        return source
    ((_, recorded_on),) = stocks
    kind, _, table = source.partition("_")
    listed = ", ".join(columns)
    if not _is_anything_sought(connection, sought):
        nothing = f"SELECT {listed}, recorded_on FROM recent_{table} WHERE FALSE"  # noqa: S608 our own names
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {nothing}")
        return name
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


def _is_anything_sought(connection: Connection, sought: Sequence[LookupKey]) -> bool:
    """Most steps follow what the step before found, which is often nothing."""
    any_of = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {key} IS NOT NULL)"  # noqa: S608 our own names
        for table, key in {each.values for each in sought}
    )
    ((is_any,),) = connection.execute(f"SELECT {any_of}").fetchall()
    return bool(is_any)


def _look_up(
    connection: duckdb.DuckDBPyConnection,
    index: TableIndex,
    sought: Sequence[LookupKey],
    columns: Sequence[str],
    once: bool,
) -> pa.Table:
    has_owners = all(each.whose for each in sought)
    with explained_if_broken(index):
        found = (multi_owner_rows if has_owners else found_by)(connection, index, sought)
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


def found_by(
    connection: duckdb.DuckDBPyConnection, index: TableIndex, sought: Sequence[LookupKey]
) -> Rows:
    """Rows of the indexed table that may hold one of the sought values."""
    hashes = {values: hashes_of(connection, *values) for values in {each.values for each in sought}}
    return np.concatenate([index.find(each.column, hashes[each.values]) for each in sought])
