"""The statements of `include/sql/self_check/` over the part files of one check."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from authenticity.lake.engine_errors import explained
from authenticity.self_check.part_files import PartFiles
from authenticity.settings import INCLUDE

MEMORY = "1GB"

_FOLDER = INCLUDE / "sql" / "self_check"


@contextmanager
def opened(parts: PartFiles) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the views `policy` and `finding`.

    Raises `LakeError` for what the engine refuses while the block runs.
    """
    trouble = f"what the self-check {parts.folder.name} has found cannot be read"
    with duckdb.connect() as connection, explained(trouble):
        connection.execute("SET memory_limit = $limit", {"limit": MEMORY})
        connection.execute("SET temp_directory = $path", {"path": str(parts.folder / "spill")})
        for name, files in (("policy", parts.policies), ("finding", parts.findings)):
            connection.from_parquet(files, hive_partitioning=False).create_view(name)
        yield connection


def statement(name: str) -> str:
    """The text of one of the statements."""
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
