"""The workload by list date as pairs of bars: places and sizes for an inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 360.0, 190.0
"""Units of the picture: about the width of a telephone, so that its letters stay legible there."""

LEFT, RIGHT, TOP, BOTTOM = 38.0, 6.0, 12.0, 24.0
_PAIR = 0.7
"""Share of a list date's room that its two bars take; the rest keeps them apart."""

_TICKS = 4
_LABELS = 8
"""So many dates of five letters stand beside one another without touching."""


@dataclass(frozen=True)
class Bar:
    """One bar; `side` is `present` or `candidate`, `label` says it in words."""

    side: str
    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True)
class Mark:
    """A text at a place: a value beside the scale, or a date below the bars."""

    text: str
    at: float


@dataclass(frozen=True)
class Chart:
    """One measure under both catalogues."""

    title: str
    bars: tuple[Bar, ...]
    values: tuple[Mark, ...]
    dates: tuple[Mark, ...]


def draw(
    title: str,
    days: Sequence[date],
    present: Sequence[int],
    candidate: Sequence[int],
    names: tuple[str, str],
) -> Chart:
    """Bars from nil up; `names` are what the present and the candidate are called."""
    step = _round_step(max([*present, *candidate, 1]))
    top = step * -(-max([*present, *candidate, 1]) // step)
    room = (WIDTH - LEFT - RIGHT) / len(days)
    every = -(-len(days) // _LABELS)
    bars = []
    for at, day in enumerate(days):
        values = (present[at], candidate[at])
        for place, (side, value) in enumerate(zip(("present", "candidate"), values, strict=True)):
            height = (HEIGHT - TOP - BOTTOM) * value / top
            x = LEFT + room * (at + (1 - _PAIR) / 2 + place * _PAIR / 2)
            label = f"{day} {names[place]} {value:,}"
            width = room * _PAIR / 2
            bars.append(Bar(side, x, HEIGHT - BOTTOM - height, width, height, label))
    return Chart(
        title=title,
        bars=tuple(bars),
        values=tuple(
            Mark(f"{value:,}", HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top)
            for value in range(0, top + 1, step)
        ),
        dates=tuple(
            Mark(f"{day:%m-%d}", LEFT + room * (at + 0.5))
            for at, day in enumerate(days)
            if at % every == 0
        ),
    )


def _round_step(highest: int) -> int:
    """The smallest of 1, 2, 5, 10, 20 … that covers the highest value in a few steps."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * _TICKS >= highest:
                return step * factor
        step *= 10
