"""The DuckDB engines of this process: started here, so that all of them can be stopped."""

from __future__ import annotations

from contextlib import suppress
from weakref import WeakSet

import duckdb

_running: WeakSet[duckdb.DuckDBPyConnection] = WeakSet()


def start(memory_limit: str) -> duckdb.DuckDBPyConnection:
    """An empty engine in memory, without a progress bar."""
    engine = duckdb.connect(config={"memory_limit": memory_limit})
    engine.execute("SET enable_progress_bar = false")
    _running.add(engine)
    return engine


def interrupt() -> None:
    """End the statements that are being run: no signal does, as long as DuckDB works."""
    for engine in tuple(_running):
        with suppress(duckdb.ConnectionException):  # it is closed, and others may still work
            engine.interrupt()
