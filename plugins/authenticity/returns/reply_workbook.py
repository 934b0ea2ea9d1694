"""The reply to a returned list: of each line that somebody filled in, what became of it.

It looks like the list: the same font, marks and numbers, what needs work first. Reasons are ours
and quote nothing that a clerk wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from authenticity.problem_list.cell_text import safe
from authenticity.problem_list.form import Form
from authenticity.problem_list.formats import POINTS
from authenticity.problem_list.row_height import HIGHEST_POINTS, lines_of
from authenticity.returns import line_results
from authenticity.returns.line_results import LineResult, Named

_SHEET = "清单回执"
_WIDTHS = (6, 17, 24, 13, 76)
_POINTS = 10
_LINE_POINTS = 14.0
"""One line of text at ten points, with its leading."""

_PADDING_POINTS = 6
_TITLE_POINTS = 26
_RESULT = 3
_COLOURS = {
    line_results.REFUSED: "#FCE4D6",
    line_results.INCOMPLETE: "#FFF2B3",
    line_results.COMPLETE: "#C6EFCE",
    line_results.KNOWN: "#C6EFCE",
}
_HINTS = {
    line_results.REFUSED: "未受理的行请改正后在原清单上重填送回；其余各行不受影响。",
    line_results.INCOMPLETE: "未齐的请补充后再送。",
    line_results.KNOWN: "已受理过的行此前已答复，内容相同，无需处理。",
}
_HEAD_ROW = 3
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_column_width": 56,  # see problem_list.workbook
    "default_row_height": 15,
}


@dataclass(frozen=True)
class Look:
    """`mark` of the confidentiality rules; `headings` of what a line is about."""

    mark: str
    headings: tuple[str, str] = ("案件号", "保单号")


def render(
    results: Sequence[LineResult],
    named: Mapping[str, Named],
    list_name: str,
    recipient: str,
    at: datetime,
    form: Form,
    look: Look | None = None,
) -> bytes:
    """The workbook, refused lines first. Equal input gives equal bytes.

    `named`: case and policy by finding; a line about none of ours has neither. `look`: a list's,
    unless it is given.
    """
    look = look or Look(form.mark)
    buffer = BytesIO()
    font = {"font_name": form.font, "font_size": _POINTS}
    with Workbook(buffer, {**_OPTIONS, "default_format_properties": font}) as book:
        book.set_properties({"created": at.astimezone(UTC).replace(tzinfo=None)})
        shape = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True, **font}
        bold = book.add_format({"bold": True, **font, "font_size": 14})
        head = book.add_format(
            {**shape, "bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF"}
        )
        shapes = {state: book.add_format({**shape, "bg_color": c}) for state, c in _COLOURS.items()}
        sheet = book.add_worksheet(_SHEET)
        sheet.set_row(0, _TITLE_POINTS)
        for row in (1, 2):
            sheet.set_row(row, _LINE_POINTS + _PADDING_POINTS)
        sheet.write_string(0, 0, f"{look.mark}　{safe(list_name)}", bold)
        sheet.write_string(1, 0, line_results.counted(results))
        sheet.write_string(2, 0, _hint(results))
        headings = ("行号", *look.headings, "结果", "原因，或还缺什么")
        sheet.set_row(_HEAD_ROW, _height(headings))
        for column, (heading, width) in enumerate(zip(headings, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(_HEAD_ROW, column, heading, head)
        _write_lines(sheet, results, named, shapes, book.add_format(shape))
        sheet.freeze_panes(_HEAD_ROW + 1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD_ROW)
        sheet.set_header(f"&L{look.mark}&R{_page_text(recipient)}")
        sheet.set_footer(f"&L{look.mark}&C第 &P 页，共 &N 页&R{_page_text(list_name)}")
    return buffer.getvalue()


def _write_lines(
    sheet: Worksheet,
    results: Iterable[LineResult],
    named: Mapping[str, Named],
    shapes: Mapping[str, Format],
    plain: Format,
) -> None:
    states = list(line_results.STATES)
    ordered = sorted(results, key=lambda each: (states.index(each.state), each.row_no))
    for row, result in enumerate(ordered, start=_HEAD_ROW + 1):
        of_findings = (named[each] for each in _finding_ids(result) if each in named)
        ours = result.named or next(of_findings, Named("", ""))
        said = line_results.STATES[result.state]
        texts = (str(result.row_no), ours.number, ours.subject, said, result.reason)
        for column, text in enumerate(texts):
            shape = shapes[result.state] if column == _RESULT else plain
            sheet.write_string(row, column, safe(text), shape)
        sheet.set_row(row, _height(texts))


def _height(texts: Sequence[str]) -> float:
    """Height in points of a row that shows these texts whole."""
    # The widths count characters of nine points; ours are larger.
    wrapped = (
        lines_of(safe(text), width * POINTS / _POINTS)
        for text, width in zip(texts, _WIDTHS, strict=True)
    )
    return min(max(wrapped) * _LINE_POINTS + _PADDING_POINTS, HIGHEST_POINTS)


def _finding_ids(result: LineResult) -> list[str]:
    return [each.finding_id for each in result.findings if each.finding_id]


def _hint(results: Iterable[LineResult]) -> str:
    """What is to be done, of the lines that there are."""
    states = {each.state for each in results}
    return "".join(hint for state, hint in _HINTS.items() if state in states)


def _page_text(text: str) -> str:
    """Text for a page header, where `&` begins a command."""
    return safe(text).replace("\n", " ").replace("&", "＆")[:100]
