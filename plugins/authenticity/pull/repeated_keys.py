"""Keys that come twice: what is read anew of a day in memory, and a whole stock on disk.

A stock's keys do not fit in memory. DuckDB compares their hashes, and only where two are alike the
keys themselves.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pyarrow as pa

from authenticity.core_system import contract
from authenticity.errors import FeedError
from authenticity.lake.engine_errors import explained
from authenticity.lake.views import day_views

_OF_STOCK = ("policy", "party")
"""Tables of which every row is a record that rules compare."""

_REPEATED = """
WITH alike AS (
    SELECT hash({key}) AS half FROM stored GROUP BY ALL HAVING count(*) > 1
),
repeated AS (
    SELECT count(*) - 1 AS copies
    FROM stored SEMI JOIN alike ON hash({key}) = alike.half
    GROUP BY {key} HAVING count(*) > 1
)
SELECT coalesce(sum(copies), 0) FROM repeated
"""


def require_unique(data: pa.Table, name: str) -> None:
    """Raise `FeedError` when rows of `data` share a key of the contract's table."""
    key = contract.load()[name].key
    _refuse(int(data.select(list(key)).to_pandas().duplicated().sum()), name)


def require_unique_stock(lake: Path, draft: Path) -> None:
    """Raise `FeedError` when a stock, as it lies in a draft, has a policy or a party twice."""
    with (
        closing(day_views.in_process(lake)) as engine,
        explained(f"the lake in {lake} cannot be read"),
    ):
        for name in _OF_STOCK:
            key = ", ".join(contract.load()[name].key)
            stored = engine.from_parquet(str(draft / name / "*.parquet"), hive_partitioning=False)
            stored.project(key).create_view("stored", replace=True)
            rows = engine.execute(_REPEATED.format(key=key)).fetchall()
            _refuse(int(rows[0][0]), name)


def _refuse(repeated: int, name: str) -> None:
    if repeated:
        raise FeedError(
            f"the core system's table {name} has {repeated} repeated keys "
            f"({', '.join(contract.load()[name].key)}); have the view mended, then run again"
        )
