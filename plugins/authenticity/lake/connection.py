"""What the screening asks of an engine: DuckDB answers it as it is, Spark through `lake.spark`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd


class Result(Protocol):
    """What a query gave; it is read once."""

    @property
    def description(self) -> Sequence[Sequence[Any]] | None:
        """One entry a column; its name comes first."""
        ...

    def fetchall(self) -> list[tuple[Any, ...]]: ...

    def df(self) -> pd.DataFrame: ...


class Connection(Protocol):
    """Runs statements in DuckDB's SQL; named tables and views last as long as it does."""

    def execute(self, statement: str, values: Mapping[str, Any] = ..., /) -> Result: ...

    def register(self, name: str, frame: pd.DataFrame, /) -> object: ...

    def unregister(self, name: str, /) -> object: ...

    def close(self) -> None: ...
