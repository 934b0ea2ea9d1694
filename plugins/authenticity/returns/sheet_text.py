"""A read sheet as text and back: how it comes from the reading process.

JSON, not pickle: whoever takes over the process that reads a hostile file must not get into ours.
Blank lines stay behind; nothing comes of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from authenticity.problem_list.returned_sheet import ReturnedLine, ReturnedSheet
from authenticity.returns import form_text
from authenticity.sanctions.sanction_form import FilledForm


@dataclass(frozen=True)
class ReadFile:
    """A file that could be read: the filled-in lines, and which password opened it.

    `sheet`: a problem list, or a form of sanctions.
    """

    sheet: ReturnedSheet | FilledForm
    password_no: int | None


def write(read: ReadFile) -> bytes:
    """The text of a read file."""
    sheet = read.sheet
    if isinstance(sheet, FilledForm):
        content = {"form": form_text.written(sheet), "password_no": read.password_no}
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    head = [
        sheet.layout,
        sheet.list_date.isoformat(),
        sheet.channel_code,
        sheet.team_code,
        sheet.recipient,
    ]
    lines = [_written(line) for line in sheet.lines if not line.is_blank]
    content = {"head": head, "lines": lines, "password_no": read.password_no}
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def read(text: bytes) -> ReadFile:
    """The read file of such a text."""
    content = json.loads(text)
    if "form" in content:
        return ReadFile(form_text.read(content["form"]), content["password_no"])
    layout, list_date, channel_code, team_code, recipient = content["head"]
    lines = tuple(_line(fields) for fields in content["lines"])
    sheet = ReturnedSheet(
        layout, date.fromisoformat(list_date), channel_code, team_code, recipient, lines
    )
    return ReadFile(sheet, content["password_no"])


def _written(line: ReturnedLine) -> list[Any]:
    return [
        line.row_no,
        line.line_ids,
        line.changed,
        line.formulas,
        line.outcome,
        line.evidence,
        [(day.isoformat(), remark) for day, remark in line.attempts],
        line.remark,
        line.clerk,
        line.handled_on.isoformat() if line.handled_on else None,
        line.problems,
    ]


def _line(fields: list[Any]) -> ReturnedLine:
    row_no, line_ids, changed, formulas, outcome, evidence, attempts, *rest = fields
    remark, clerk, handled_on, problems = rest
    return ReturnedLine(
        row_no=row_no,
        line_ids=tuple(line_ids),
        is_blank=False,
        changed=tuple(changed),
        formulas=tuple(formulas),
        outcome=outcome,
        evidence=tuple((letter, reference) for letter, reference in evidence),
        attempts=tuple((date.fromisoformat(day), remark) for day, remark in attempts),
        remark=remark,
        clerk=clerk,
        handled_on=date.fromisoformat(handled_on) if handled_on else None,
        problems=tuple(problems),
    )
