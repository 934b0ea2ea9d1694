"""Rows of the lake that hold sought values: the stock's by its index, later ones by a scan.

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
from authenticity.lake.sorted_hashes import Hashes, Rows

_SINCE = {"recorded": "delta_{}_row", "earlier": "recent_{}"}
"""What of a source is not stock: the days with the list date's own, or those before it."""


@dataclass(frozen=True)
class Sought:
    """A table or view, and its column that holds values of `column` of the lake's table."""

    column: str
    table: str
    key: str

    @property
    def values(self) -> tuple[str, str]:
        return self.table, self.key


def rows_with(
    connection: Connection,
    source: str,
    sought: Sequence[Sought],
    columns: Sequence[str],
    name: str,
) -> str:
    """A relation with every row of `source` (`recorded_…`, `earlier_…`) that holds a sought value.

    It has the `columns` and `recorded_on`, and is called `name`, or `source` itself where nothing
    can be looked up.
    """
    stocks = connection.execute("SELECT folder, recorded_on FROM stock_index").fetchall()
    if not stocks:
        return source
    ((_, recorded_on),) = stocks
    kind, _, table = source.partition("_")
    listed = ", ".join(columns)
    parts = [f"SELECT {listed}, recorded_on FROM {_SINCE[kind].format(table)}"]  # noqa: S608 our own names
    index = index_of(connection, table)
    if index is not None:
        connection.register(f"{name}_of_stock", _look_up(connection, index, sought, columns))
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
) -> pa.Table:
    with told_if_broken(index):
        return index.read(found_by(connection, index, sought), columns)


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
    hashes = {each.values: _hashes(connection, *each.values) for each in sought}
    return np.concatenate([index.find(each.column, hashes[each.values]) for each in sought])


def _hashes(connection: duckdb.DuckDBPyConnection, table: str, key: str) -> Hashes:
    query = f"SELECT HASH({key}) AS hash FROM {table} WHERE {key} IS NOT NULL"  # noqa: S608 our own names
    return np.asarray(connection.execute(query).fetchnumpy()["hash"], dtype=np.uint64)
