"""Shares and the KPI of a quarter, exact until they are shown (rulebook §5, "KPI")."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Protocol

ABSENT = "—"
"""What nobody counted: no nought, and no hundred either."""

_PASS, _ON_TIME, _COMPLETED = 50, 30, 20
"""Weights of an insurer's published formula."""


class Counted(Protocol):
    """Counts that shares are taken of: an office's, several offices' sum, or a quarter's."""

    @property
    def judged(self) -> int | None: ...
    @property
    def failing(self) -> int: ...
    @property
    def due(self) -> int: ...
    @property
    def on_time(self) -> int: ...
    @property
    def completed(self) -> int: ...


def share(part: int, whole: int | None) -> Fraction | None:
    """None of nothing: no merit and no fault."""
    return Fraction(part, whole) if whole else None


def pass_rate(counted: Counted) -> Fraction | None:
    """Policies without an error, of those judged."""
    judged = counted.judged
    return share(judged - counted.failing, judged) if judged else None


def kpi(counted: Counted) -> Fraction | None:
    """Points of 100. Nobody due, or nobody judged: no KPI."""
    passed, timely = pass_rate(counted), share(counted.on_time, counted.due)
    done = share(counted.completed, counted.due)
    if passed is None or timely is None or done is None:
        return None
    return passed * _PASS + timely * _ON_TIME + done * _COMPLETED


def percent(value: Fraction | None) -> str:
    """One decimal, cut and not rounded: 99.96 must not read as all."""
    return ABSENT if value is None else f"{_cut(value * 100)}%"


def points(value: Fraction | None) -> str:
    """A KPI, cut likewise."""
    return ABSENT if value is None else _cut(value)


def number(value: int | None) -> str:
    """A count with its thousands parted."""
    return ABSENT if value is None else f"{value:,}"


def total(values: Iterable[int | None]) -> int | None:
    """The sum, unless one of them is absent."""
    found = list(values)
    return None if None in found else sum(value or 0 for value in found)


def _cut(value: Fraction) -> str:
    tenths = int(abs(value) * 10)
    sign = "-" if value < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"
