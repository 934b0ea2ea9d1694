"""A form of sanctions as plain lists and back: how it comes from the reading process."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date
from typing import Any

from authenticity.sanctions.filling import Filling
from authenticity.sanctions.sanction_form import FilledForm, FilledLine

_DAYS = ("decided_on", "told_compliance_on")


def written(form: FilledForm) -> list[Any]:
    """What JSON holds of it."""
    lines = [[line.row_no, _filling(line.filling), line.problems] for line in form.lines]
    return [form.channel_code, form.recipient, form.on.isoformat(), lines]


def read(content: list[Any]) -> FilledForm:
    """The form again."""
    channel_code, recipient, on, lines = content
    read_lines = tuple(
        FilledLine(row_no, _of(texts), tuple(problems)) for row_no, texts, problems in lines
    )
    return FilledForm(channel_code, recipient, date.fromisoformat(on), read_lines)


def _filling(filling: Filling) -> dict[str, Any]:
    said: dict[str, Any] = asdict(filling)
    return said | {name: said[name] and said[name].isoformat() for name in _DAYS}


def _of(texts: dict[str, Any]) -> Filling:
    known = {each.name: texts[each.name] for each in fields(Filling)}
    days = {name: date.fromisoformat(known[name]) if known[name] else None for name in _DAYS}
    return Filling(**{**known, **days})
