"""Where things live and what time it is: read from the environment, and from nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

from authenticity.errors import ConfigurationError

LOCAL = ZoneInfo("Asia/Shanghai")
"""Dates are the insurer's; stored instants are UTC."""

PROJECT = Path(__file__).resolve().parents[2]
"""The checkout: `dags/`, `include/` and `plugins/` lie below it."""

INCLUDE = PROJECT / "include"

VARIABLES = (
    "AUTHENTICITY_HOME",
    "AUTHENTICITY_KEYRING",
    "AUTHENTICITY_CLOCK",
    "AUTHENTICITY_ENGINE",
    "AUTHENTICITY_CORE_SYSTEM_SECONDS",
    "AUTHENTICITY_LOCK_SECONDS",
    "AUTHENTICITY_TASK_MINUTES",
)
"""Every variable of ours; any other that looks like one is misspelt."""

_PREFIX = "AUTHENTICITY_"
_ALIKE = 0.85
"""Two letters swapped or one forgotten in the prefix stay above it; other words lie far below."""

DUCKDB, SPARK = "duckdb", "spark"
"""What screening may run on."""


@dataclass(frozen=True)
class Home:
    """The one folder below which everything that the pipeline writes lives."""

    root: Path

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def data_docs(self) -> Path:
        return self.root / "data_docs"

    @property
    def outbox(self) -> Path:
        return self.root / "outbox"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def explained(self) -> Path:
        """Pages that `make explain` wrote."""
        return self.root / "explained"

    @property
    def status(self) -> Path:
        return self.root / "status"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def airflow(self) -> Path:
        return self.root / "airflow"

    @property
    def synthetic(self) -> Path:
        """The synthetic insurer, which stands in for a core system that nobody configured."""
        return self.root / "synthetic"

    @property
    def case_store(self) -> Path:
        return self.root / "case_store.db"

    @property
    def last_audit(self) -> Path:
        """What the last audit found."""
        return self.root / "audit.json"

    @property
    def anchor(self) -> Path:
        """What the home knows of its keyring and its case store, wherever the two are."""
        return self.root / "anchor.json"


def home() -> Home:
    """`AUTHENTICITY_HOME`, else `var/` in the checkout. Two homes share nothing."""
    return Home(Path(os.environ.get("AUTHENTICITY_HOME") or PROJECT / "var").resolve())


def require_known_names(names: Iterable[str]) -> None:
    """Raises `ConfigurationError` for a variable that nobody reads, with the one it may mean.

    A misspelt variable would leave a setting at its default without a word.
    """
    for name in sorted(set(names) - set(VARIABLES)):
        nearest = get_close_matches(name.upper(), VARIABLES, n=1, cutoff=_ALIKE)
        if name.upper().startswith(_PREFIX) and not nearest:
            nearest = get_close_matches(name.upper(), VARIABLES, n=1, cutoff=0.0)
        if nearest:
            raise ConfigurationError(
                f"there is no setting {name}; {nearest[0]} comes nearest: correct or unset it"
            )


def engine() -> str:
    """`AUTHENTICITY_ENGINE`: `duckdb`, unless it says `spark`; `ConfigurationError` otherwise."""
    name = os.environ.get("AUTHENTICITY_ENGINE") or DUCKDB
    if name not in (DUCKDB, SPARK):
        raise ConfigurationError("AUTHENTICITY_ENGINE names no engine; write duckdb or spark")
    return name


def core_system_seconds() -> int:
    """`AUTHENTICITY_CORE_SYSTEM_SECONDS`: what the core system may take over one question.

    Half an hour: with the indexes that are asked for, a statement takes seconds, and one on the
    first stock minutes; three tries of half an hour end before people come to work.
    """
    return whole_number("AUTHENTICITY_CORE_SYSTEM_SECONDS", 1_800)


def lock_seconds() -> int:
    """`AUTHENTICITY_LOCK_SECONDS`: how long a step waits for another one of the home.

    The longest step of a usual day takes less; who waits longer has met a stock load or a fault.
    """
    return whole_number("AUTHENTICITY_LOCK_SECONDS", 600)


def task_minutes() -> int:
    """`AUTHENTICITY_TASK_MINUTES`: what a task of Airflow may take.

    Four hours: a task that begins at 02:00 has ended when people come to work. Only the first
    stock of a very large insurer takes longer.
    """
    return whole_number("AUTHENTICITY_TASK_MINUTES", 240)


def whole_number(name: str, default: int) -> int:
    """What the variable holds, else the default; `ConfigurationError` when it is no such number."""
    text = os.environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and int(text)):
        raise ConfigurationError(f"{name} is no whole number above 0; write it like {default}")
    return int(text)


def now() -> datetime:
    """The present instant, aware, in UTC; `AUTHENTICITY_CLOCK` sets it for demo and tests.

    Raises `ConfigurationError` when the variable holds no ISO instant.
    """
    clock = os.environ.get("AUTHENTICITY_CLOCK")
    if not clock:
        return datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(clock)
    except ValueError:
        raise ConfigurationError(
            "AUTHENTICITY_CLOCK is no ISO instant; write it like 2026-09-28T02:00:00+08:00"
        ) from None
    return (instant if instant.tzinfo else instant.replace(tzinfo=LOCAL)).astimezone(UTC)
