"""The problem list as a workbook: what a back office fills in, what a leader reads.

Everything that is not to be filled in is locked. Text is only ever written as strings, dates as
dates, and the formulas are ours alone, so nothing that a clerk once typed becomes a formula, a link
or a number. Equal input gives equal bytes. The result is plain: it goes to `sealing` and never to a
disk.
"""

from __future__ import annotations

import re
from datetime import UTC
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from xlsxwriter import Workbook

from authenticity.problem_list import (
    front_sheet,
    hidden_sheet,
    list_sheet,
    page_setup,
    sheet_lines,
)
from authenticity.problem_list.cell_text import safe
from authenticity.problem_list.cells import Cells, CellValue
from authenticity.problem_list.form import Form
from authenticity.problem_list.formats import POINTS, Formats
from authenticity.problem_list.grid import FIRST_LINE_ROW
from authenticity.problem_list.line_digests import LineDigests
from authenticity.problem_list.lines import ProblemList
from authenticity.problem_list.sheet_reading import decoded

_OPTIONS = {
    "in_memory": True,  # not constant_memory: the latter spools plain cells to temporary files
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    # Column widths count digits of the default font. Ours is on every desktop here, Excel's is not.
    "default_column_width": 56,  # what Excel makes of a digit six pixels wide
    "default_row_height": 15,
}


def render(problem_list: ProblemList, form: Form, key: bytes) -> bytes:
    """The workbook of `problem_list` as plain bytes; equal input, equal bytes.

    `key` seals what must come back unchanged (`returned_sheet`).
    """
    buffer = BytesIO()
    cells = Cells(form, problem_list)
    cases = [(row, cells.row(row)) for row in sheet_lines.of_cases(problem_list.lines)]
    notices = [(row, cells.row(row)) for row in sheet_lines.of_notices(problem_list.lines)]
    font = {"default_format_properties": {"font_name": form.font, "font_size": POINTS}}
    with Workbook(buffer, {**_OPTIONS, **font}) as book:
        _set_properties(book, problem_list, form)
        formats = Formats(book, form)
        front, sheet = book.add_worksheet(form.front_sheet), book.add_worksheet(form.sheet)
        grid = list_sheet.write_cases(sheet, problem_list, cases, form, formats)
        pages = [front, sheet]
        if notices:
            pages.append(book.add_worksheet(form.notice_sheet))
            list_sheet.write_notices(pages[-1], notices, form, formats)
        of_cases, of_notices = [row for row, _ in cases], [row for row, _ in notices]
        front_sheet.write(front, problem_list, of_cases, of_notices, grid, form, formats)
        digests = LineDigests(form, problem_list.content_digest, key)
        sent = [
            (row, number, digests.of_row(list(map(_as_read, values))))
            for number, (row, values) in enumerate(cases, start=FIRST_LINE_ROW + 1)
        ]
        hidden_sheet.write(book.add_worksheet(hidden_sheet.SHEET), problem_list, form, sent, key)
        for page in pages:
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


def _as_read(value: CellValue) -> str:
    """The cell as it will read back."""
    return "" if value is None else str(decoded(safe(str(value))))


def _set_properties(book: Workbook, problem_list: ProblemList, form: Form) -> None:
    created = problem_list.made_at.astimezone(UTC).replace(tzinfo=None)
    book.set_properties(
        {"title": form.title, "author": form.author, "category": form.mark, "created": created}
    )
    book.set_custom_property("layout", str(form.layout), "text")
    book.set_custom_property("list_date", problem_list.list_date.isoformat(), "text")
    book.set_custom_property("content_digest", problem_list.content_digest, "text")
