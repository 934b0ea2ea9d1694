"""Policies of the past taken for keyed in again, so that a day's statements judge them.

On one connection only: nothing is written.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from authenticity.lake.index.lookup_key import LookupKey, index_of
from authenticity.lake.index.row_lookup import rows_with
from authenticity.lake.index.table_index import STORED
from authenticity.lake.views import day_views, known_days, readable_columns

_CURRENT = """
INSERT INTO todays_{table} ({columns}, recorded_on)
SELECT {earlier}, list_day.list_date
FROM {source} AS earlier
INNER JOIN again ON earlier.policy_no = again.policy_no
CROSS JOIN list_day
LEFT JOIN delta_policy AS delta ON earlier.policy_no = delta.policy_no
WHERE delta.current_on IS NULL OR delta.current_on <= earlier.recorded_on
"""


def enter(connection: duckdb.DuckDBPyConnection, of_stock: pa.Array | None) -> int:
    """Puts policies into the day of a connection of `day_views.connect`; returns how many.

    They are those of the stock with the numbers `of_stock` (None: all), and all of the days since.
    What is in the day already stays as it is.
    """
    if of_stock is None:
        stock = "SELECT policy_no FROM stock_policy"
    else:
        connection.register("of_stock", pa.table({"policy_no": of_stock}))
        stock = "SELECT policy_no FROM of_stock"
    connection.execute(
        f"CREATE TEMP TABLE again AS ({stock} UNION SELECT policy_no FROM recent_policy)"  # noqa: S608 our own names
        " EXCEPT SELECT policy_no FROM todays_policy"
    )
    for table in ("policy", "party"):
        names = _names(connection, table)
        statement = _CURRENT.format(
            table=table,
            columns=", ".join(names),
            earlier=", ".join(
                known_days.selected(table, f"earlier.{name}", "list_day.list_date")
                for name in names
            ),
            source=_source(connection, table, names),
        )
        connection.execute(statement)
    day_views.build(connection)
    (entered,) = connection.execute("SELECT COUNT(*) FROM again").fetchall()[0]
    return int(entered)


def enter_all(connection: duckdb.DuckDBPyConnection) -> int:
    """Puts every live policy into the day, with all its columns and calls; returns how many.

    For rules that ask more than who holds what: the index, which has no more, is not asked from
    here on. No call counts as listed before.
    """
    connection.execute("DELETE FROM stock_index")
    entered = enter(connection, None)
    calls = ", ".join(readable_columns.names(readable_columns.DELTA_TABLES["callback"]))
    connection.execute(
        f"INSERT INTO todays_callback ({calls}, recorded_on)"  # noqa: S608 our own names
        f" SELECT {calls}, list_date FROM callback CROSS JOIN list_day"
    )
    untold = "SELECT * FROM recent_callback WHERE FALSE"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW earlier_callback AS {untold}")
    return entered


def _names(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns that are known: of a policy the index has no more than tells who holds what."""
    names = readable_columns.names(readable_columns.DELTA_TABLES[table])
    if index_of(connection, table) is None:
        return names
    return [name for name in names if name in STORED[table]]


def _source(connection: duckdb.DuckDBPyConnection, table: str, names: list[str]) -> str:
    """Where the rows are read. Those of the stock are superseded, and found by nobody else."""
    sought = [LookupKey("policy_no", "again", "policy_no")]
    return rows_with(connection, f"earlier_{table}", sought, names, f"entered_{table}", once=True)
