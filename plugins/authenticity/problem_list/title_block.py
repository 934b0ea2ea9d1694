"""The block above the lines: mark, title, summary, legend, and how to fill in."""

from __future__ import annotations

from collections import Counter

from xlsxwriter.worksheet import Worksheet

from authenticity.problem_list.cell_text import safe
from authenticity.problem_list.cells import Cells
from authenticity.problem_list.form import Form
from authenticity.problem_list.formats import Formats
from authenticity.problem_list.lines import ProblemList
from authenticity.problem_list.sheet_rows import GUIDE_ROW, LEGEND_ROW, SUMMARY_ROW, TITLE_ROW

_TITLE_WIDTH = 150
"""Characters that the block spans: what an ordinary office screen shows at once."""

_LEGEND_WIDTH = 28


def write(sheet: Worksheet, problem_list: ProblemList, form: Form, formats: Formats) -> None:
    """Fill the rows above the header."""
    last = _span(form, 0, _TITLE_WIDTH)
    sheet.set_row(TITLE_ROW, 28)
    sheet.write_string(TITLE_ROW, 0, form.mark, formats.mark)
    sheet.merge_range(TITLE_ROW, 1, TITLE_ROW, last, "", formats.title)
    sheet.write_string(TITLE_ROW, 1, safe(heading(problem_list, form)), formats.title)
    sheet.set_row(SUMMARY_ROW, 20)
    sheet.merge_range(SUMMARY_ROW, 0, SUMMARY_ROW, last, "", formats.summary)
    sheet.write_string(SUMMARY_ROW, 0, safe(_summary(problem_list)), formats.summary)
    _write_legend(sheet, problem_list, form, formats)
    sheet.set_row(GUIDE_ROW, 62)
    sheet.merge_range(GUIDE_ROW, 0, GUIDE_ROW, last, "", formats.guide)
    due = problem_list.first_due_on
    text = form.guide[problem_list.audience].format(due=due.isoformat() if due else "—")
    sheet.write_string(GUIDE_ROW, 0, text, formats.guide)


def heading(problem_list: ProblemList, form: Form) -> str:
    """What list this is: on the first row and on top of every page."""
    names = dict(problem_list.names)
    channel = names.get(f"channel:{problem_list.channel_code}", problem_list.channel_code)
    parts = [form.title, channel]
    if problem_list.team_code:
        parts.append(names.get(f"team:{problem_list.team_code}", problem_list.team_code))
    parts.append(problem_list.list_date.isoformat())
    if problem_list.supplement_no > 1:
        parts.append(f"第 {problem_list.supplement_no} 版（取代前一版）")
    return "  ".join(parts)


def _summary(problem_list: ProblemList) -> str:
    listed_only = sum(line.case_no is None for line in problem_list.lines)
    due = problem_list.first_due_on
    leader = f"（{problem_list.leader_name}）" if problem_list.leader_name else ""
    return "    ".join(
        [
            f"收件人：{problem_list.recipient}{leader}",
            f"清单日：{problem_list.list_date.isoformat()}",
            f"共 {len(problem_list.lines)} 行、{problem_list.case_count} 件问题件",
            f"仅提示 {listed_only} 行",
            f"最早处理时限：{due.isoformat() if due else '无'}",
        ]
    )


def _write_legend(
    sheet: Worksheet, problem_list: ProblemList, form: Form, formats: Formats
) -> None:
    cells = Cells(form, problem_list)
    counts = Counter(cells.urgency_code(line) for line in problem_list.lines)
    sheet.set_row(LEGEND_ROW, 32)
    first = 0
    for degree in form.urgencies:
        last = _span(form, first, _LEGEND_WIDTH)
        shape = formats.legend(degree.code)
        sheet.merge_range(LEGEND_ROW, first, LEGEND_ROW, last, "", shape)
        text = f"{degree.label}（共 {counts[degree.code]} 行）\n{degree.meaning}"
        sheet.write_string(LEGEND_ROW, first, text, shape)
        first = last + 1


def _span(form: Form, first: int, width: float) -> int:
    """Last column of a block that begins at `first` and is at least `width` wide."""
    last, total = first, form.columns[first].width
    while total < width and last + 1 < len(form.columns):
        last += 1
        total += form.columns[last].width
    return max(last, first + 1)  # merging needs two cells
