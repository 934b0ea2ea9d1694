"""Tables of a report as a workbook: every one in full, numbers as numbers, equal bytes for equal
input.

Text is only ever written as strings, so that nothing that was once keyed in becomes a formula.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from authenticity.problem_list.cell_text import safe
from authenticity.reporting import measures
from authenticity.reporting.table import Column, Kind, Table, Value, show

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_INK, _PALE = "#1F4E79", "#E8EEF5"
_NUMBER_FORMATS: dict[Kind, str] = {
    "count": "#,##0", "share": "0.0%", "points": "0.0", "yuan": '#,##0.00;-#,##0.00;"—"',
}  # fmt: skip
_WIDEST, _NARROWEST = 46, 9
_TITLE_ROWS = 3


@dataclass(frozen=True)
class Face:
    """What stands on every sheet and page, and in the file's properties.

    `notice`: what a reader has to know first; empty where there is nothing. `created`: without
    zone, as a workbook keeps it.
    """

    title: str
    span: str
    mark: str
    edition: str
    notice: str
    company: str
    recipient: str
    author: str
    file_title: str
    created: datetime


def render(sheets: Iterable[tuple[str, Table]], face: Face) -> bytes:
    """The workbook as bytes, one sheet a table."""
    buffer = BytesIO()
    # Made anew each time: XlsxWriter changes it, and a second workbook would come out otherwise.
    font = {"default_format_properties": {"font_name": "宋体", "font_size": 10}}
    with Workbook(buffer, {**_OPTIONS, **font}) as book:
        book.set_properties(
            {
                "title": face.file_title,
                "author": face.author,
                "category": face.mark,
                "created": face.created,
            }
        )
        formats = _Formats(book)
        for name, table in sheets:
            _write(book.add_worksheet(name), name, table, face, formats)
    return buffer.getvalue()


class _Formats:
    """The looks of cells, made once."""

    def __init__(self, book: Workbook) -> None:
        thin = {"bottom": 1, "bottom_color": "#C8C8C8", "valign": "vcenter"}
        self.title = book.add_format({"bold": True, "font_size": 14, "font_color": _INK})
        self.note = book.add_format({"font_color": "#6B7785"})
        self.head = book.add_format(
            {"bold": True, "font_color": _INK, "bg_color": _PALE, "top": 2, "top_color": _INK,
             "bottom": 1, "valign": "vcenter", "align": "center", "text_wrap": True}
        )  # fmt: skip
        self.text = book.add_format({**thin, "text_wrap": True})
        self.figure = book.add_format({**thin, "align": "right"})
        self._numbers = {
            kind: book.add_format({**thin, "num_format": shown})
            for kind, shown in _NUMBER_FORMATS.items()
        }

    def number(self, kind: Kind) -> Format:
        return self._numbers[kind]


def _write(sheet: Worksheet, name: str, table: Table, face: Face, formats: _Formats) -> None:
    sheet.write_string(0, 0, f"{face.title}　{face.span}　{name}", formats.title)
    sheet.write_string(1, 0, f"{face.mark}　{face.edition}", formats.note)
    if face.notice:
        sheet.write_string(2, 0, face.notice, formats.note)
    for at, column in enumerate(table.columns):
        sheet.write_string(_TITLE_ROWS, at, column.head, formats.head)
        sheet.set_column(at, at, _width(table, at))
    for row, values in enumerate(table.rows, start=_TITLE_ROWS + 1):
        for at, (value, column) in enumerate(zip(values, table.columns, strict=True)):
            _write_value(sheet, row, at, value, column, formats)
    last = _TITLE_ROWS + len(table.rows)
    sheet.freeze_panes(_TITLE_ROWS + 1, 1)
    if table.rows:
        sheet.autofilter(_TITLE_ROWS, 0, last, len(table.columns) - 1)
    _set_page(sheet, face)


def _write_value(
    sheet: Worksheet, row: int, at: int, value: Value, column: Column, formats: _Formats
) -> None:
    if value is None:
        sheet.write_string(row, at, measures.ABSENT, formats.figure)
    elif isinstance(value, str):
        shown = formats.figure if column.kind == "figure" else formats.text
        sheet.write_string(row, at, safe(value), shown)
    elif column.kind == "text":
        sheet.write_string(row, at, str(value), formats.text)
    else:
        sheet.write_number(row, at, _as_shown(value, column.kind), formats.number(column.kind))


def _as_shown(value: int | Fraction, kind: Kind) -> float:
    """Cut where the pages cut, so that all say the same; yuan out of fen."""
    if kind == "yuan":
        return int(value) / 100
    if isinstance(value, int):
        return value
    scale = 1000 if kind == "share" else 10
    return int(value * scale) / scale


def _width(table: Table, at: int) -> float:
    """Wide enough for head and values, a Chinese character counting twice."""
    kind = table.columns[at].kind
    texts = [table.columns[at].head, *(show(row[at], kind) for row in table.rows)]
    widest = max(sum(2 if letter > "\u2e7f" else 1 for letter in text) for text in texts)
    return min(max(widest + 3, _NARROWEST), _WIDEST)


def _set_page(sheet: Worksheet, face: Face) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_TITLE_ROWS)
    sheet.set_header(f"&L{_plain(face.company)}&C{_plain(face.mark)}&R{face.span}")
    sheet.set_footer(f"&L主送：{_plain(face.recipient)}&C第 &P 页，共 &N 页&R{face.edition}")


def _plain(text: str) -> str:
    """In headers and footers an ampersand begins a code."""
    return text.replace("&", "&&")
