"""What is sought in the lake, and the index in which the stock's part of it is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from authenticity.errors import IndexDamageError
from authenticity.lake.index.sorted_hashes import Hashes
from authenticity.lake.index.table_index import TableIndex


@dataclass(frozen=True)
class LookupKey:
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


def index_of(connection: duckdb.DuckDBPyConnection, table: str) -> TableIndex | None:
    """The stock's index of a table; None where there is none that can be used."""
    for (folder,) in connection.execute("SELECT folder FROM stock_index").fetchall():
        return TableIndex.of(Path(folder), table)
    return None


@contextmanager
def explained_if_broken(index: TableIndex) -> Iterator[None]:
    """Whatever is wrong with the files of an index is one line that says what to do.

    Raises `IndexDamageError`.
    """
    try:
        yield
    except (OSError, ValueError, EOFError) as problem:
        raise IndexDamageError(
            f"the index {index.folder} cannot be read ({type(problem).__name__}); the stock itself "
            "is read without it; make a new index with: make compact DATE=…"
        ) from None


def hashes_of(connection: duckdb.DuckDBPyConnection, table: str, key: str) -> Hashes:
    """What the values of a column hash to, as the index keeps them; of what is missing nothing."""
    query = f"SELECT HASH({key}) AS hash FROM {table} WHERE {key} IS NOT NULL"  # noqa: S608 our own names
    return np.asarray(connection.execute(query).fetchnumpy()["hash"], dtype=np.uint64)
