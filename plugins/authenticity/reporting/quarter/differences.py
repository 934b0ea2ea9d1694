"""What a version says otherwise than the one before it: each figure, before and now.

The figures are walked by their fields, so that none can change without standing here. What was
only noted at the freeze (ledger, audit head) makes no difference, and neither does who released a
partial quarter: the working days that it lacks do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from authenticity.reporting.quarter.figures import NOTED, Figures, chinese
from authenticity.reporting.quarter.measures import ABSENT

_NOT_COMPARED = (NOTED, "partial_by")

_ROWS = {
    "offices": ("渠道机构", ("channel_code", "branch_code")),
    "months": ("月份", ("month",)),
    "ages": ("未办结天数", ("days",)),
    "rules": ("规则", ("rule_code",)),
    "salespeople": ("业务员", ("code", "channel_code", "branch_code")),
    "agencies": ("代理机构", ("code", "channel_code", "branch_code")),
    "compared": ("对比季度", ("side", "quarter")),
}
"""Lists of the figures: what a line of theirs is, and what tells it from the others."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that changed. `subject` and `figure` say which, in Chinese."""

    subject: str
    figure: str
    before: str
    now: str


def between(before: Figures, now: Figures) -> tuple[Difference, ...]:
    """Every figure of which the two say different things, in the order of the report."""
    old, new = dict(_lines(before)), dict(_lines(now))
    keys = list(dict.fromkeys([*new, *old]))
    return tuple(
        Difference(subject, figure, old.get((subject, figure), ABSENT), shown)
        for subject, figure in keys
        if (shown := new.get((subject, figure), ABSENT)) != old.get((subject, figure), ABSENT)
    )


def _lines(figures: Figures) -> Iterator[tuple[tuple[str, str], str]]:
    """Subject and name of each figure, and its value as text."""
    for field in fields(figures):
        if field.name in _NOT_COMPARED:
            continue
        value = getattr(figures, field.name)
        if field.name in _ROWS:
            what, keys = _ROWS[field.name]
            labels = chinese(type(value[0])) if value else {}
            for row in value:
                names = " ".join(str(getattr(row, key)) for key in keys).strip()
                yield from _of_row(f"{what} {names}", row, labels)
        elif is_dataclass(value):
            yield from _of_row("全部", value, chinese(type(value)))
        else:
            yield ("全部", chinese(Figures).get(field.name, field.name)), _text(value)


def _of_row(
    subject: str, row: Any, labels: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], str]]:
    for name, label in labels.items():
        value = getattr(row, name)
        if is_dataclass(value):
            yield from _of_row(subject, value, chinese(type(value)))
        else:
            yield (subject, label), _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ABSENT
    if isinstance(value, tuple):
        return "、".join(map(_text_of_one, value)) or ABSENT
    return f"{value:,}" if isinstance(value, int) else str(value)


def _text_of_one(value: Any) -> str:
    if isinstance(value, date | str):
        return str(value)
    return " ".join(map(str, value))
