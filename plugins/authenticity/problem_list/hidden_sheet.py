"""The hidden sheet `_lines`: which list this is, and what each row of it is about.

The reader takes identity from here and from nowhere else; a digest over the whole sheet shows
that nobody changed it. All cells are text, so that no program that re-saves the file reshapes one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from itertools import chain

from xlsxwriter.worksheet import Worksheet

from authenticity.errors import ReturnError
from authenticity.problem_list import line_digests
from authenticity.problem_list.form import Form
from authenticity.problem_list.lines import ProblemList
from authenticity.problem_list.sheet_lines import SheetLine
from authenticity.problem_list.sheet_reading import LAST_ROW, Head, Workbook, plain_text

SHEET = "_lines"
_HEAD = ("layout", "list_date", "channel_code", "team_code", "recipient", "content_digest",
         "made_at")  # fmt: skip
_SEAL_ROW, _NAMES_ROW, _FIRST_ROW = 7, 8, 9
_COLUMNS = ("sheet_row", "line_ids", "case_no", "rule_codes", "versions", "locked")

_DAMAGED = "清单的隐藏页已被改动或丢失，无法核对；请在收到的原文件上填写"
_UNKNOWN_LAYOUT = "清单格式的版本本系统不认识"


@dataclass(frozen=True, slots=True)
class SentLine:
    """A row as it was sent: its number on the sheet from 1, its findings, its digests."""

    row_no: int
    line_ids: tuple[str, ...]
    locked: str


def write(
    sheet: Worksheet,
    problem_list: ProblemList,
    form: Form,
    rows: Sequence[tuple[SheetLine, int, str]],
    key: bytes,
) -> None:
    """Fill the sheet; `rows`: what a row is about, its number from 1, its digests."""
    head = [
        str(form.layout),
        problem_list.list_date.isoformat(),
        problem_list.channel_code,
        problem_list.team_code or "",
        problem_list.recipient,
        problem_list.content_digest,
        problem_list.made_at.astimezone(UTC).isoformat(),
    ]
    lines = [_line(*row) for row in rows]
    for row, (name, text) in enumerate(zip(_HEAD, head, strict=True)):
        _write_row(sheet, row, (name, text))
    _write_row(sheet, _SEAL_ROW, ("seal", line_digests.seal(_sealed(head, lines), key)))
    _write_row(sheet, _NAMES_ROW, _COLUMNS)
    for row, line in enumerate(lines, start=_FIRST_ROW):
        _write_row(sheet, row, line)
    sheet.protect("", {})
    sheet.very_hidden()


def is_in(book: Workbook) -> bool:
    """Whether the workbook has the sheet, which layout 1 had not."""
    return book.has(SHEET)


def read(book: Workbook, form: Form, key: bytes) -> tuple[Head, str, list[SentLine]]:
    """Which list it is, its content digest, and its rows.

    Raises `ReturnError` where the sheet is not as it was sent.
    """
    top = list(book.rows(SHEET, 1, _SEAL_ROW + 1, 2))
    head = [plain_text(row.values[1]) for row in top[: len(_HEAD)]]
    lines = []
    for row in book.rows(SHEET, _FIRST_ROW + 1, LAST_ROW, len(_COLUMNS)):
        texts = [plain_text(value) for value in row.values]
        if not texts[0]:
            break
        lines.append(texts)
    seal = plain_text(top[_SEAL_ROW].values[1]) if len(top) > _SEAL_ROW else ""
    if seal != line_digests.seal(_sealed(head, lines), key):
        raise ReturnError(_DAMAGED)
    if head[0] != str(form.layout):
        raise ReturnError(_UNKNOWN_LAYOUT)
    layout, list_date, channel_code, team_code, recipient, content_digest, _ = head
    known = Head(
        int(layout), date.fromisoformat(list_date), channel_code, team_code or None, recipient
    )
    return (
        known,
        content_digest,
        [SentLine(int(texts[0]), tuple(texts[1].split()), texts[5]) for texts in lines],
    )


def _line(row: SheetLine, row_no: int, locked: str) -> list[str]:
    versions = (each.rule_version.split(" ")[-1] for each in row.findings)
    return [
        str(row_no),
        " ".join(each.line_id for each in row.findings),
        row.first.case_no or "",
        " ".join(dict.fromkeys(each.rule_code for each in row.findings)),
        " ".join(dict.fromkeys(versions)),
        locked,
    ]


def _sealed(head: Sequence[str], lines: Sequence[Sequence[str]]) -> Iterator[str]:
    return (plain_text(text) for texts in chain((head,), lines) for text in texts)


def _write_row(sheet: Worksheet, row: int, texts: Sequence[str]) -> None:
    for position, text in enumerate(texts):
        if text:
            sheet.write_string(row, position, text)
