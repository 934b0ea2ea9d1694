"""Reads `include/deadlines.yaml`: the conventions by which days are counted for cases."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from authenticity import config
from authenticity.settings import INCLUDE

FILE = INCLUDE / "deadlines.yaml"


@dataclass(frozen=True)
class _File:
    investigation_working_days: config.Reasoned[config.Positive]
    signing_day_counts: config.Reasoned[bool]
    fallback_days: config.Reasoned[config.Positive]
    callback_days_before_end: config.Reasoned[config.Count]
    longest_plausible_days: config.Reasoned[config.Positive]
    waiver_days: config.Reasoned[config.Count]


@dataclass(frozen=True)
class Conventions:
    """The settings of rulebook §2 and §4; the file holds the reason of each value beside it."""

    investigation_working_days: int
    signing_day_counts: bool
    fallback_days: int
    callback_days_before_end: int
    longest_plausible_days: int
    waiver_days: int

    @classmethod
    def load(cls, path: Path = FILE) -> Conventions:
        """The file's values; every one must be there, with a reason.

        Raises `ConfigurationError` naming the setting that is missing, unknown or out of range.
        """
        return cls(**{name: entry.value for name, entry in vars(config.load(path, _File)).items()})
