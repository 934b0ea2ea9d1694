"""Which engine screens: DuckDB inside the process, or Spark (docs/how-to/screen-on-spark.md)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from authenticity.errors import ConfigurationError
from authenticity.lake.connection import Connection
from authenticity.lake.views import day_views
from authenticity.settings import SPARK, engine


def connect(lake_root: Path, list_date: date, *, by_index: bool = True) -> Connection:
    """The views of the list date on the engine of the environment; close it after use.

    Raises `LakeError` as `day_views.connect`, and `ConfigurationError` when Spark is asked for and
    absent.
    """
    if engine() != SPARK:
        on_duckdb: Connection = day_views.connect(lake_root, list_date, by_index=by_index)
        return on_duckdb
    try:
        from authenticity.lake.views import spark
    except ModuleNotFoundError as problem:
        raise ConfigurationError(
            f"AUTHENTICITY_ENGINE is spark, but {problem.name} is not installed;"
            " install requirements-spark.txt, or unset it"
        ) from None
    return spark.connect(lake_root, list_date)
