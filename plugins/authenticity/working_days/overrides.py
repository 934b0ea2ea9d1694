"""Reads `include/calendar_overrides.yaml`: days that the business states on its own authority."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from authenticity.errors import ConfigurationError

_KINDS = {"workday": True, "holiday": False}


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
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        kind = type(error).__name__
        raise ConfigurationError(f"{path.name} cannot be read ({kind}); mend the file") from None
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path.name} must hold `published_years` and `days`")
    return Overrides(
        _days(path.name, content.get("days") or []),
        _years(path.name, content.get("published_years") or []),
    )


def _days(file: str, entries: Any) -> dict[date, bool]:
    days: dict[date, bool] = {}
    for number, entry in enumerate(_list(file, "days", entries), start=1):
        day, worked = _day(f"{file}, entry {number} of `days`", entry)
        if days.setdefault(day, worked) != worked:
            raise ConfigurationError(f"{file} calls {day} both a workday and a holiday")
    return days


def _day(where: str, entry: Any) -> tuple[date, bool]:
    # A datetime is a date to isinstance, but never equals one.
    if not isinstance(entry, dict) or type(entry.get("date")) is not date:
        raise ConfigurationError(f"{where} needs a `date` like 2027-02-08")
    if entry.get("kind") not in _KINDS:
        raise ConfigurationError(f"{where} needs `kind: workday` or `kind: holiday`")
    if not str(entry.get("source") or "").strip():
        raise ConfigurationError(f"{where} needs a `source`: who says so?")
    return entry["date"], _KINDS[entry["kind"]]


def _years(file: str, entries: Any) -> frozenset[int]:
    years = _list(file, "published_years", entries)
    if not all(type(year) is int for year in years):
        raise ConfigurationError(f"{file}: `published_years` holds years like 2027, nothing else")
    return frozenset(years)


def _list(file: str, name: str, entries: Any) -> list[Any]:
    if not isinstance(entries, list):
        raise ConfigurationError(f"{file}: `{name}` must be a list")
    return entries
