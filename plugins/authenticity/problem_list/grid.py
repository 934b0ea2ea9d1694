"""Which columns a sheet shows and how wide: all of them, or those of a leader, or of notices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from xlsxwriter.utility import xl_col_to_name

from authenticity.problem_list.cells import CellValue
from authenticity.problem_list.form import Column, Form

HEADER_ROW, FIRST_LINE_ROW = 0, 1
"""Zero-based; whoever reads the sheet back relies on it."""

_ABOUT_A_CASE = frozenset({"due", "urgency", "due_on", "is_conflict", "level", "due_basis"})
_ABOUT_ANSWERS = frozenset({"missing", "evidence_plain"})
_ROOM = {"problem": 46.0, "remedy": 62.0}
_WHOLE = ("case_no", "policy_no", "party", "salesperson")
"""Columns whose numbers never break: wider where they need it."""

_GIVING = ("remedy", "problem")
_LEAST_GIVING_WIDTH = 15.0
"""Columns of running text, which give up width for numbers, and how far."""

_WIDEST_NUMBER = 24.0
WIDE, NARROW = 2.0, 1.0
"""Widths of a character in Excel's column unit, a digit of the list's own font."""

PADDING = 0.3
"""What a cell keeps free beside its text, in the same unit."""

_NARROW_CHARACTER = re.compile(r"[\x00-\u2fff]")


@dataclass(frozen=True)
class Grid:
    """The columns of one sheet, in order."""

    columns: tuple[Column, ...]

    def no(self, key: str) -> int:
        """Zero-based position of the column that holds `key`."""
        return next(i for i, column in enumerate(self.columns) if column.key == key)

    def has(self, key: str) -> bool:
        return any(column.key == key for column in self.columns)

    def cell(self, key: str, row: int) -> str:
        """Like `$G2`, of a zero-based row."""
        return f"${xl_col_to_name(self.no(key))}{row + 1}"

    def range(self, key: str, rows: int) -> str:
        """Like `$G$2:$G$26`: the column over all lines."""
        name = xl_col_to_name(self.no(key))
        first = FIRST_LINE_ROW + 1
        return f"${name}${first}:${name}${first + max(rows, 1) - 1}"

    def picked(self, values: Sequence[CellValue], form: Form) -> list[CellValue]:
        """Of values in the form's order those that this grid shows."""
        return [values[form.column_no(column.key)] for column in self.columns]

    @property
    def in_sight(self) -> int:
        """How many columns stand before the folded ones."""
        return sum(not column.folded for column in self.columns)


def of_list(form: Form, audience: str) -> Grid:
    """The columns of the list: a leader has nothing to fill in."""
    if audience == "back_office":
        return Grid(form.columns)
    return _read_only(
        each for each in form.columns if not each.fill and each.key not in _ABOUT_ANSWERS
    )


def of_notices(form: Form) -> Grid:
    """The columns of what is neither a case nor due."""
    return _read_only(
        each for each in form.columns if each.is_sent and each.key not in _ABOUT_A_CASE
    )


def _read_only(columns: Iterable[Column]) -> Grid:
    """Without columns to fill in, the texts have their room."""
    return Grid(tuple(replace(each, width=_ROOM.get(each.key, each.width)) for each in columns))


def fitted(grid: Grid, rows: Iterable[Sequence[CellValue]]) -> Grid:
    """The grid with columns of numbers as wide as their longest one, at the expense of texts."""
    needed: dict[str, float] = {}
    for values in rows:
        for key in _WHOLE:
            longest = max(map(units, str(values[grid.no(key)] or "").split()), default=0.0)
            needed[key] = max(needed.get(key, 0.0), min(longest + PADDING, _WIDEST_NUMBER))
    widths = {column.key: column.width for column in grid.columns}
    wider = {key: max(width, widths[key]) for key, width in needed.items()}
    missing = sum(width - widths[key] for key, width in wider.items())
    for key in _GIVING:
        given = min(missing / 2, widths[key] - _LEAST_GIVING_WIDTH)
        wider[key] = widths[key] - given
    return Grid(
        tuple(replace(each, width=wider.get(each.key, each.width)) for each in grid.columns)
    )


def units(text: str) -> float:
    """How wide a text is, in Excel's column unit."""
    narrow = sum(map(len, _NARROW_CHARACTER.findall(text)))
    return narrow * NARROW + (len(text) - narrow) * WIDE
