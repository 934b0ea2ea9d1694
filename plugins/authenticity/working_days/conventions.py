"""Reads `include/deadlines.yaml`: the conventions by which days are counted for cases."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from authenticity.errors import ConfigurationError
from authenticity.settings import INCLUDE

FILE = INCLUDE / "deadlines.yaml"


@dataclass(frozen=True)
class Conventions:
    """The settings of rulebook §2 and §4; the file holds the reason of each value beside it."""

    investigation_working_days: int = 3
    signing_day_counts: bool = True
    fallback_days: int = 15
    callback_days_before_end: int = 0
    longest_plausible_days: int = 180
    waiver_days: int = 365

    @classmethod
    def load(cls, path: Path = FILE) -> Conventions:
        """The file's values; every one must be there, with a reason.

        Raises `ConfigurationError` naming the setting that is missing, unknown or out of range.
        """
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            kind = type(error).__name__
            raise ConfigurationError(
                f"{path.name} cannot be read ({kind}); mend the file"
            ) from None
        names = {field.name for field in fields(cls)}
        if not isinstance(content, dict) or set(content) != names:
            raise ConfigurationError(f"{path.name} must hold exactly: {', '.join(sorted(names))}")
        values: dict[str, Any] = {name: _value(path.name, name, content[name]) for name in names}
        return cls(**values)


_LEAST = {"investigation_working_days": 1, "fallback_days": 1, "longest_plausible_days": 1}


def _value(file: str, name: str, entry: Any) -> int | bool:
    if not isinstance(entry, dict) or not str(entry.get("reason") or "").strip():
        raise ConfigurationError(f"{file}: `{name}` needs a `value` and its `reason`")
    value = entry.get("value")
    # `type`, not `isinstance`: true is an int to Python, but no number of days.
    is_usable = type(value) is type(getattr(Conventions, name))
    if not isinstance(value, int) or not is_usable or value < _LEAST.get(name, 0):
        raise ConfigurationError(f"{file}: the value of `{name}` is not usable")
    return value
