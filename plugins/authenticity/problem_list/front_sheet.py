"""The sheet in front of the list: what it is, by when, where to, and what each answer needs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from xlsxwriter.worksheet import Worksheet

from authenticity.problem_list import formulas, page_setup
from authenticity.problem_list.cell_text import safe
from authenticity.problem_list.form import NOTICES_ONLY, Form
from authenticity.problem_list.formats import Formats
from authenticity.problem_list.grid import Grid
from authenticity.problem_list.lines import ListLine, ProblemList
from authenticity.problem_list.row_height import lines_of
from authenticity.problem_list.sheet_lines import SheetLine

_WIDTHS = (18.0, 16.0, 16.0, 16.0, 58.0)
"""A label, and four columns that a text spans: 750 pixels, an A4 page upright."""

_LINE_POINTS = 15.5
_LAST = len(_WIDTHS) - 1


def write(
    sheet: Worksheet,
    problem_list: ProblemList,
    rows: Sequence[SheetLine],
    notices: Sequence[SheetLine],
    grid: Grid,
    form: Form,
    formats: Formats,
) -> None:
    """Fill the sheet. `grid` is the list's, whose columns the counts are over."""
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    page = _Page(sheet, formats)
    page.heading(form.mark, page_setup.heading(problem_list, form))
    page.pair("收件人", _recipient(problem_list))
    page.pair("内容", _counts(problem_list, rows, notices))
    kind = problem_list.audience if rows else NOTICES_ONLY
    if kind == "back_office":
        nothing_yet = f"已填 0/{len(rows)}，其中 0 行已填齐"
        page.computed("进度", formulas.filled(form, grid, len(rows)), nothing_yet)
    words = {"due": _first_due(problem_list, form), "channel": _channel(problem_list)}
    for label, text in form.front[kind].items():
        page.pair(label, text.format(**words))
    if kind == "back_office":
        _write_outcomes(page, form)
    if kind == "leader":
        _write_salespeople(page, problem_list, rows)
    if rows:
        _write_urgencies(page, grid, len(rows), form)
    sheet.hide_gridlines(2)
    sheet.protect("", {})
    sheet.set_portrait()
    sheet.set_paper(page_setup.A4)
    sheet.fit_to_pages(1, 1 if problem_list.audience == "back_office" else 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.6)


