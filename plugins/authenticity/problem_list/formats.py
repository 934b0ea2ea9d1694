"""The cell formats of the problem list workbook, each made once."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from authenticity.problem_list.form import Form

DATE = "yyyy-mm-dd"
_LINE = "BFBFBF"
_FILL_IN, _READ_ONLY = "FFFDE7", "F2F2F2"
_HEAD = {"back_office": "1F3864", "fill": "7F6000"}


class Formats:
    """Formats by role. Locked is Excel's default; only what a clerk fills in is unlocked."""

    def __init__(self, book: Workbook, form: Form) -> None:
        self._book = book
        self._form = form
        self._cells: dict[tuple[str, str], Format] = {}

    def line(self, kind: str, urgency_code: str) -> Format:
        """A locked cell of a line, in the colour of its urgency."""
        key = (kind, urgency_code)
        if key not in self._cells:
            self._cells[key] = self._cell(kind, bg_color=f"#{self._colour(urgency_code)}")
        return self._cells[key]

    def fill(self, kind: str, is_locked: bool) -> Format:
        """An empty cell for the back office; text format keeps the zeros of `0012`."""
        key = (kind, f"fill:{is_locked}")
        if key not in self._cells:
            number = {} if kind == "date" else {"num_format": "@"}
            self._cells[key] = self._cell(
                kind,
                bg_color=f"#{_READ_ONLY if is_locked else _FILL_IN}",
                locked=is_locked,
                **number,
            )
        return self._cells[key]

    def legend(self, urgency_code: str) -> Format:
        return self._new(
            bg_color=f"#{self._colour(urgency_code)}", border=1, border_color=f"#{_LINE}",
            align="center", valign="vcenter", text_wrap=True, font_size=10,
        )  # fmt: skip

    def head(self, is_fill: bool) -> Format:
        colour = _HEAD["fill" if is_fill else "back_office"]
        return self._new(
            bold=True, font_color="#FFFFFF", bg_color=f"#{colour}", border=1,
            border_color=f"#{_LINE}", align="center", valign="vcenter", text_wrap=True,
        )  # fmt: skip

    @cached_property
    def title(self) -> Format:
        return self._new(bold=True, font_size=18, valign="vcenter", quote_prefix=True)

    @cached_property
    def mark(self) -> Format:
        return self._new(bold=True, font_size=16, font_color="#C00000", valign="vcenter")

    @cached_property
    def summary(self) -> Format:
        return self._new(bold=True, font_size=11, valign="vcenter", quote_prefix=True)

    @cached_property
    def guide(self) -> Format:
        return self._new(valign="top", text_wrap=True, font_size=11)

    def _cell(self, kind: str, **properties: Any) -> Format:
        # A date that does not fit would show as ####; a little smaller it is still a date.
        date = {"num_format": DATE, "align": "center", "text_wrap": False, "shrink": True}
        shape = date if kind == "date" else {"text_wrap": True}
        # A quote prefix keeps `=…` text even when somebody enters the cell and leaves it again.
        prefix = {"quote_prefix": True} if kind == "text" else {}
        return self._new(
            valign="top", border=1, border_color=f"#{_LINE}",
            **{**shape, **prefix, **properties},
        )  # fmt: skip

    def _new(self, **properties: Any) -> Format:
        base = {"font_name": self._form.font, "font_size": 10}
        return self._book.add_format({**base, **properties})

    def _colour(self, urgency_code: str) -> str:
        return next(d.colour for d in self._form.urgencies if d.code == urgency_code)
