"""Reads `include/calendar_overrides.yaml`: days that the business states on its own authority."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from authenticity import config
from authenticity.errors import ConfigurationError


@dataclass(frozen=True)
class _Day:
    date: date
    kind: Literal["workday", "holiday"]
    source: config.Text


@dataclass(frozen=True)
class _File:
    days: tuple[_Day, ...] | None = None
    published_years: frozenset[int] | None = None


@dataclass(frozen=True)
class Overrides:
    """`days`: whether each named day is worked; `published_years`: years wholly told by `days`."""

    days: Mapping[date, bool] = field(default_factory=dict)
    published_years: frozenset[int] = frozenset()

    def canonical(self) -> str:
        """The same text for the same meaning, whatever the order, layout and comments."""
        days = sorted((day.isoformat(), worked) for day, worked in self.days.items())
        return json.dumps([days, sorted(self.published_years)])


def read(path: Path) -> Overrides:
    """The overrides of a file. Raises `ConfigurationError` naming the file and the entry."""
    listed = config.shaped(config.parsed(path) or {}, _File, path.name)
    days: dict[date, bool] = {}
    for entry in listed.days or ():
        is_worked = entry.kind == "workday"
        if days.setdefault(entry.date, is_worked) != is_worked:
            raise ConfigurationError(f"{path.name} calls {entry.date} both a workday and a holiday")
    return Overrides(days, listed.published_years or frozenset())
