"""When the lake is compacted and which stocks it keeps; the figures of `include/lake.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from authenticity import config
from authenticity.settings import INCLUDE


@dataclass(frozen=True)
class LakeLimits:
    """The figures."""

    compact_after_list_dates: config.Positive
    compact_after_rows: config.Positive
    compacted_stocks_kept: config.Positive
    files_read_again_after_days: config.Positive

    def is_due(self, list_dates: int, rows: int) -> bool:
        """Whether so much has gathered since the newest stock that a new one is worth it."""
        return list_dates >= self.compact_after_list_dates or rows >= self.compact_after_rows


@cache
def load(path: Path = INCLUDE / "lake.yaml") -> LakeLimits:
    """Read the figures; what is not exactly as expected is a `ConfigurationError`."""
    return config.load(path, LakeLimits)
