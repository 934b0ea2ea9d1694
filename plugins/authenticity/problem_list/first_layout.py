"""Layout 1 of the problem list, as version 0.2.0 wrote it: read back, never written any more.

It has the line's number in sight and no hidden sheet, so a changed locked cell cannot be told; the
number of the line, which the store knows, says what an answer is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from authenticity.errors import ReturnError
from authenticity.problem_list.sheet_reading import (
    LAST_ROW,
    FilledLine,
    Head,
    SheetRow,
    Workbook,
    is_empty,
    plain_text,
)

SHEET = "问题件清单"
_SUMMARY_ROW, _FIRST_LINE_ROW = 2, 7
_LINE_ID, _CHANNEL, _FIRST_FILL = 0, 10, 21
_FILL = (
    "outcome", "in_core_system", "evidence_kinds", "evidence_refs", "contact_attempts", "clerk",
    "handled_on", "remark",
)  # fmt: skip
_HEADINGS = (
    "处理结果", "已录入核心系统", "证据种类", "证据编号", "联系记录", "经办内勤", "处理日期",
    "备注",
)  # fmt: skip
_COLUMNS = _FIRST_FILL + len(_FILL)
_RECIPIENT = re.compile(r"收件人：(\S+?)(?:（[^）]*）)?(?:\s|$)")
_DAMAGED = "清单的标题行已被改动，无法识别是哪一份清单"


def is_of(book: Workbook) -> bool:
    """Whether the workbook says that it is a list of this layout."""
    return book.properties.get("layout") == "1" and book.has(SHEET)


def head(book: Workbook) -> Head:
    """Which list it is. Raises `ReturnError` where title or first line do not say."""
    summary = next(book.rows(SHEET, _SUMMARY_ROW, _SUMMARY_ROW, 1), None)
    recipient = _RECIPIENT.search(plain_text(summary.values[0])) if summary else None
    first = next(_lines(book), None)
    channel = str(first.values[_CHANNEL] or "").split("\n")[-1].strip() if first else ""
    try:
        list_date = date.fromisoformat(book.properties.get("list_date", ""))
    except ValueError:
        raise ReturnError(_DAMAGED) from None
    if recipient is None or not channel:
        raise ReturnError(_DAMAGED)
    return Head(1, list_date, channel, None, recipient[1])


def lines(book: Workbook) -> Iterator[FilledLine]:
    """Every line of the list, with letters and numbers of evidence put together as in layout 2."""
    for row in _lines(book):
        cells = dict(zip(_FILL, row.answers(_FIRST_FILL), strict=True))
        cells["evidence"] = _evidence(cells.pop("evidence_kinds"), cells.pop("evidence_refs"))
        cells.pop("in_core_system")  # the closed loop looks for itself
        records = (cells.pop("contact_attempts"), cells.pop("remark"))
        cells["contact"] = "\n".join(str(each) for each in records if each is not None)
        flags = zip(_HEADINGS, row.is_formula[_FIRST_FILL:], strict=True)
        yield FilledLine(
            row.row_no,
            tuple(plain_text(row.values[_LINE_ID]).split()),
            cells,
            formulas=tuple(heading for heading, is_formula in flags if is_formula),
        )


def _lines(book: Workbook) -> Iterator[SheetRow]:
    rows = book.rows(SHEET, _FIRST_LINE_ROW, LAST_ROW, _COLUMNS)
    return (row for row in rows if not is_empty(row.values))


def _evidence(kinds: object, references: object) -> str:
    """`A=1、B=2` from `A、B` and `1、2`; what has no partner is named by the grammar."""
    letters = re.findall(r"[A-Za-zＡ-Ｚａ-ｚ]", plain_text(kinds))
    numbers = [each for each in re.split(r"[、,，;；\s]+", plain_text(references)) if each]
    pairs = [f"{letter}={number}" for letter, number in zip(letters, numbers, strict=False)]
    alone = letters[len(numbers) :] + numbers[len(letters) :]
    return "、".join((*alone, *pairs))
