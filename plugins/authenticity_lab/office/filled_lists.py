"""A clerk's hand in a delivered list: opened, the yellow cells filled in, sealed again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from authenticity.delivery import sealing
from authenticity.problem_list import grid, hidden_sheet
from authenticity.problem_list.form import Form

Cells = dict[str, object]
"""What to write, by the key of the form's column."""


@dataclass(frozen=True)
class Line:
    """A row of the list: its number on the sheet, its case, its findings."""

    row_no: int
    case_no: str
    finding_ids: tuple[str, ...]


def fill(
    sealed: bytes, password: str, form: Form, answer: Callable[[Line], Cells | None]
) -> bytes | None:
    """The list with the answers to its lines, sealed anew; None where no line was answered."""
    plain = sealing.unseal(sealed, password)
    if plain is None:
        raise ValueError("a delivered list does not open with its recipient's password")
    book = load_workbook(BytesIO(plain))
    sheet, written = book[form.sheet], 0
    for line in _lines(book[hidden_sheet.SHEET]):
        cells = answer(line) or {}
        for key, value in cells.items():
            sheet.cell(line.row_no, form.column_no(key) + 1).value = value  # type: ignore[assignment]
        written += bool(cells)
    if not written:
        return None
    saved = BytesIO()
    book.save(saved)
    return sealing.seal(saved.getvalue(), password)


def _lines(hidden: Worksheet) -> list[Line]:
    lines = []
    for row_no, ids, case_no, *_ in hidden.iter_rows(
        min_row=grid.FIRST_LINE_ROW + 1, values_only=True
    ):
        if str(row_no).isdigit() and case_no:
            lines.append(Line(int(str(row_no)), str(case_no), tuple(str(ids).split())))
    return lines
