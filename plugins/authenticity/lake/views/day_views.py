"""The lake as DuckDB sees it on one list date: plain views over Parquet, tokens only.

Current state = the last compacted stock plus the later deltas; a version of a policy is current
when no later delta holds that policy (`include/sql/lake/`, one view a file). Level C2 columns
are encrypted in the files and are named nowhere here, so no key is needed and none can leak.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import duckdb

from authenticity.lake import engines
from authenticity.lake.connection import Connection
from authenticity.lake.engine_errors import explained
from authenticity.lake.index import table_index
from authenticity.lake.partitions import file_sums, index_upkeep, table_files
from authenticity.lake.partitions.partition import manifest
from authenticity.lake.partitions.timeline import Timeline
from authenticity.lake.views import parquet_views
from authenticity.lake.views.readable_columns import DELTA_TABLES, REGISTERS, names
from authenticity.settings import INCLUDE

log = logging.getLogger("authenticity")

VIEWS = INCLUDE / "sql" / "lake"

MADE_OF = {
    "earlier_{}": ("stock_{}", "recent_{}"),
    "delta_{}_row": ("recent_{}", "todays_{}"),
    "recorded_{}": ("stock_{}", "recent_{}", "todays_{}"),
}
"""Stock, days since, and the list date's own; the last is asked so often that it is held."""

BUILT = ("delta_policy", "delta_customer")
"""Small and asked for by every other view: built once a connection, not once a query."""

SHOWN = (
    "live_policy",
    "live_party",
    "live_account",
    "entry_policy",
    "entry_party",
    "batch_policy",
    "callback",
)


def connect(
    lake_root: Path,
    list_date: date,
    memory_limit: str = "6GB",
    threads: int | None = None,
    *,
    by_index: bool = True,
) -> duckdb.DuckDBPyConnection:
    """An in-process DuckDB holding the views of the list date; close it after use.

    Missing partitions and tables are empty. A damaged index is named in the log and in the table
    `index_fault`, and the stock is scanned; so it is without `by_index`. Raises `LakeError` when
    there is no lake at all, a file of it is damaged, or a stored table lacks a column.
    """
    timeline = Timeline.of(lake_root, list_date)
    empty = in_process(lake_root, memory_limit, threads)
    return connect_to(timeline, list_date, empty, by_index=by_index)


def connect_to(
    timeline: Timeline,
    list_date: date,
    connection: duckdb.DuckDBPyConnection,
    *,
    by_index: bool = True,
) -> duckdb.DuckDBPyConnection:
    """The views of the list date over these partitions, in an empty `connection`.

    Raises `LakeError`, and closes the connection, when a table is damaged or lacks a column.
    """
    with ExitStack() as failure, explained(f"the lake of {list_date} cannot be read"):
        failure.callback(connection.close)
        create(connection, timeline, list_date, parquet_views.SMALL)
        if timeline.stock and by_index:
            _offer_index(connection, timeline.stock)
        failure.pop_all()
    return connection


def in_process(
    lake_root: Path, memory_limit: str = "6GB", threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """An empty in-process DuckDB that spills beside the lake when memory does not suffice."""
    connection = engines.start(memory_limit)
    connection.execute("SET temp_directory = $path", {"path": str(lake_root / "spill")})
    # In memory there is nothing to make durable, yet every 16 MB the tables would be rewritten.
    connection.execute("SET checkpoint_threshold = '1 TB'")
    if threads:
        connection.execute("SET threads = $threads", {"threads": threads})
    return connection


def show(connection: Connection) -> None:
    """The views of `include/sql/lake/` over whatever recorded tables the connection holds."""
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS stock_index (folder VARCHAR, recorded_on DATE)"
    )
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS index_fault (fault VARCHAR)")
    build(connection)
    for name in SHOWN:
        connection.execute(f"CREATE TEMP VIEW {name} AS {select(name)}")


def build(connection: Connection) -> None:
    """The tables that say which recorded versions are current; anew when the day has grown."""
    for name in BUILT:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {select(name)}")


def create(
    connection: Connection, timeline: Timeline, list_date: date, held_bytes: int = 0
) -> None:
    """The views of the list date, on either engine.

    What the days since the stock, or a register, have in files of no more than `held_bytes` is read
    at once, and once.
    """
    connection.execute(
        "CREATE TEMP TABLE list_day AS"
        " SELECT $day::DATE AS list_date, $start::DATE AS window_start",
        {"day": list_date, "start": (manifest(timeline.today) or {}).get("start")},
    )
    for table, columns in DELTA_TABLES.items():
        parquet_views.create(connection, f"stock_{table}", table, columns, [timeline.stock])
        recent = timeline.days[:-1]
        parquet_views.create(connection, f"recent_{table}", table, columns, recent, held=held_bytes)
        parquet_views.create_todays(connection, table, timeline.today)
        for name, parts in MADE_OF.items():
            held = ", ".join([*names(columns), "recorded_on"])
            listed = [f"SELECT {held} FROM {part.format(table)}" for part in parts]  # noqa: S608 our own names
            whole = " UNION ALL ".join(listed)
            connection.execute(f"CREATE TEMP VIEW {name.format(table)} AS {whole}")
    for table, columns in REGISTERS.items():
        holding = (day for day in reversed(timeline.days) if table_files.of(day, table))
        latest = [next(holding, None)]
        parquet_views.create(connection, table, table, columns, latest, held=held_bytes)
    show(connection)


def _offer_index(connection: duckdb.DuckDBPyConnection, stock: Path) -> None:
    """Let `lake.index.row_lookup` ask the stock's index, whose hashes only DuckDB has."""
    faults = file_sums.index_faults(stock)
    if faults:
        log.warning(index_upkeep.SAID, faults[0], len(faults))
        connection.executemany("INSERT INTO index_fault VALUES (?)", [[each] for each in faults])
    elif file_sums.has_index(stock) and table_index.is_usable(stock, connection):
        row = [str(stock), parquet_views.recorded_on(stock)]
        connection.execute("INSERT INTO stock_index VALUES (?, ?)", row)
        connection.execute("CREATE TEMP TABLE passed_over (of_table VARCHAR, row_no UINTEGER)")


def select(name: str) -> str:
    """The statement of a view of `include/sql/lake/`."""
    return (VIEWS / f"{name}.sql").read_text(encoding="utf-8").rstrip().rstrip(";")
