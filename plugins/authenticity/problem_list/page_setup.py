"""How the sheets behave on the screen and on paper."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from authenticity.problem_list import grid as grids
from authenticity.problem_list.cell_text import safe
from authenticity.problem_list.form import Form
from authenticity.problem_list.grid import Grid
from authenticity.problem_list.lines import ProblemList

A4 = 9
"""Excel's number of the paper size."""

_SIDE_INCHES = 0.2
"""As narrow as office printers print: each millimetre is a larger letter."""

_STILL_ALLOWED = {
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
"""What the protected sheet lets a clerk do. No password: the lock is against slips, and a changed
line is refused when the list comes back."""


def set_view(sheet: Worksheet, grid: Grid, rows: int, form: Form) -> None:
    """Frozen header and keys, filter, cursor on the first answer, locks, folded columns."""
    last_row, last_column = last_line(rows), len(grid.columns) - 1
    sheet.freeze_panes(grids.FIRST_LINE_ROW, form.frozen_columns)
    sheet.autofilter(grids.HEADER_ROW, 0, last_row, last_column)
    if grid.has("outcome"):
        outcome = grid.no("outcome")
        sheet.set_selection(grids.FIRST_LINE_ROW, outcome, grids.FIRST_LINE_ROW, outcome)
    for position, column in enumerate(grid.columns):
        options = {"level": 1, "hidden": True} if column.folded else {}
        sheet.set_column(position, position, column.width, None, options)
    sheet.set_column(last_column + 1, last_column + 1, None, None, {"collapsed": True})
    sheet.hide_gridlines(2)
    sheet.protect("", _STILL_ALLOWED)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})


def set_page(sheet: Worksheet, grid: Grid, rows: int) -> None:
    """A4 landscape, one page wide, the header repeated on every page; folded columns stay off."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(grids.HEADER_ROW)
    sheet.print_area(0, 0, last_line(rows), grid.in_sight - 1)
    sheet.set_margins(left=_SIDE_INCHES, right=_SIDE_INCHES, top=0.6, bottom=0.5)


def set_marks(sheet: Worksheet, problem_list: ProblemList, form: Form) -> None:
    """Mark, list and recipient on top of every page; mark, page and digest at its foot."""
    mark = f'&L&"{form.font},Bold"&KC00000{form.mark}'
    title = _page_text(heading(problem_list, form), 90)
    recipient = _page_text(problem_list.recipient, 100)
    sheet.set_header(f"{mark}&C{title}&R{recipient}")
    sheet.set_footer(f"{mark}&C第 &P 页，共 &N 页&R{problem_list.content_digest[:16]}")


def heading(problem_list: ProblemList, form: Form) -> str:
    """What list this is: on the front sheet and on top of every page."""
    names = dict(problem_list.names)
    channel = names.get(f"channel:{problem_list.channel_code}", problem_list.channel_code)
    parts = [form.title, channel]
    if problem_list.team_code:
        parts.append(names.get(f"team:{problem_list.team_code}", problem_list.team_code))
    parts.append(problem_list.list_date.isoformat())
    if problem_list.supplement_no > 1:
        parts.append(f"第 {problem_list.supplement_no} 版（取代前一版）")
    return "  ".join(parts)


def last_line(rows: int) -> int:
    """Zero-based row of the last line; there is one to look at even without lines."""
    return grids.FIRST_LINE_ROW + max(rows, 1) - 1


def _page_text(text: str, limit: int) -> str:
    """Text for a page header, where `&` begins a command and 255 characters are the limit."""
    return safe(text).replace("\n", " ").replace("&", "＆")[:limit]
