"""The problem list as an Excel workbook, made wholly in memory.

Sheet one holds title, summary, legend, a paragraph how to fill in, and one line per finding;
sheet two explains outcomes, evidence and colours. Cells are only ever written as strings or
dates, so nothing that a clerk once typed becomes a formula, a link or a number. Equal input gives
equal bytes. The result is plain: it goes to `sealing` and never to a disk.
"""

from __future__ import annotations

import re
from datetime import UTC, date, timedelta
from io import BytesIO
from itertools import groupby
from zipfile import BadZipFile, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from authenticity.problem_list import guide, page_setup, title_block
from authenticity.problem_list.cell_text import safe
from authenticity.problem_list.cells import Cells, CellValue
from authenticity.problem_list.form import Column, Form
from authenticity.problem_list.formats import Formats
from authenticity.problem_list.lines import ProblemList
from authenticity.problem_list.row_height import height
from authenticity.problem_list.sheet_rows import BAND_ROW, FIRST_LINE_ROW, HEADER_ROW

_FIRST_YEAR = 1900
"""Excel's calendar begins here; an older date, which only a slip can be, is shown as text."""


def render(problem_list: ProblemList, form: Form) -> bytes:
    """The workbook of `problem_list` as plain bytes; equal input, equal bytes."""
    buffer = BytesIO()
    # in_memory, not constant_memory: the latter spools plain cells to temporary files.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(buffer, options) as book:
        _set_properties(book, problem_list, form)
        formats = Formats(book, form)
        sheet = book.add_worksheet(form.sheet)
        title_block.write(sheet, problem_list, form, formats)
        _write_header(sheet, form, formats)
        _write_lines(sheet, problem_list, form, formats)
        _validate(sheet, problem_list, form)
        page_setup.set_view(sheet, _last_row(problem_list), form)
        page_setup.set_page(sheet, _last_row(problem_list), form)
        guide_sheet = book.add_worksheet(form.guide_sheet)
        guide.write(guide_sheet, form, formats)
        for page in (sheet, guide_sheet):
            page_setup.set_marks(page, problem_list, form)
    return buffer.getvalue()


def digest_of(plain: bytes) -> str | None:
    """The content digest that `render` wrote into a workbook, or None when it is none of ours."""
    try:
        with ZipFile(BytesIO(plain)) as package:
            properties = package.read("docProps/custom.xml").decode()
    except (BadZipFile, KeyError, UnicodeDecodeError):
        return None
    found = re.search(r'name="content_digest"><vt:lpwstr>([0-9a-f]{32})<', properties)
    return found[1] if found else None


def _set_properties(book: Workbook, problem_list: ProblemList, form: Form) -> None:
    created = problem_list.made_at.astimezone(UTC).replace(tzinfo=None)
    book.set_properties(
        {"title": form.title, "author": form.author, "category": form.mark, "created": created}
    )
    book.set_custom_property("layout", str(form.layout), "text")
    book.set_custom_property("list_date", problem_list.list_date.isoformat(), "text")
    book.set_custom_property("content_digest", problem_list.content_digest, "text")


def _write_header(sheet: Worksheet, form: Form, formats: Formats) -> None:
    sheet.set_row(BAND_ROW, 18)
    sheet.set_row(HEADER_ROW, 42)
    numbered = enumerate(form.columns)
    for _, group in groupby(numbered, key=lambda item: item[1].band):
        _write_band(sheet, list(group), formats)
    for position, column in enumerate(form.columns):
        sheet.set_column(position, position, column.width)
        sheet.write_string(HEADER_ROW, position, column.heading, formats.head(column.fill))


def _write_band(sheet: Worksheet, group: list[tuple[int, Column]], formats: Formats) -> None:
    (first, column), (last, _) = group[0], group[-1]
    shape = formats.head(column.fill)
    if last > first:
        sheet.merge_range(BAND_ROW, first, BAND_ROW, last, "", shape)
    sheet.write_string(BAND_ROW, first, column.band, shape)


def _write_lines(sheet: Worksheet, problem_list: ProblemList, form: Form, formats: Formats) -> None:
    cells = Cells(form, problem_list)
    is_locked = problem_list.audience == "leader"
    blanks = [formats.fill(column.kind, is_locked) for column in form.columns]
    for row, line in enumerate(problem_list.lines, start=FIRST_LINE_ROW):
        code = cells.urgency_code(line)
        values = cells.row(line)
        for position, (column, value) in enumerate(zip(form.columns, values, strict=True)):
            if column.fill:
                sheet.write_blank(row, position, None, blanks[position])
            else:
                _write_value(sheet, row, position, value, formats, code)
        sheet.set_row(row, height(values, form.columns))


def _write_value(
    sheet: Worksheet, row: int, position: int, value: CellValue, formats: Formats, code: str
) -> None:
    if isinstance(value, date) and value.year >= _FIRST_YEAR:
        sheet.write_datetime(row, position, value, formats.line("date", code))
    elif value:
        sheet.write_string(row, position, safe(str(value)), formats.line("text", code))
    else:
        sheet.write_blank(row, position, None, formats.line("text", code))


def _validate(sheet: Worksheet, problem_list: ProblemList, form: Form) -> None:
    last_row = _last_row(problem_list)
    for position, column in enumerate(form.columns):
        if column.fill:
            rule = _rule(column, form, problem_list.list_date)
            rule |= {"input_title": column.heading, "input_message": column.tip}
            sheet.data_validation(FIRST_LINE_ROW, position, last_row, position, rule)


def _rule(column: Column, form: Form, list_date: date) -> dict[str, object]:
    """What Excel lets a clerk put into the column."""
    if column.choices:
        labels = [choice.label for choice in form.choices[column.choices]]
        return {"validate": "list", "source": labels, "error_message": "请从下拉框选择"}
    if column.kind == "date":
        # A case may be answered late, but no list is answered before it was made.
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": list_date,
            "maximum": list_date + timedelta(days=366),
            "error_message": f"请填不早于 {list_date.isoformat()} 的日期，形如 2026-01-31",
        }
    return {
        "validate": "length",
        "criteria": "<=",
        "value": 500,
        "error_message": "不超过 500 字",
    }


def _last_row(problem_list: ProblemList) -> int:
    return FIRST_LINE_ROW + max(len(problem_list.lines), 1) - 1
