"""Values of several owners: what no one ID explains, by the stock's hashes, before a row is read.

That two IDs pass for one has a probability of 2⁻³². Whose a value is may be unknown: then
it counts as one of several owners.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import duckdb
import numpy as np
import pyarrow as pa

from authenticity.lake.index.lookup_key import LookupKey, explained_if_broken, hashes_of, index_of
from authenticity.lake.index.owner_hashes import UNKNOWN, owner_hash
from authenticity.lake.index.sorted_hashes import Halves, Hashes, Rows
from authenticity.lake.index.table_index import TableIndex

_OF_SEVERAL = """
WITH in_stock AS (
    SELECT value, half FROM stock_entry
),
sought AS MATERIALIZED (
    SELECT {key} AS key, HASH({key}) & {keep} AS value, {half} AS half
    FROM {table}
    WHERE {key} IS NOT NULL AND HASH({key}) & {keep} IN (SELECT value FROM in_stock)
),
multi_owner_value AS (
    SELECT value, COUNT(*) AS records
    FROM (SELECT value, half FROM in_stock UNION ALL SELECT value, half FROM sought)
    GROUP BY value
    HAVING MIN(half) < MAX(half) OR MIN(half) = {unknown}
)
SELECT DISTINCT {wanted} FROM sought INNER JOIN multi_owner_value USING (value)
"""


def multi_owner_rows(
    connection: duckdb.DuckDBPyConnection, index: TableIndex, sought: Sequence[LookupKey]
) -> Rows:
    """Rows that may hold one of the sought values, without what one ID explains.

    All are sought in one table by one key.
    """
    with _stock_entries(connection, index, sought) as entries:
        found = connection.execute(_of_several(index, sought, "value")).fetchnumpy()["value"]
    return (entries[np.isin(entries & ~index.row_mask, found)] & index.row_mask).astype(np.uint32)


def find_multi_owner_numbers(
    connection: duckdb.DuckDBPyConnection, table: str, sought: Sequence[LookupKey], name: str
) -> str:
    """Make the table `name`: the sought values that no one ID explains, by the stock and the day.

    Its columns are `number_token` and `records`, on how many of both it stands. All are sought in
    one table by one key. Returns where else such values may stand, and has to be looked at: the
    days since the stock, or everything earlier where the stock has no index.
    """
    index = index_of(connection, table)
    if index is None:
        nothing = f"SELECT {sought[0].key} AS number_token, 0 AS records FROM {sought[0].table}"  # noqa: S608 our own names
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {nothing} WHERE FALSE")
        return f"earlier_{table}"
    with _stock_entries(connection, index, sought):
        found = _of_several(index, sought, "key AS number_token, records")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {found}")
    return f"recent_{table}"


@contextmanager
def _stock_entries(
    connection: duckdb.DuckDBPyConnection, index: TableIndex, sought: Sequence[LookupKey]
) -> Iterator[Hashes]:
    """The entries with a sought value; as the table `stock_entry` with whose each of them is."""
    hashes = hashes_of(connection, *sought[0].values)
    found = find_owners(hashes, [(index, each.column) for each in sought])
    entries, halves = (np.concatenate(parts) for parts in zip(*found, strict=True))
    values = entries & ~index.row_mask
    connection.register("stock_entry", pa.table({"value": values, "half": halves}))
    yield entries
    connection.unregister("stock_entry")


def _of_several(index: TableIndex, sought: Sequence[LookupKey], wanted: str) -> str:
    (table, key), whose = sought[0].values, owner_hash(str(sought[0].whose))
    keep = f"{~index.row_mask}::UBIGINT"
    return _OF_SEVERAL.format(
        table=table, key=key, half=whose, keep=keep, unknown=UNKNOWN, wanted=wanted
    )


def find_owners(
    hashes: Hashes, asked: Sequence[tuple[TableIndex, str]]
) -> list[tuple[Hashes, Halves]]:
    """By column of an index: the hashes as it keeps them, with the row, and whose each of them is.

    Each column is asked by a thread of its own: ordering a million hashes leaves Python's lock.
    Raises `LakeError` when an index cannot be read.
    """

    def ask(index: TableIndex, column: str) -> tuple[Hashes, Halves]:
        with explained_if_broken(index):
            return index.find_with_owners(column, hashes)

    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(ask, *zip(*asked, strict=True)))
