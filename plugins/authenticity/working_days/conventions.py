"""Reads `include/deadlines.yaml`: the conventions by which days are counted for cases."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from authenticity import config
from authenticity.settings import INCLUDE

FILE = INCLUDE / "deadlines.yaml"


@dataclass(frozen=True)
class Conventions:
    """The settings of rulebook §2 and §4; the file holds the reason of each value beside it."""

    investigation_working_days: config.Positive
    signing_day_counts: bool
    fallback_days: config.Positive
    callback_days_before_end: config.Count
    longest_plausible_days: config.Positive
    waiver_days: config.Count

    @classmethod
    def load(cls, path: Path = FILE) -> Conventions:
        """The file's values; every one must be there, with a reason.

        Raises `ConfigurationError` naming the setting that is missing, unknown or out of range.
        """
        decided = config.load(path, dict[str, config.Reasoned[Any]])
        values = {name: setting.value for name, setting in decided.items()}
        return config.shaped(values, cls, path.name)
