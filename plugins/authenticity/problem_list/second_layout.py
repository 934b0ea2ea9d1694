"""Layout 2 of the problem list, read back: which row is about what, and which cells changed.

A row is found by the digests of its locked cells, so a list that was sorted is read as well. A row
whose locked cells changed is the one that stood in its place; what fits nowhere is none of ours. Of
rows that look alike, each is told by its place alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from authenticity.problem_list import grid
from authenticity.problem_list.form import Form
from authenticity.problem_list.hidden_sheet import SentLine
from authenticity.problem_list.line_digests import LineDigests
from authenticity.problem_list.sheet_reading import (
    LAST_ROW,
    FilledLine,
    SheetRow,
    Workbook,
    is_empty,
)

NOT_ON_THE_LIST = "这一行不在所发的清单中，或与另一行重复"
ALIKE = "清单中另有内容相同的一行，移动后无法区分，请在原清单的原位置上填写"


@dataclass(frozen=True, slots=True)
class _Row:
    """What is kept of a row until all are seen: a list may have 100 000."""

    row_no: int
    answers: tuple[object, ...]
    formulas: tuple[str, ...]
    locked: str


def lines(
    book: Workbook, form: Form, sent: list[SentLine], digests: LineDigests
) -> Iterator[FilledLine]:
    """Every row that is ours or has an answer, in the order of the sheet."""
    rows = list(_rows(book, form, digests))
    places, alike = _places(rows, sent)
    by_row_no = {each.row_no: each for each in sent}
    taken = {each.row_no for each in places.values()}
    for row in rows:
        line, reason = places.get(row.row_no), NOT_ON_THE_LIST
        if row.row_no in alike:
            reason = ALIKE
        elif line is None and row.row_no not in taken:
            line = by_row_no.get(row.row_no)
        filled = _filled(row, line, reason, form, digests)
        if filled.line_ids or filled.formulas or not is_empty(list(filled.cells.values())):
            yield filled


def _rows(book: Workbook, form: Form, digests: LineDigests) -> Iterator[_Row]:
    """To the end of the sheet: an answer far below our lines is none, but it is named."""
    for cells in book.rows(form.sheet, grid.FIRST_LINE_ROW + 1, LAST_ROW, len(form.columns)):
        if not is_empty(cells.values):
            yield _kept(cells, form, digests.of_row(cells.values))


def _kept(cells: SheetRow, form: Form, locked: str) -> _Row:
    answers = cells.answers(0)
    fill = [(i, column) for i, column in enumerate(form.columns) if column.fill]
    return _Row(
        cells.row_no,
        tuple(answers[i] for i, _ in fill),
        tuple(column.heading for i, column in fill if cells.is_formula[i]),
        locked,
    )


def _places(rows: Sequence[_Row], sent: Sequence[SentLine]) -> tuple[dict[int, SentLine], set[int]]:
    """By number on the sheet, what a row with unchanged locked cells is; each line once.

    And the rows that may be one of several lines of the same content, which are not all in place.
    """
    by_content: defaultdict[str, dict[int, SentLine]] = defaultdict(dict)
    for line in sent:
        by_content[line.locked][line.row_no] = line
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.locked in by_content:
            found[row.locked].append(row.row_no)
    places: dict[int, SentLine] = {}
    alike: set[int] = set()
    for locked, row_nos in found.items():
        lines = by_content[locked]
        if len(lines) == 1:  # of several copies the one in place is the line
            ((row_no, line),) = lines.items()
            places[row_no if row_no in row_nos else row_nos[0]] = line
        elif lines.keys() == set(row_nos):
            places |= lines
        else:
            alike |= set(row_nos)
    return places, alike


def _filled(
    row: _Row, line: SentLine | None, reason: str, form: Form, digests: LineDigests
) -> FilledLine:
    keys = (column.key for column in form.columns if column.fill)
    return FilledLine(
        row_no=row.row_no,
        line_ids=line.line_ids if line else (),
        cells=dict(zip(keys, row.answers, strict=True)),
        changed=digests.changed(line.locked, row.locked) if line else (),
        formulas=row.formulas,
        problems=() if line else (reason,),
    )
