"""What the screening asks of an engine: DuckDB directly, Spark by `lake.views.spark`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import pandas as pd
import pyarrow as pa


class Result(Protocol):
    """What a query gave; it is read once."""

    def fetchall(self) -> list[tuple[Any, ...]]: ...

    def df(self) -> pd.DataFrame: ...

    def to_arrow_table(self) -> pa.Table: ...


class Connection(Protocol):
    """Runs statements in DuckDB's SQL; named tables and views last as long as it does."""

    def execute(self, statement: str, values: Mapping[str, Any] = ..., /) -> Result: ...

    def sql(self, statement: str, /, *, params: Mapping[str, Any]) -> Result:
        """As `execute`, for one `SELECT` with a large answer: DuckDB does not keep its rows before
        it hands them over as Arrow."""
        ...

    def register(self, name: str, frame: pd.DataFrame, /) -> object: ...

    def unregister(self, name: str, /) -> object: ...

    def close(self) -> None: ...
