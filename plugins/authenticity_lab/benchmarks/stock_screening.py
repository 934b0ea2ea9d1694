"""Screening against a large stock: the day, the whole stock, each beside one plain query.

The lakes are of tokens only (`bench_screening.build`): no personal value exists to begin with.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import duckdb

from authenticity.lake.views import day_views
from authenticity.rules import catalogue
from authenticity.screening import engine, whole_stock
from authenticity_lab.benchmarks import screening_lakes
from authenticity_lab.benchmarks.screening_lakes import LIST_DATE, RULES, Size
from authenticity_lab.benchmarks.timing import Timing, cpu_seconds, peak_bytes, timed

_Result = TypeVar("_Result")

_COMPARED = {
    "stock_party": ("mobile_token", "phone_token", "customer_no", "id_token"),
    "stock_account": ("account_token",),
    "stock_policy": ("payer_account_token",),
}
_ONCE = ("stock_party", "mobile_token")


def build(lake: Path, size: Size) -> Timing:
    """A stock with its index, and one day."""
    screening_lakes.build(lake, size)
    return Timing(0.0)


def day(lake: Path) -> Timing:
    """The day's shared phones and accounts; the reference reads one token column once."""
    with day_views.connect(lake, LIST_DATE) as connection:
        reads = {
            (table, column): _measured(partial(_read, connection, table, column))
            for table, columns in _COMPARED.items()
            for column in columns
        }
    rules = [catalogue.load().rule(code) for code in RULES]

    def screened() -> int:
        with day_views.connect(lake, LIST_DATE) as connection:
            return len(engine.screen(connection, LIST_DATE, rules))

    seconds, cpu, findings = _measured(screened)
    once = reads[_ONCE]
    return Timing(
        seconds,
        once[0],
        findings,
        peak_bytes(),
        {
            "reading all columns it compares": sum(read[0] for read in reads.values()),
            "CPU": cpu,
            "CPU of the read": once[1],
        },
        cpu,
    )


def whole(lake: Path) -> Timing:
    """Shared phones of the whole stock; the reference groups the mobiles once."""
    with day_views.connect(lake, LIST_DATE) as connection:
        grouped, cpu_grouped, _ = _measured(lambda: _group(connection))
    rules = [catalogue.load().rule("suspicious.shared_phone")]
    seconds, cpu, found = _measured(lambda: whole_stock.screen(lake, LIST_DATE, rules))
    stages = {"CPU": cpu, "CPU of the grouping": cpu_grouped}
    return Timing(seconds, grouped, len(found), peak_bytes(), stages, cpu)


def _measured(work: Callable[[], _Result]) -> tuple[float, float, _Result]:
    """Seconds by the clock, CPU seconds, and what the work gave."""
    before = cpu_seconds()
    seconds, result = timed(work)
    return seconds, cpu_seconds() - before, result


def _read(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    """Every value of the column (a hash: a minimum would be in the footer)."""
    connection.execute(f"SELECT BIT_XOR(HASH({column})) FROM {table}").fetchall()  # noqa: S608 our own names


def _group(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "SELECT COUNT(*) FROM"
        " (SELECT mobile_token FROM stock_party GROUP BY mobile_token HAVING COUNT(*) > 1)"
    ).fetchall()
