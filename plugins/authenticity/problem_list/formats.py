"""The cell formats of the problem list workbook, each made once."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from authenticity.problem_list.form import Column, Form

DATE = "yyyy-mm-dd"
_LINE = "BFBFBF"
_FILL_IN, _NOTHING_MISSING, _MISSING = "FFFDE7", "C6EFCE", "FCE4D6"
_HEAD = {"sent": "1F3864", "fill": "7F6000"}
POINTS = 9
"""Of the list; printed one page wide it is still 8 points."""


class Formats:
    """Formats by role. Locked is Excel's default; only what a clerk fills in is unlocked."""

    def __init__(self, book: Workbook, form: Form) -> None:
        self._book = book
        self._form = form
        self._made: dict[tuple[Any, ...], Format] = {}
        self._cells: dict[tuple[str, bool, bool], Format] = {}

    def cell(self, column: Column, kind: str = "") -> Format:
        """A cell of a line: yellow and unlocked where the back office fills it in.

        `kind` stands in place of the column's own, where a date had to be written as text.
        """
        key = (kind or column.kind, column.fill, column.formula)
        if key not in self._cells:
            self._cells[key] = self._cell(*key)
        return self._cells[key]

    def _cell(self, kind: str, is_fill: bool, is_formula: bool) -> Format:
        own: dict[str, Any] = {}
        # Text format keeps the zeros of `0012`; a quote prefix keeps `=…` text even when somebody
        # enters the cell and leaves it again.
        if is_fill:
            own = {"bg_color": f"#{_FILL_IN}", "locked": False}
            own |= {} if kind == "date" else {"num_format": "@"}
        elif is_formula:
            own = {"align": "center"}
        elif kind in ("text", "number", "date_text"):
            own = {"quote_prefix": True}
        return self._new(
            valign="top", border=1, border_color=f"#{_LINE}", **{**_SHAPES[kind], **own}
        )

    def urgency(self, code: str) -> Format:
        """What shows that degree of urgency."""
        colour = next(degree.colour for degree in self._form.urgencies if degree.code == code)
        return self._new(bg_color=f"#{colour}", **({} if code == "normal" else {"bold": True}))

    def completeness(self, is_complete: bool) -> Format:
        return self._new(bg_color=f"#{_NOTHING_MISSING if is_complete else _MISSING}")

    def head(self, is_fill: bool, valign: str = "top") -> Format:
        """A heading; on top, where the arrow of a filter stands below it."""
        return self._new(
            bold=True, font_color="#FFFFFF", bg_color=f"#{_HEAD['fill' if is_fill else 'sent']}",
            border=1, border_color=f"#{_LINE}", align="center", valign=valign, text_wrap=True,
        )  # fmt: skip

    def plain(self, **properties: Any) -> Format:
        """Text of the front sheet."""
        base = {"font_size": 11, "valign": "top", "text_wrap": True, "quote_prefix": True}
        return self._new(**{**base, **properties})

    def framed(self, **properties: Any) -> Format:
        """A cell of a table of the front sheet."""
        base = {"border": 1, "border_color": f"#{_LINE}", "valign": "vcenter"}
        return self.plain(**{**base, **properties})

    def _new(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": self._form.font, "font_size": POINTS}
            self._made[key] = self._book.add_format({**base, **properties})
        return self._made[key]


_SHAPES: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "choice": {"text_wrap": True},
    # What does not fit would break, or show as ####; a little smaller it is still whole.
    "number": {"shrink": True},
    "date_text": {"text_wrap": True, "align": "center"},
    "date": {"num_format": DATE, "align": "center", "shrink": True},
}
