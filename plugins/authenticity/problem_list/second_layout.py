"""Layout 2 of the problem list, read back: which row is about what, and which cells changed.

A row is found by the digests of its locked cells, so a list that was sorted is read as well. A row
whose locked cells changed is the one that stood in its place; what fits nowhere is none of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from authenticity.problem_list import grid
from authenticity.problem_list.form import Form
from authenticity.problem_list.hidden_sheet import SentLine
from authenticity.problem_list.line_digests import LineDigests
from authenticity.problem_list.sheet_reading import FilledLine, SheetRow, Workbook, is_empty

_INSERTED = 100
"""Rows that somebody may have put between ours."""

NOT_ON_THE_LIST = "这一行不在所发的清单中，或与另一行重复"


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
    rows = list(_rows(book, form, sent, digests))
    places = _places(rows, sent)
    by_row_no = {each.row_no: each for each in sent}
    taken = {each.row_no for each in places.values()}
    for row in rows:
        exact = places.get(row.row_no)
        instead = by_row_no.get(row.row_no) if row.row_no not in taken else None
        filled = _filled(row, exact or instead, form, digests)
        if filled.line_ids or filled.formulas or not is_empty(list(filled.cells.values())):
            yield filled


def _rows(book: Workbook, form: Form, sent: list[SentLine], digests: LineDigests) -> Iterator[_Row]:
    last = max((each.row_no for each in sent), default=0) + _INSERTED
    for cells in book.rows(form.sheet, grid.FIRST_LINE_ROW + 1, last, len(form.columns)):
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


def _places(rows: Iterable[_Row], sent: Iterable[SentLine]) -> dict[int, SentLine]:
    """By number on the sheet, what a row with unchanged locked cells is; each line once."""
    waiting = {each.locked: each for each in sent}
    return {row.row_no: waiting.pop(row.locked) for row in rows if row.locked in waiting}


def _filled(row: _Row, line: SentLine | None, form: Form, digests: LineDigests) -> FilledLine:
    keys = (column.key for column in form.columns if column.fill)
    return FilledLine(
        row_no=row.row_no,
        line_ids=line.line_ids if line else (),
        cells=dict(zip(keys, row.answers, strict=True)),
        changed=digests.changed(line.locked, row.locked) if line else (),
        formulas=row.formulas,
        problems=() if line else (NOT_ON_THE_LIST,),
    )
