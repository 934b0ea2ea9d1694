"""The reply to a returned list: of each line that somebody filled in, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter

from authenticity.returns.line_results import LineResult
from authenticity.settings import LOCAL

_HEADINGS = (("清单行号", 10), ("受理", 8), ("未受理原因或还缺材料", 90))
_SHEET = "清单回执"
_TITLE = "客户信息真实性问题件清单回执　秘密"
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,  # a reason may quote what a clerk wrote
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render(results: Sequence[LineResult], list_name: str, at: datetime) -> bytes:
    """The workbook, refused lines first. Equal input gives equal bytes."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"created": at.astimezone(LOCAL).replace(tzinfo=None)})
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        sheet = book.add_worksheet(_SHEET)
        sheet.write_string(0, 0, _TITLE, bold)
        sheet.write_string(1, 0, list_name)
        for column, (heading, width) in enumerate(_HEADINGS):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, heading, bold)
        ordered = sorted(results, key=lambda each: (each.accepted, not each.missing, each.row_no))
        for row, result in enumerate(ordered, start=3):
            sheet.write_number(row, 0, result.row_no)
            sheet.write_string(row, 1, "已受理" if result.accepted else "未受理")
            sheet.write_string(row, 2, result.reason, wrapped)
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{list_name}　秘密&R&P/&N")
    return buffer.getvalue()
