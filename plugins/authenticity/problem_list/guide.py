"""The second sheet of a problem list: outcomes and what each needs, evidence, colours."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from authenticity.problem_list.form import Form
from authenticity.problem_list.formats import Formats

_WIDTHS = (30, 90)


def write(sheet: Worksheet, form: Form, formats: Formats) -> None:
    """Fill the guide sheet: three small tables, printed on one portrait page."""
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    row = _table(
        sheet, 0, ("处理结果", "所需材料"),
        [(choice.label, choice.needs) for choice in form.choices["outcomes"]], formats,
    )  # fmt: skip
    row = _table(
        sheet, row + 1, ("证据种类（填字母）", "名称"),
        [(kind.letter, kind.label) for kind in form.evidence_kinds], formats,
    )  # fmt: skip
    row = _table(
        sheet, row + 1, ("紧急程度", "含义"),
        [(degree.label, degree.meaning) for degree in form.urgencies], formats,
        [degree.code for degree in form.urgencies],
    )  # fmt: skip
    sheet.hide_gridlines(2)
    sheet.protect("", {})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.set_margins(top=0.8)


def _table(
    sheet: Worksheet,
    row: int,
    heads: tuple[str, str],
    rows: Sequence[tuple[str, str]],
    formats: Formats,
    urgency_codes: Sequence[str] = (),
) -> int:
    """Write one table at `row`; the row after it."""
    for position, head in enumerate(heads):
        sheet.write_string(row, position, head, formats.head(is_fill=False))
    for offset, values in enumerate(rows, start=1):
        code = urgency_codes[offset - 1] if urgency_codes else "normal"
        for position, value in enumerate(values):
            sheet.write_string(row + offset, position, value, formats.line("text", code))
    return row + len(rows) + 1
