"""The sheets with the lines: what the back office answers, and what only informs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from xlsxwriter.worksheet import Worksheet

from authenticity.problem_list import formulas, page_setup
from authenticity.problem_list import grid as grids
from authenticity.problem_list.cell_text import safe
from authenticity.problem_list.cells import Cells, CellValue
from authenticity.problem_list.form import Column, Form
from authenticity.problem_list.formats import Formats
from authenticity.problem_list.grid import FIRST_LINE_ROW, HEADER_ROW, Grid
from authenticity.problem_list.lines import ProblemList
from authenticity.problem_list.row_height import height
from authenticity.problem_list.sheet_lines import SheetLine

_FIRST_YEAR = 1900
"""Excel's calendar begins here; an older date, which only a slip can be, is shown as text."""


def write_cases(
    sheet: Worksheet,
    problem_list: ProblemList,
    rows: Sequence[tuple[SheetLine, list[CellValue]]],
    form: Form,
    formats: Formats,
) -> Grid:
    """Fill the sheet that is answered; the grid that it has got."""
    grid = grids.of_list(form, problem_list.audience)
    shown = [grid.picked(values, form) for _, values in rows]
    grid = grids.fitted(grid, shown)
    _write(sheet, grid, shown, form, formats)
    cells = Cells(form, problem_list)
    for row, (line, _) in enumerate(rows, start=FIRST_LINE_ROW):
        _write_formulas(sheet, row, line, cells, grid, formats)
    if not rows:
        sheet.write_string(FIRST_LINE_ROW, 0, form.no_cases, formats.plain(text_wrap=False))
    _colour(sheet, grid, len(rows), form, formats)
    _validate(sheet, grid, len(rows), form, problem_list.list_date)
    return grid


def write_notices(
    sheet: Worksheet,
    rows: Sequence[tuple[SheetLine, list[CellValue]]],
    form: Form,
    formats: Formats,
) -> None:
    """Fill the sheet of what needs no answer: nothing is yellow, nothing is due."""
    grid = grids.of_notices(form)
    shown = [grid.picked(values, form) for _, values in rows]
    _write(sheet, grids.fitted(grid, shown), shown, form, formats)


def _write(
    sheet: Worksheet, grid: Grid, rows: Sequence[list[CellValue]], form: Form, formats: Formats
) -> None:
    sheet.set_row(HEADER_ROW, 30)  # the filter's arrows stand below the headings
    for position, column in enumerate(grid.columns):
        sheet.write_string(HEADER_ROW, position, column.heading, formats.head(column.fill))
    for row, values in enumerate(rows, start=FIRST_LINE_ROW):
        for position, (column, value) in enumerate(zip(grid.columns, values, strict=True)):
            _write_value(sheet, row, position, value, column, formats)
        sheet.set_row(row, height(values, grid.columns))
    page_setup.set_view(sheet, grid, len(rows), form)
    page_setup.set_page(sheet, grid, len(rows))


def _write_value(
    sheet: Worksheet, row: int, position: int, value: CellValue, column: Column, formats: Formats
) -> None:
    if isinstance(value, date) and value.year >= _FIRST_YEAR:
        sheet.write_datetime(row, position, value, formats.cell(column))
    elif value:
        kind = "date_text" if column.kind == "date" else column.kind
        sheet.write_string(row, position, safe(str(value)), formats.cell(column, kind))
    else:
        sheet.write_blank(row, position, None, formats.cell(column))


def _write_formulas(
    sheet: Worksheet, row: int, line: SheetLine, cells: Cells, grid: Grid, formats: Formats
) -> None:
    """With the values of the list date, for what does not compute."""
    form, list_date = cells.form, cells.problem_list.list_date
    label = form.urgency_labels[cells.urgency_code(line)]
    computed = {"urgency": (formulas.urgency(form, grid, row), label)}
    if grid.has("missing"):
        nothing_yet = form.heading("outcome") if line.needs_answer else ""
        computed["missing"] = (formulas.missing(form, grid, row, list_date), nothing_yet)
        computed["evidence_plain"] = (formulas.evidence_plain(grid, row), "、")
    for key, (formula, value) in computed.items():
        column = grid.no(key)
        sheet.write_formula(row, column, formula, formats.cell(grid.columns[column]), value)


def _colour(sheet: Worksheet, grid: Grid, rows: int, form: Form, formats: Formats) -> None:
    """Urgency and due date by degree; what is missing, or that nothing is."""
    last = page_setup.last_line(rows)
    urgency = grid.cell("urgency", FIRST_LINE_ROW)
    for degree in form.urgencies:
        rule = {
            "type": "formula",
            "criteria": f'={urgency}="{degree.label}"',
            "format": formats.urgency(degree.code),
        }
        sheet.conditional_format(FIRST_LINE_ROW, grid.no("due"), last, grid.no("urgency"), rule)
    if grid.has("missing"):
        outcome, missing = (grid.cell(key, FIRST_LINE_ROW) for key in ("outcome", "missing"))
        tests = {
            f'=AND({outcome}<>"",{missing}="")': True,
            f'=AND({outcome}<>"",{missing}<>"")': False,
        }
        for criteria, is_complete in tests.items():
            shape = formats.completeness(is_complete)
            rule = {"type": "formula", "criteria": criteria, "format": shape}
            place = grid.no("missing")
            sheet.conditional_format(FIRST_LINE_ROW, place, last, place, rule)


def _validate(sheet: Worksheet, grid: Grid, rows: int, form: Form, list_date: date) -> None:
    last = page_setup.last_line(rows)
    for position, column in enumerate(grid.columns):
        if column.fill and rows:
            rule = _rule(column, form, list_date)
            rule |= {"input_title": column.heading, "input_message": column.tip}
            sheet.data_validation(FIRST_LINE_ROW, position, last, position, rule)


def _rule(column: Column, form: Form, list_date: date) -> dict[str, object]:
    """What Excel lets a clerk put into the column."""
    if column.kind == "choice":
        labels = [choice.label for choice in form.outcomes]
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
