"""What an engine refuses is told on one line; what is no engine's stays as it is."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from tests.unit.lake.test_views import D1, stock

from authenticity.errors import LakeError
from authenticity.lake.engine_errors import explained
from authenticity.lake.partitions.timeline import Timeline
from authenticity.lake.views import day_views


def test_an_engine_s_error_becomes_one_line_of_the_lake() -> None:
    one_line = r"\Athe lake is away: Catalog Error: [^\n]+\Z"
    with pytest.raises(LakeError, match=one_line), explained("the lake is away"):
        duckdb.sql("SELECT 1\nFROM nowhere")


def test_another_error_is_left_alone() -> None:
    with pytest.raises(KeyError), explained("the lake is away"):
        raise KeyError("x")


def test_another_engine_s_error_is_explained_when_it_is_named() -> None:
    with pytest.raises(LakeError, match=r"\Aaway: disk\Z"), explained("away", (OSError, KeyError)):
        raise OSError("disk\nfull")


def test_a_block_that_ends_well_raises_nothing() -> None:
    with explained("the lake is away"):
        assert duckdb.sql("SELECT 1").fetchall() == [(1,)]


def test_a_connection_is_closed_when_the_views_cannot_be_made(tmp_path: Path) -> None:
    (stock(tmp_path) / "party").mkdir(parents=True)
    (stock(tmp_path) / "party" / "part-00000.parquet").write_bytes(b"torn")
    connection = duckdb.connect()
    with pytest.raises(LakeError, match=f"the lake of {D1} cannot be read: "):
        day_views.connect_to(Timeline.of(tmp_path, D1), D1, connection)
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("SELECT 1")
