"""Which entries, or calls, the lake has taken in already, asked of two narrow columns.

An entry is a policy and the instant of its change, a call a policy and the instant of the call.
They may be many (ten days of them), so DuckDB compares them, on disk where memory does not
suffice; what is unknown is few.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import date
from pathlib import Path

import pyarrow as pa

from authenticity.lake.engine_errors import explained
from authenticity.lake.partitions import partition, table_files
from authenticity.lake.views import day_views

INSTANTS = {"policy": "updated_at", "callback": "called_at"}
"""What, beside the policy number, tells one row of a table from another."""

_UNKNOWN = """
SELECT DISTINCT asked.policy_no
FROM asked
ANTI JOIN recorded
    ON
        asked.policy_no = recorded.policy_no
        AND asked.instant IS NOT DISTINCT FROM recorded.instant
ORDER BY asked.policy_no
"""

_UNSEEN = """
SELECT DISTINCT asked.policy_no
FROM asked
ANTI JOIN recorded ON asked.policy_no = recorded.policy_no
ORDER BY asked.policy_no
"""


_OVERTAKEN = """
SELECT DISTINCT asked.policy_no
FROM asked
SEMI JOIN recorded ON asked.policy_no = recorded.policy_no
ORDER BY asked.policy_no
"""


def unknown(
    lake: Path, since: date, entries: Iterable[pa.Table], table: str = "policy"
) -> list[str]:
    """Policies of `entries` that no accepted batch holds in `table` at the entry's instant.

    `entries` have policy_no and the instant of the table. `since` is a day before which none of
    them lies: older batches need not be read. Raises `LakeError` when a partition cannot be read.
    """
    return _compared(_UNKNOWN, lake, _files(lake, since, table), entries, INSTANTS[table])


def unseen(lake: Path, since: date, entries: Iterable[pa.Table]) -> list[str]:
    """Policies of `entries` of which no accepted batch holds any version, as `unknown`.

    `since` is a day before which none of them was keyed in.
    """
    return _compared(_UNSEEN, lake, _files(lake, since, "policy"), entries, INSTANTS["policy"])


def overtaken(lake: Path, end: date, entries: Iterable[pa.Table]) -> list[str]:
    """Policies of `entries` whose change before `end` the last accepted batch saw coming."""
    for day in partition.sealed_dates(lake)[-1:]:
        files = table_files.of(partition.day_folder(lake, day), partition.TOUCHED)
        if files:
            return _compared(_OVERTAKEN, lake, files, entries, INSTANTS["policy"], end)
    return []


def _compared(
    query: str,
    lake: Path,
    files: list[Path],
    entries: Iterable[pa.Table],
    instant: str,
    end: date = date.max,
) -> list[str]:
    with closing(day_views.in_process(lake)) as connection:
        connection.execute("CREATE TEMP TABLE asked (policy_no VARCHAR, instant TIMESTAMP)")
        for chunk in entries:
            connection.register("chunk", chunk)
            connection.execute(f"INSERT INTO asked SELECT policy_no, {instant} FROM chunk")  # noqa: S608 our own names
            connection.unregister("chunk")
        with explained(f"the lake in {lake} cannot be read"):
            names = [str(file) for file in files]
            held = connection.from_parquet(names, hive_partitioning=False)
            held = held.project(f"policy_no, {instant} AS instant")
            held.filter(f"instant IS NULL OR instant < DATE '{end}'").create_view("recorded")
            found = connection.execute(query).fetchall()
    return [policy_no for (policy_no,) in found]


def _files(lake: Path, since: date, table: str) -> list[Path]:
    """The table's files in the first stock and the accepted batches that may hold a later entry.

    Later stocks hold current versions only, and no entry that the days have not. What the first one
    holds of later changes, the days hold too; it has calls up to the hour it was taken.
    """
    folders = [
        partition.stock_folder(lake, stock)
        for stock in partition.stock_dates(lake)[:1]
        if stock > since or table != "policy"
    ]
    folders += [
        partition.day_folder(lake, day) for day in partition.sealed_dates(lake) if day > since
    ]
    return [file for folder in folders for file in table_files.of(folder, table)]
