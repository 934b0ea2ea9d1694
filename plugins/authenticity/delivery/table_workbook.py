"""A workbook of one table: a register that people read, or fill in and send back.

It looks like the problem list: the same font, mark and recipient on every page, A4 landscape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from authenticity.problem_list import page_setup
from authenticity.problem_list.cell_text import safe
from authenticity.problem_list.row_height import lines_of

HEAD_SHEET = "_head"
"""Very hidden: what the table says of itself, for whoever reads it back."""

HEAD_ROW = 3
"""Zero-based row of the headings; a title, a line about it and a hint stand above."""

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_column_width": 56,  # see problem_list.workbook
    "default_row_height": 15,
}
_HEAD_HEIGHT = 30
"""Points: two lines, for a heading that is longer than its column is wide."""

_LINE_POINTS = 14.5
"""One line of text at ten points, with its leading."""

_PAGE_TEXT = 90
"""Characters of a page's header, which has 255 with its commands."""


@dataclass(frozen=True)
class Column:
    """A column; `is_filled_in` by people, from `choices` where there are any. Folded: hidden.

    `number_format`: how its numbers look, if it has any.
    """

    heading: str
    width: float
    is_filled_in: bool = False
    choices: tuple[str, ...] = ()
    is_folded: bool = False
    number_format: str = "#,##0"


Value = str | int | float


@dataclass(frozen=True)
class Table:
    """What the workbook shows. `head`: what it says of itself, on a hidden sheet."""

    sheet: str
    mark: str
    title: str
    about: str
    hint: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    head: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_form(self) -> bool:
        return any(each.is_filled_in for each in self.columns)


def render(table: Table, recipient: str, at: datetime, font: str) -> bytes:
    """The workbook. Equal input gives equal bytes."""
    content = BytesIO()
    text = {"font_name": font, "font_size": 10}
    with Workbook(content, {**_OPTIONS, "default_format_properties": text}) as book:
        book.set_properties({"created": at.astimezone(UTC).replace(tzinfo=None)})
        sheet = book.add_worksheet(table.sheet)
        title = book.add_format({**text, "bold": True, "font_size": 14})
        sheet.write_string(0, 0, safe(f"{table.mark}　{table.title}"), title)
        sheet.write_string(1, 0, safe(table.about))
        sheet.write_string(2, 0, safe(table.hint))
        _write_table(book, sheet, table, text)
        _set_page(sheet, table, recipient)
        if table.head:
            _write_head(book, table.head)
    return content.getvalue()


def _write_table(book: Workbook, sheet: Worksheet, table: Table, text: dict[str, object]) -> None:
    line = {**text, "border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True}
    heading = book.add_format(
        {**line, "bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "valign": "vcenter"}
    )
    plain = book.add_format(line)
    open_cell = book.add_format({**line, "bg_color": "#FFF9DB", "locked": False, "num_format": "@"})
    sheet.set_row(HEAD_ROW, _HEAD_HEIGHT)
    _set_heights(sheet, table)
    for position, column in enumerate(table.columns):
        options = {"hidden": True, "level": 1} if column.is_folded else {}
        sheet.set_column(position, position, column.width, None, options)
        sheet.write_string(HEAD_ROW, position, column.heading, heading)
        cell = open_cell if column.is_filled_in else plain
        values = [row[position] for row in table.rows]
        if any(not isinstance(value, str) for value in values):
            cell = book.add_format({**line, "num_format": column.number_format})
        _write_column(sheet, position, values, cell)
        if column.choices and table.rows:
            first, last = HEAD_ROW + 1, HEAD_ROW + len(table.rows)
            choice = {"validate": "list", "source": list(column.choices)}
            sheet.data_validation(first, position, last, position, choice)


def _set_heights(sheet: Worksheet, table: Table) -> None:
    """Rows whose text takes several lines; not every program finds that out by itself."""
    in_sight = [(at, each.width) for at, each in enumerate(table.columns) if not each.is_folded]
    for row, values in enumerate(table.rows, start=HEAD_ROW + 1):
        lines = max(lines_of(str(values[at]), width) for at, width in in_sight)
        if lines > 1:
            sheet.set_row(row, lines * _LINE_POINTS)


def _write_column(sheet: Worksheet, position: int, values: Sequence[Value], cell: Format) -> None:
    for row, value in enumerate(values, start=HEAD_ROW + 1):
        if not isinstance(value, str):
            sheet.write_number(row, position, value, cell)
        elif value:
            sheet.write_string(row, position, safe(value), cell)
        else:
            sheet.write_blank(row, position, None, cell)


def _set_page(sheet: Worksheet, table: Table, recipient: str) -> None:
    in_sight = sum(not each.is_folded for each in table.columns)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(page_setup.A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.print_area(0, 0, HEAD_ROW + max(len(table.rows), 1), in_sight - 1)
    mark, title, to = (_page_text(each) for each in (table.mark, table.title, recipient))
    sheet.set_header(f"&L{mark}&C{title}&R{to}")
    sheet.set_footer(f"&L{mark}&C第 &P 页，共 &N 页&R{_page_text(table.about)}")
    if table.is_form:
        sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_head(book: Workbook, head: Mapping[str, str]) -> None:
    hidden = book.add_worksheet(HEAD_SHEET)
    for row, (name, value) in enumerate(head.items()):
        hidden.write_string(row, 0, name)
        hidden.write_string(row, 1, value)
    hidden.very_hidden()


def _page_text(text: str) -> str:
    """`&` begins a command in a page's header."""
    return safe(text).replace("\n", " ").replace("&", "＆")[:_PAGE_TEXT]
