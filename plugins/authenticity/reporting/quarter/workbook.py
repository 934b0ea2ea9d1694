"""The report as a workbook: every table in full, numbers as numbers. Equal input, equal bytes.

Text is only ever written as strings, so that nothing that was once keyed in becomes a formula.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from fractions import Fraction
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from authenticity.problem_list.cell_text import safe
from authenticity.reporting.quarter import measures, report_data, side_tables, tables
from authenticity.reporting.quarter.edition import Edition
from authenticity.reporting.quarter.tables import Column, Kind, Table, Value

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


def render(edition: Edition) -> bytes:
    """The workbook as bytes."""
    buffer = BytesIO()
    # Made anew each time: XlsxWriter changes it, and a second workbook would come out otherwise.
    font = {"default_format_properties": {"font_name": "宋体", "font_size": 10}}
    with Workbook(buffer, {**_OPTIONS, **font}) as book:
        _set_properties(book, edition)
        formats = _Formats(book)
        for name, table in _sheets(edition):
            _write(book.add_worksheet(name), name, table, edition, formats)
    return buffer.getvalue()


def _sheets(edition: Edition) -> Iterable[tuple[str, Table]]:
    figures, names, words = edition.figures, edition.names, edition.words
    yield "主要指标", tables.headline(figures)
    yield "月份", side_tables.months(figures)
    yield "渠道", tables.channels(figures, names)
    yield "渠道机构", tables.branches(figures, names)
    yield "未办结", side_tables.ages(figures)
    yield "规则", tables.rules(figures, names)
    yield "业务员", tables.subjects(figures.salespeople, "agent", names, words)
    yield "代理机构", tables.subjects(figures.agencies, "agency", names, words)
    yield "措施", side_tables.consequences(figures)
    if edition.differences:
        yield "重述", side_tables.differences(edition.differences)
    yield "版本", side_tables.versions(figures, words)
    yield "台账", side_tables.ledger(figures, words)


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


def _write(sheet: Worksheet, name: str, table: Table, edition: Edition, formats: _Formats) -> None:
    data = report_data.titles(edition)
    sheet.write_string(0, 0, f"{data.title}　{data.quarter_words}　{name}", formats.title)
    sheet.write_string(1, 0, f"{edition.words.mark}　{data.version_line}", formats.note)
    if edition.figures.missing:
        missing = f"不完整：缺 {len(edition.figures.missing)} 个工作日的清单"
        sheet.write_string(2, 0, missing, formats.note)
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
    _set_page(sheet, edition)


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
    """Cut where the PDF cuts, so that both say the same; yuan out of fen."""
    if kind == "yuan":
        return int(value) / 100
    if isinstance(value, int):
        return value
    scale = 1000 if kind == "share" else 10
    return int(value * scale) / scale


def _width(table: Table, at: int) -> float:
    """Wide enough for head and values, a Chinese character counting twice."""
    kind = table.columns[at].kind
    texts = [table.columns[at].head, *(tables.show(row[at], kind) for row in table.rows)]
    widest = max(sum(2 if letter > "\u2e7f" else 1 for letter in text) for text in texts)
    return min(max(widest + 3, _NARROWEST), _WIDEST)


def _set_page(sheet: Worksheet, edition: Edition) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_TITLE_ROWS)
    data = report_data.titles(edition)
    mark, recipient = edition.words.mark, edition.words.recipient
    sheet.set_header(f"&L{_plain(edition.words.company)}&C{_plain(mark)}&R{data.quarter_words}")
    sheet.set_footer(f"&L主送：{_plain(recipient)}&C第 &P 页，共 &N 页&R{data.version_line}")


def _plain(text: str) -> str:
    """In headers and footers an ampersand begins a code."""
    return text.replace("&", "&&")


def _set_properties(book: Workbook, edition: Edition) -> None:
    last = datetime.combine(edition.figures.last, time(), tzinfo=UTC).replace(tzinfo=None)
    book.set_properties(
        {
            "title": f"{edition.words.title} {edition.figures.quarter}",
            "author": edition.words.author,
            "category": edition.words.mark,
            "created": last,
        }
    )
