"""How high a row must be for its wrapped text: a program that does not find out shows it whole.

An estimate, on the generous side: a Han character is as wide as the font is high, other
characters half as wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

from authenticity.problem_list.cell_text import LONGEST
from authenticity.problem_list.cells import CellValue
from authenticity.problem_list.form import Column
from authenticity.problem_list.grid import PADDING, units

_LINE_POINTS = 12.6
"""One line of text at nine points, with its leading."""

_PADDING_POINTS = 4
HIGHEST_POINTS = 409
"""Excel's own limit."""

_LEAST_LINES = 3
"""A clerk writes into these rows too: three contact attempts."""


def height(values: Sequence[CellValue], columns: Sequence[Column]) -> float:
    """Height in points for a row that shows `values` in those of `columns` that are in sight."""
    lines = max(
        (
            # A date never wraps; one that is a text has its own line ends.
            value.count("\n") + 1
            if column.kind == "date"
            else lines_of(value[:LONGEST], column.width)
            for value, column in zip(values, columns, strict=True)
            if isinstance(value, str) and not column.folded and column.kind != "number"
        ),
        default=1,
    )
    return min(max(lines, _LEAST_LINES) * _LINE_POINTS + _PADDING_POINTS, HIGHEST_POINTS)


@lru_cache(maxsize=4096)  # wordings, names and products recur from line to line
def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a column of that width."""
    return sum(max(1, ceil(units(part) / (width - PADDING))) for part in text.split("\n"))
