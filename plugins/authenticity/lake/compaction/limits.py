"""When the lake is compacted and which stocks it keeps; the figures of `include/lake.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from authenticity.errors import ConfigurationError
from authenticity.settings import INCLUDE


@dataclass(frozen=True)
class LakeLimits:
    """The figures."""

    compact_after_list_dates: int
    compact_after_rows: int
    compacted_stocks_kept: int

    def __post_init__(self) -> None:
        if not all(isinstance(value, int) and value >= 1 for value in vars(self).values()):
            raise TypeError("every figure is a whole number from 1")

    def is_due(self, list_dates: int, rows: int) -> bool:
        """Whether so much has gathered since the newest stock that a new one is worth it."""
        return list_dates >= self.compact_after_list_dates or rows >= self.compact_after_rows


@cache
def load(path: Path = INCLUDE / "lake.yaml") -> LakeLimits:
    """Read the figures; unknown, missing or garbled ones are a `ConfigurationError`."""
    try:
        return LakeLimits(**yaml.safe_load(path.read_text(encoding="utf-8")))
    except TypeError as error:
        raise ConfigurationError(f"{path.name}: {error}") from None
