"""Reading a list that a back office filled in: what each line answers, and what is wrong with it.

The sheet is not trusted. Locked cells that changed and formulas in answers are named, so that the
line can be refused; what a clerk wrote is read by `answer_grammar`, and what cannot be read is a
problem of its line, in Chinese, for the reply. Lists of layout 1 are read as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from authenticity.errors import ReturnError
from authenticity.problem_list import (
    answer_bounds,
    answer_grammar,
    first_layout,
    hidden_sheet,
    second_layout,
)
from authenticity.problem_list.answer_grammar import Attempts, Evidence
from authenticity.problem_list.form import Form
from authenticity.problem_list.line_digests import LineDigests
from authenticity.problem_list.sheet_reading import FilledLine, Head, Workbook, is_empty, opened

_NOT_OURS = "不是本系统发出的问题件清单"
_RENAMED = "工作表“{sheet}”被改名或删除，请改回原名，或在原清单上填写后送回"
_WITHOUT_NUMBERS = "清单的隐藏工作表已丢失，无法识别各行，请在原清单上填写后送回"


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One line as it came back.

    `row_no` counts from 1 as on the sheet. `line_ids`: the findings it is about; empty where the
    row is none of ours. `changed`: headings of locked cells that are not as they were sent.
    `formulas`: headings of cells that hold a formula instead of an answer. `outcome` is a code,
    `evidence` letters A to H with a number each, `attempts` dated contact attempts; what else
    stood beside these is `remark`. `problems` says in Chinese what could not be read.
    """

    row_no: int
    line_ids: tuple[str, ...]
    is_blank: bool
    changed: tuple[str, ...]
    formulas: tuple[str, ...]
    outcome: str | None
    evidence: Evidence
    attempts: Attempts
    remark: str
    clerk: str
    handled_on: date | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class ReturnedSheet:
    """A list that came back: which one it says it is, and its lines in the order of the sheet."""

    layout: int
    list_date: date
    channel_code: str
    team_code: str | None
    recipient: str
    lines: tuple[ReturnedLine, ...]


def read(plain: bytes, form: Form, key: bytes) -> ReturnedSheet:
    """The list in the decrypted workbook `plain`; `key` is the one that it was sealed with.

    Raises `ReturnError`, whose message is Chinese and for the sender, where it is none of ours or
    lacks a sheet.
    """
    with opened(plain) as book:
        head, found = _second(book, form, key) if hidden_sheet.is_in(book) else _first(book, form)
        lines = tuple(_line(each, head.list_date, form, book.epoch) for each in found)
    return ReturnedSheet(**vars(head), lines=lines)


def _first(book: Workbook, form: Form) -> tuple[Head, Iterable[FilledLine]]:
    if not first_layout.is_of(book):
        is_second = book.properties.get("layout") == str(form.layout)
        raise ReturnError(_WITHOUT_NUMBERS if is_second else _NOT_OURS)
    return first_layout.head(book), first_layout.lines(book)


def _second(book: Workbook, form: Form, key: bytes) -> tuple[Head, Iterable[FilledLine]]:
    """A leader's copy has nothing to fill in, so it has no lines here."""
    head, content_digest, sent = hidden_sheet.read(book, form, key)
    if not book.has(form.sheet):
        raise ReturnError(_RENAMED.format(sheet=form.sheet))
    if head.team_code:
        return head, ()
    digests = LineDigests(form, content_digest, key)
    return head, second_layout.lines(book, form, sent, digests)


def _line(filled: FilledLine, list_date: date, form: Form, epoch: datetime) -> ReturnedLine:
    texts, problems = {}, list(filled.problems)
    cells, too_long = answer_bounds.cells(filled.cells, form)
    for key, value in cells.items():
        texts[key], said = answer_grammar.text_of(value, form.heading(key))
        problems += said if key != "handled_on" else ()
    outcome, bad_outcome = answer_grammar.outcome(texts["outcome"], form)
    evidence, bad_evidence = answer_grammar.evidence(texts["evidence"], form)
    attempts, remark, bad_attempts = answer_grammar.attempts(texts["contact"], list_date)
    evidence, more_evidence = answer_bounds.items(evidence, form.heading("evidence"))
    attempts, more_attempts = answer_bounds.items(attempts, form.heading("contact"))
    handled_on, bad_day = answer_grammar.day(cells["handled_on"], list_date, epoch)
    problems += (*too_long, *bad_outcome, *bad_evidence, *more_evidence)
    problems += (*bad_attempts, *more_attempts, *bad_day)
    return ReturnedLine(
        row_no=filled.row_no,
        line_ids=filled.line_ids,
        is_blank=not filled.formulas and is_empty(list(filled.cells.values())),
        changed=filled.changed,
        formulas=filled.formulas,
        outcome=outcome,
        evidence=evidence,
        attempts=attempts,
        remark=remark,
        clerk=" ".join(texts["clerk"].split()),
        handled_on=handled_on,
        problems=tuple(dict.fromkeys(problems)),
    )
