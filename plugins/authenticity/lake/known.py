"""Which entries the lake has taken in already, asked of two narrow columns.

An entry is a policy and the instant of its change. Entries may be many (ten days of them), so
DuckDB compares them, on disk where memory does not suffice; what is unknown is few.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from authenticity.errors import LakeError
from authenticity.lake import partitions, views

_UNKNOWN = """
SELECT DISTINCT asked.policy_no
FROM asked
ANTI JOIN recorded
    ON
        asked.policy_no = recorded.policy_no
        AND asked.updated_at IS NOT DISTINCT FROM recorded.updated_at
ORDER BY asked.policy_no
"""


def unknown(lake: Path, since: date, entries: Iterable[pa.Table]) -> list[str]:
    """Policies of `entries` (policy_no, updated_at) that no accepted batch holds at that instant.

    `since` is a day before which none of the entries lies: older batches need not be read.
    Raises `LakeError` when a partition cannot be read.
    """
    with closing(views.in_process(lake)) as connection:
        connection.execute("CREATE TEMP TABLE asked (policy_no VARCHAR, updated_at TIMESTAMP)")
        for chunk in entries:
            connection.register("chunk", chunk)
            connection.execute("INSERT INTO asked SELECT policy_no, updated_at FROM chunk")
            connection.unregister("chunk")
        try:
            files = [str(file) for file in _files(lake, since)]
            connection.from_parquet(files, hive_partitioning=False).create_view("recorded")
            found = connection.execute(_UNKNOWN).fetchall()
        except duckdb.Error as problem:
            reason = str(problem).splitlines()[0]
            raise LakeError(f"the lake since {since} cannot be read: {reason}") from None
    return [policy_no for (policy_no,) in found]


def _files(lake: Path, since: date) -> list[Path]:
    """Policy files of the stock and of the accepted batches that may hold an entry since then."""
    stock = partitions.stock_date(lake)
    folders = [partitions.stock_folder(lake, stock)] if stock else []
    folders += [
        partitions.day_folder(lake, day) for day in partitions.sealed_dates(lake) if day > since
    ]
    return [file for folder in folders for file in sorted((folder / "policy").glob("*.parquet"))]
