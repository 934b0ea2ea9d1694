"""Columns of stacked bars: places and sizes for an inline SVG, with the same in words.

Drawn by the macro of `include/pages/chart.html.j2`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 340.0, 170.0
LEFT, RIGHT, TOP, BOTTOM = 8.0, 8.0, 20.0, 22.0
"""Units of a picture, about a third of the page, and its margins for values and dates."""

_BAR = 0.64
"""Share of a column's room that its bar takes; the rest keeps them apart."""

LABELS = 8
"""So many dates stand beside one another without touching."""


@dataclass(frozen=True)
class Bar:
    """A piece of a column; `kind` names its colour, `label` says it in words."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True)
class Column:
    """What stands below a column and above it."""

    name: str
    middle: float
    top: float
    total: str
    is_marked: bool


@dataclass(frozen=True)
class Chart:
    """Columns of stacked bars."""

    title: str
    bars: tuple[Bar, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Stack:
    """A column to draw: parts by kind from the bottom up, each with its words."""

    name: str
    parts: Sequence[tuple[str, int, str]]
    is_marked: bool = False

    @property
    def total(self) -> int:
        return sum(count for _, count, _ in self.parts)


def draw(title: str, stacks: Sequence[Stack], with_totals: bool = True) -> Chart:
    """The stacks side by side, the highest as high as the picture."""
    highest = max([stack.total for stack in stacks] + [1])
    room = (WIDTH - LEFT - RIGHT) / max(len(stacks), 1)
    full = HEIGHT - TOP - BOTTOM
    bars, columns = [], []
    for at, stack in enumerate(stacks):
        y = HEIGHT - BOTTOM
        for kind, count, label in stack.parts:
            height = full * count / highest
            y -= height
            if count:
                x = LEFT + room * (at + (1 - _BAR) / 2)
                bars.append(Bar(kind, x, y, room * _BAR, height, label))
        total = f"{stack.total:,}" if stack.total and with_totals else ""
        columns.append(Column(stack.name, LEFT + room * (at + 0.5), y, total, stack.is_marked))
    return Chart(title, tuple(bars), tuple(columns))
