from __future__ import annotations

import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import pytest

from authenticity.errors import ConfigurationError
from authenticity.lake import views
from authenticity.lake.views import engines

DAY = date(2026, 9, 28)


def test_duckdb_screens_unless_somebody_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for said in ("", "duckdb"):
        monkeypatch.setenv("AUTHENTICITY_ENGINE", said)
        with closing(engines.connect(tmp_path, DAY)) as connection:
            assert isinstance(connection, duckdb.DuckDBPyConnection)


def test_an_unknown_engine_is_named_with_what_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHENTICITY_ENGINE", "Spark3")
    with pytest.raises(ConfigurationError, match="write duckdb or spark"):
        engines.connect(tmp_path, DAY)


def test_spark_without_pyspark_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHENTICITY_ENGINE", "spark")
    monkeypatch.delitem(sys.modules, "authenticity.lake.views.spark", raising=False)
    monkeypatch.delattr(views, "spark", raising=False)
    for name in ("py4j.protocol", "pyspark", "pyspark.errors"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ConfigurationError, match=r"install requirements-spark\.txt") as caught:
        engines.connect(tmp_path, DAY)
    assert "\n" not in str(caught.value)
