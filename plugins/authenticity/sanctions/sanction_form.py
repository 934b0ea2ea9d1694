"""The form of open sanction records: written for a channel's back office, and read back.

Identity comes from the locked cells, under a keyed digest in a folded column that binds them to the
channel, the recipient and the day: a changed cell, or a line of another form, is noticed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from authenticity.delivery.table_workbook import HEAD_ROW, HEAD_SHEET, Column, Table
from authenticity.errors import ReturnError
from authenticity.problem_list import answer_grammar, sheet_reading
from authenticity.problem_list.sheet_reading import SheetRow, Workbook
from authenticity.sanctions.filling import Filling
from authenticity.sanctions.sanction_kinds import SanctionWords

_KIND = "sanctions"
_HEAD = ("form", "channel_code", "recipient", "on")
_DAYS = ("decided_on", "told_compliance_on")
_SENT = 5
"""Columns that are locked; the others are filled in, and the digest stands behind them."""

_WIDTHS = (17, 17, 24, 10, 11, 10, 12, 11, 16, 11, 22, 10)
_CHANGED = "锁定栏被改动"
_FORMULA = "填写栏含公式，请改为文字"
_DAMAGED = "登记表的隐藏页已被改动或丢失，无法核对；请在收到的原文件上填写"
_MOST_LINES = 20_000


@dataclass(frozen=True)
class FilledForm:
    """A form that came back: whose it is, and its lines in the order of the sheet."""

    channel_code: str
    recipient: str
    on: date
    lines: tuple[FilledLine, ...]


@dataclass(frozen=True)
class FilledLine:
    """A line that somebody filled in; `problems` says in Chinese why it cannot be read."""

    row_no: int
    filling: Filling
    problems: tuple[str, ...]


def table(
    records: Sequence[Sequence[str]],
    channel_code: str,
    audience: str,
    recipient: str,
    on: date,
    words: SanctionWords,
    key: bytes,
) -> Table:
    """The form with these records, each the texts of its locked cells."""
    head = dict(zip(_HEAD, (_KIND, channel_code, recipient, on.isoformat()), strict=True))
    columns = []
    for position, (name, heading) in enumerate(words.headings.in_order()):
        choices = tuple(kind.label for kind in words.kinds) if name == "kind" else ()
        columns.append(Column(heading, _WIDTHS[position], position >= _SENT, choices))
    rest = [""] * (len(columns) - _SENT)
    return Table(
        sheet=words.sheet,
        mark=words.mark,
        title=words.title,
        about=f"{audience}　{on}　{len(records)} 条待登记",
        hint=words.hint,
        columns=(*columns, Column("校验", 12, is_folded=True)),
        rows=[(*each, *rest, _digest(head, each, key)) for each in records],
        head=head,
    )


def is_in(book: Workbook) -> bool:
    """Whether the workbook is a form of sanctions."""
    return book.has(HEAD_SHEET) and _head(book).get("form") == _KIND


def read(book: Workbook, words: SanctionWords, key: bytes) -> FilledForm:
    """The filled-in lines. Raises `ReturnError` where the form is not as it was sent."""
    head = _head(book)
    if set(head) != set(_HEAD) or not book.has(words.sheet):
        raise ReturnError(_DAMAGED)
    on = date.fromisoformat(head["on"])
    lines = tuple(_lines(book, head, on, words, key))
    return FilledForm(head["channel_code"], head["recipient"], on, lines)


def _head(book: Workbook) -> dict[str, str]:
    rows = book.rows(HEAD_SHEET, 1, len(_HEAD), 2)
    return {
        sheet_reading.plain_text(row.values[0]): sheet_reading.plain_text(row.values[1])
        for row in rows
    }


def _lines(
    book: Workbook, head: Mapping[str, str], on: date, words: SanctionWords, key: bytes
) -> Iterator[FilledLine]:
    names = [name for name, _ in words.headings.in_order()]
    first = HEAD_ROW + 2
    for row in book.rows(words.sheet, first, first + _MOST_LINES, len(names) + 1):
        answers = row.answers(_SENT, len(names))
        formulas = row.is_formula[_SENT : len(names)]
        if sheet_reading.is_empty(answers) and not any(formulas):
            continue
        yield _line(row, names, head, on, words, key, book.epoch)


def _line(
    row: SheetRow,
    names: Sequence[str],
    head: Mapping[str, str],
    on: date,
    words: SanctionWords,
    key: bytes,
    epoch: datetime,
) -> FilledLine:
    locked = [sheet_reading.plain_text(value) for value in row.values[:_SENT]]
    problems = []
    if sheet_reading.plain_text(row.values[len(names)]) != _digest(head, locked, key):
        problems.append(_CHANGED)
    if any(row.is_formula[_SENT : len(names)]):
        problems.append(_FORMULA)
    said = dict(zip(names[_SENT:], row.answers(_SENT, len(names)), strict=True))
    texts: dict[str, Any] = {}
    for name, heading in words.headings.in_order()[_SENT:]:
        if name in _DAYS:
            texts[name], bad = answer_grammar.day(said[name], on, epoch)
            problems += [f"{heading}读不出，应如 2026-09-30"] if bad else []
        else:
            texts[name] = _text(said[name])
    return FilledLine(row.row_no, Filling(locked[0], **texts), tuple(dict.fromkeys(problems)))


def _text(value: object) -> str:
    """A cell as text; a number of Excel's without a tail of noise."""
    if isinstance(value, float):
        return f"{value:.12g}"
    return sheet_reading.plain_text(value)


def _digest(head: Mapping[str, str], locked: Sequence[str], key: bytes) -> str:
    texts = [head.get(name, "") for name in _HEAD] + [" ".join(each.split()) for each in locked]
    content = "\x1f".join(texts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, key=key, digest_size=8, person=b"sanction line").hexdigest()