class _Page:
    """Writes row after row."""

    def __init__(self, sheet: Worksheet, formats: Formats) -> None:
        self.sheet, self.formats, self.row = sheet, formats, 0

    def heading(self, mark: str, title: str) -> None:
        bold = {"bold": True, "valign": "vcenter", "text_wrap": False}
        self.sheet.set_row(self.row, 30)
        red = self.formats.plain(font_size=16, font_color="#C00000", **bold)
        self.sheet.write_string(self.row, 0, mark, red)
        self._span(safe(title), self.formats.plain(font_size=16, **{**bold, "text_wrap": True}))
        self.row += 1

    def pair(self, label: str, text: str) -> None:
        """A label, and a text as high as it needs to be."""
        text = safe(text)
        lines = lines_of(text, sum(_WIDTHS[1:]) * 9 / 11)  # eleven points instead of nine
        self.sheet.set_row(self.row, lines * _LINE_POINTS + 5)
        self._label(label)
        self._span(text, self.formats.plain())
        self.row += 1

    def computed(self, label: str, formula: str, value: str) -> None:
        self.sheet.set_row(self.row, _LINE_POINTS + 8)
        self._label(label)
        shape = self.formats.plain(bold=True, font_size=12, font_color="#1F3864")
        self.sheet.merge_range(self.row, 1, self.row, _LAST, "", shape)
        self.sheet.write_formula(self.row, 1, formula, shape, value)
        self.row += 1

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table; its last column takes what the others leave."""
        self.row += 1
        self._table_row(heads, True)
        for texts in rows:
            self._table_row(texts, False)

    def _table_row(self, texts: Sequence[str], is_head: bool) -> None:
        shape = self.formats.head(False, "vcenter") if is_head else self.formats.framed()
        width = sum(_WIDTHS[len(texts) - 1 :]) * 9 / 11
        self.sheet.set_row(self.row, lines_of(texts[-1], width) * _LINE_POINTS + 6)
        for position, text in enumerate(texts[:-1]):
            self.sheet.write_string(self.row, position, safe(text), shape)
        self._span(safe(texts[-1]), shape, len(texts) - 1)
        self.row += 1

    def _label(self, label: str) -> None:
        self.sheet.write_string(self.row, 0, label, self.formats.plain(bold=True))

    def _span(self, text: str, shape: object, first: int = 1) -> None:
        if first < _LAST:
            self.sheet.merge_range(self.row, first, self.row, _LAST, "", shape)
        self.sheet.write_string(self.row, first, text, shape)


def _write_outcomes(page: _Page, form: Form) -> None:
    page.table(("处理结果", "所需证据"), [(each.label, each.needs) for each in form.outcomes])
    page.table(("证据字母", "名称"), [(each.letter, each.label) for each in form.evidence_kinds])


def _write_urgencies(page: _Page, grid: Grid, rows: int, form: Form) -> None:
    """The degrees with their colours, and how many lines have each today."""
    page.table(("紧急", "今日行数", "含义"), [])
    for degree in form.urgencies:
        row, colour = page.row, page.formats.framed(bg_color=f"#{degree.colour}")
        page._table_row((degree.label, "", degree.meaning), False)
        page.sheet.write_string(row, 0, degree.label, colour)
        counted = formulas.count_of(form, grid, rows, degree.code)
        page.sheet.write_formula(row, 1, counted, page.formats.framed(align="center"), 0)


def _write_salespeople(page: _Page, problem_list: ProblemList, rows: Sequence[SheetLine]) -> None:
    """For the leader: who has how much, and by when."""
    names = dict(problem_list.names)
    by_agent = sorted(rows, key=lambda row: row.first.agent_code or "")
    table = []
    for code, group in groupby(by_agent, key=lambda row: row.first.agent_code or ""):
        lines = list(group)
        due = min((row.first.due_on for row in lines if row.first.due_on), default=None)
        conflicts = sum(row.first.in_conflict for row in lines)
        table.append(
            (
                " ".join(filter(None, (names.get(f"agent:{code}"), code))) or "（无）",
                str(len({row.first.case_no for row in lines})),
                str(len(lines)),
                str(conflicts),
                due.isoformat() if due else "—",
            )
        )
    page.table(("业务员", "问题件", "行数", "其中冲突", "最早处理时限"), table)


def _recipient(problem_list: ProblemList) -> str:
    leader = f"（{problem_list.leader_name}）" if problem_list.leader_name else ""
    return f"{problem_list.recipient}{leader}"


def _counts(
    problem_list: ProblemList, rows: Sequence[SheetLine], notices: Sequence[SheetLine]
) -> str:
    day = f"清单日 {problem_list.list_date.isoformat()}"
    if not rows:
        return f"{day}；没有问题件，只有提示 {len(notices)} 行"
    return (
        f"{day}；共 {len(rows)} 行、{problem_list.case_count} 件问题件；另有提示 {len(notices)} 行"
    )


def _first_due(problem_list: ProblemList, form: Form) -> str:
    line = problem_list.first_due
    if line is None or line.due_on is None:
        return "—"
    return _due_text(line, form)


def _due_text(line: ListLine, form: Form) -> str:
    if line.act_by in (None, line.due_on):
        return str(line.due_on)
    return f"{line.due_on}（{form.day_off_mark}，{line.act_by}）"


def _channel(problem_list: ProblemList) -> str:
    names = dict(problem_list.names)
    return safe(names.get(f"channel:{problem_list.channel_code}", problem_list.channel_code))
