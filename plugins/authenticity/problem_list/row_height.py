"""How high a row must be for its wrapped text: Excel and LibreOffice do not find out by themselves.

An estimate, on the generous side: a Han character is as wide as the font is high, other
characters half as wide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from math import ceil

from authenticity.problem_list.cell_text import LONGEST
from authenticity.problem_list.cells import CellValue
from authenticity.problem_list.form import Column

_LINE_POINTS = 13.5
"""One line of text at ten points, with its leading."""

_PADDING_POINTS = 4
_HIGHEST_POINTS = 409
"""Excel's own limit."""

_WIDE_UNITS, _NARROW_UNITS = 2.0, 1.05
"""Widths of a character at ten points, in Excel's column unit (a digit of the default font)."""

_LEAST_LINES = 2
"""A clerk writes into these rows too."""

_NARROW = re.compile(r"[\x00-\u2fff]")


def height(values: Sequence[CellValue], columns: Sequence[Column]) -> float:
    """Height in points for a row that shows `values` in `columns`."""
    lines = max(
        (
            _lines(value[:LONGEST], column.width)
            for value, column in zip(values, columns, strict=True)
            if isinstance(value, str)
        ),
        default=1,
    )
    return min(max(lines, _LEAST_LINES) * _LINE_POINTS + _PADDING_POINTS, _HIGHEST_POINTS)


@lru_cache(maxsize=4096)  # wordings, names and products recur from line to line
def _lines(text: str, width: float) -> int:
    return sum(max(1, ceil(_units(part) / width)) for part in text.split("\n"))


def _units(text: str) -> float:
    narrow = sum(map(len, _NARROW.findall(text)))
    return narrow * _NARROW_UNITS + (len(text) - narrow) * _WIDE_UNITS
