"""What a version says otherwise than the one before it: each figure, before and now.

The figures are walked by their fields, so that none can change without standing here. What was
only noted at the freeze (ledger, audit head) makes no difference, and neither does who released a
partial quarter: the working days that it lacks do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from authenticity.reporting.measures import ABSENT
from authenticity.reporting.quarter.figures import NOTED, Figures, chinese

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


_KEY_KINDS = {"channel_code": "channel", "rule_code": "rule"}
_PAIR_KINDS = {"kinds": "family", "sanctions": "sanction"}
"""Fields that hold codes, and what kind of code `Say` is asked about."""

Say = Callable[[str, str], str]
"""The words for a code of a kind: a channel, a rule, a family of rules, a sanction."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that changed. `subject` and `figure` say which, in Chinese."""

    subject: str
    figure: str
    before: str
    now: str


def between(
    before: Figures, now: Figures, say: Say = lambda _kind, code: code
) -> tuple[Difference, ...]:
    """Every figure of which the two say different things, in the order of the report."""
    old, new = dict(_lines(before, say)), dict(_lines(now, say))
    keys = list(dict.fromkeys([*new, *old]))
    return tuple(
        Difference(subject, figure, old.get((subject, figure), ABSENT), shown)
        for subject, figure in keys
        if (shown := new.get((subject, figure), ABSENT)) != old.get((subject, figure), ABSENT)
    )


def _lines(figures: Figures, say: Say) -> Iterator[tuple[tuple[str, str], str]]:
    """Subject and name of each figure, and its value as text."""
    for field in fields(figures):
        if field.name in _NOT_COMPARED:
            continue
        value = getattr(figures, field.name)
        if field.name in _ROWS:
            what, keys = _ROWS[field.name]
            labels = chinese(type(value[0])) if value else {}
            for row in value:
                yield from _of_row(_named(what, row, keys, say), row, labels, say)
        elif is_dataclass(value):
            yield from _of_row("全部", value, chinese(type(value)), say)
        else:
            label = chinese(Figures).get(field.name, field.name)
            yield ("全部", label), _text(field.name, value, say)


def _named(what: str, row: Any, keys: tuple[str, ...], say: Say) -> str:
    names = (say(_KEY_KINDS.get(key, key), str(getattr(row, key))) for key in keys)
    return " ".join((what, *names)).strip()


def _of_row(
    subject: str, row: Any, labels: Mapping[str, str], say: Say
) -> Iterator[tuple[tuple[str, str], str]]:
    for name, label in labels.items():
        value = getattr(row, name)
        if is_dataclass(value):
            yield from _of_row(subject, value, chinese(type(value)), say)
        else:
            yield (subject, label), _text(name, value, say)


def _text(name: str, value: Any, say: Say) -> str:
    if value is None:
        return ABSENT
    if name in _PAIR_KINDS:
        kind = _PAIR_KINDS[name]
        return "、".join(f"{say(kind, code)}{number}" for code, number in value) or ABSENT
    if isinstance(value, tuple):
        return "、".join(map(str, value)) or ABSENT
    if name.endswith("_fen"):
        return f"{value // 100:,}.{value % 100:02}"
    return f"{value:,}" if isinstance(value, int) else str(value)
