"""The form for problem items found elsewhere (Art. 13): written for people, and read back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from authenticity import config
from authenticity.cases import correction_fields
from authenticity.errors import ReturnError
from authenticity.problem_list import sheet_reading
from authenticity.settings import INCLUDE
from authenticity.values import text

FILE = INCLUDE / "manual_items.yaml"

_NUMBERED = re.compile(r"(\D+?)\s*(\d{1,2})?")
"""A party, and which one where there are several: 被保险人2."""


@dataclass(frozen=True)
class Headings:
    """What the columns are called, in their order on the form."""

    policy_no: config.Line
    party: config.Line
    field: config.Line
    description: config.Line
    origin: config.Line

    @property
    def in_order(self) -> tuple[str, ...]:
        return (self.policy_no, self.party, self.field, self.description, self.origin)


@dataclass(frozen=True)
class EntryForm:
    """`include/manual_items.yaml`: labels in Chinese, and the codes they stand for."""

    sheet: config.Line
    headings: Headings
    parties: dict[str, config.Line]
    whole_policy: config.Line
    origins: dict[str, config.Line]
    longest_description: config.Positive
    most_lines: config.Positive


@dataclass(frozen=True)
class EnteredLine:
    """One line of the form; `reason` says in Chinese why it cannot be used, `""`: it can."""

    row_no: int
    policy_no: str = ""
    party_role: str | None = None
    party_seq: int | None = None
    field: str = ""
    description: str = ""
    origin: str = ""
    reason: str = ""


@cache
def load(path: Path = FILE) -> EntryForm:
    """The form in force; what is not exactly as expected is a `ConfigurationError`."""
    return config.load(path, EntryForm)


def empty(form: EntryForm) -> bytes:
    """The workbook to fill in, with drop-downs for what has fixed answers."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(form.sheet)
        bold, as_text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for column, (heading, width) in enumerate(
            zip(form.headings.in_order, (24, 14, 14, 60, 12), strict=True)
        ):
            sheet.set_column(column, column, width, as_text)
            sheet.write_string(0, column, heading, bold)
        last = form.most_lines
        for column, choices in (
            (1, _parties(form)),
            (2, list(_fields())),
            (4, list(_origins(form))),
        ):
            # A second insured, 被保险人2, is on no list: the program asks, and takes it.
            kind = "warning" if column == 1 else "stop"
            rule = {"validate": "list", "source": choices, "error_type": kind}
            sheet.data_validation(1, column, last, column, rule)
        sheet.freeze_panes(1, 0)
    return content.getvalue()


def read(plain: bytes, form: EntryForm) -> tuple[EnteredLine, ...]:
    """The lines that are not empty, each with what is wrong with it.

    Raises `ReturnError` for a file that is not this form, or has too many lines.
    """
    with sheet_reading.opened(plain) as book:
        if not book.has(form.sheet):
            raise ReturnError(f"文件没有工作表“{form.sheet}”，请使用 make enter 生成的表格")
        rows = list(book.rows(form.sheet, 1, form.most_lines + 2, 5))
    heads = tuple(map(sheet_reading.plain_text, rows[0].values)) if rows else ()
    if heads != form.headings.in_order:
        raise ReturnError("第一行不是表格的列标题，请使用 make enter 生成的表格")
    if len(rows) > form.most_lines + 1:
        raise ReturnError(f"超过 {form.most_lines} 行，请分成几个文件")
    return tuple(_lines(rows[1:], form))


def _lines(rows: Sequence[sheet_reading.SheetRow], form: EntryForm) -> Iterator[EnteredLine]:
    for row in rows:
        values = [text.fold(sheet_reading.plain_text(value)) for value in row.answers(0)]
        if any(values) or any(row.is_formula):
            yield _line(row.row_no, values, form, has_formula=any(row.is_formula))


def _line(row_no: int, values: list[str], form: EntryForm, *, has_formula: bool) -> EnteredLine:
    policy_no, party, field, description, origin = values
    role, seq = _party(party, form)
    known: dict[str, Any] = {
        "policy_no": policy_no,
        "party_role": role or None,
        "party_seq": seq,
        "field": _fields().get(field, ""),
        "description": description,
        "origin": _origins(form).get(origin, ""),
    }
    headings = form.headings
    problems = [
        "单元格含公式" if has_formula else "",
        "" if policy_no else f"未填{headings.policy_no}",
        "" if role is not None else f"{headings.party}不是下拉框中的选项",
        "" if known["field"] else f"{headings.field}不是下拉框中的选项",
        "" if description else f"未填{headings.description}",
        f"{headings.description}过长" if len(description) > form.longest_description else "",
        "" if known["origin"] else f"{headings.origin}不是下拉框中的选项",
    ]
    return EnteredLine(row_no, **known, reason="；".join(filter(None, problems)))


def _party(label: str, form: EntryForm) -> tuple[str | None, int | None]:
    """Role and number; an empty role for the whole policy, None for a label nobody knows."""
    if label in ("", form.whole_policy):
        return "", None
    found = _NUMBERED.fullmatch(label)
    role = form.parties.get(found[1]) if found else None
    return role, int(found[2] or 1) if found and role else None


def _parties(form: EntryForm) -> list[str]:
    return [form.whole_policy, *form.parties]


def _fields() -> dict[str, str]:
    items = correction_fields.in_force().manual_items
    return {item.label: name for name, item in items.items()}


def _origins(form: EntryForm) -> dict[str, str]:
    return {label: code for code, label in form.origins.items()}
