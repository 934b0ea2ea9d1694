"""How the list sheet behaves on the screen and on paper."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from authenticity.problem_list import sheet_rows
from authenticity.problem_list.cell_text import safe
from authenticity.problem_list.form import Form
from authenticity.problem_list.lines import ProblemList
from authenticity.problem_list.title_block import heading

A4 = 9
"""Excel's number of the paper size."""

_STILL_ALLOWED = {
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
"""What the protected sheet lets a clerk do. No password: the lock is against slips, and a changed
line is refused when the list comes back."""


def set_view(sheet: Worksheet, last_row: int, form: Form) -> None:
    """Frozen header and keys, filter, cursor on the first outcome, locks."""
    last_column = len(form.columns) - 1
    sheet.freeze_panes(sheet_rows.FIRST_LINE_ROW, form.frozen_columns)
    sheet.autofilter(sheet_rows.HEADER_ROW, 0, last_row, last_column)
    first_line, outcome = sheet_rows.FIRST_LINE_ROW, form.column_no("outcome")
    sheet.set_selection(first_line, outcome, first_line, outcome)
    sheet.hide_gridlines(2)
    sheet.set_zoom(90)
    sheet.protect("", _STILL_ALLOWED)
    everything = f"A1:XFD{last_row + 1}"
    sheet.ignore_errors({"number_stored_as_text": everything})


def set_page(sheet: Worksheet, last_row: int, form: Form) -> None:
    """A4 landscape, one page wide, the header repeated on every page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(sheet_rows.BAND_ROW, sheet_rows.HEADER_ROW)
    sheet.print_area(0, 0, last_row, len(form.columns) - 1)
    sheet.set_margins(left=0.25, right=0.25, top=0.6, bottom=0.5)


def set_marks(sheet: Worksheet, problem_list: ProblemList, form: Form) -> None:
    """Mark, list and recipient on top of every page; mark, page and digest at its foot."""
    mark = f'&L&"{form.font},Bold"&KC00000{form.mark}'
    title = _page_text(heading(problem_list, form), 90)
    recipient = _page_text(problem_list.recipient, 100)
    sheet.set_header(f"{mark}&C{title}&R{recipient}")
    sheet.set_footer(f"{mark}&C第 &P 页，共 &N 页&R{problem_list.content_digest[:16]}")


def _page_text(text: str, limit: int) -> str:
    """Text for a page header, where `&` begins a command and 255 characters are the limit."""
    return safe(text).replace("\n", " ").replace("&", "＆")[:limit]
