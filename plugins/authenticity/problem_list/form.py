"""The form of the problem list as the business edits it: columns, choices, colours, wording.

Everything a clerk reads is Chinese and lives in `include/problem_list.yaml`; this module gives it
types, so that nothing below it sees a dict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from authenticity import config
from authenticity.settings import INCLUDE


@dataclass(frozen=True)
class Column:
    """One column: what it holds (`key`), how it is headed, and who writes it."""

    key: str
    heading: str
    width: float
    kind: Literal["text", "number", "date", "choice"] = "text"
    fill: bool = False
    formula: bool = False
    folded: bool = False
    tip: str = ""

    @property
    def is_sent(self) -> bool:
        """Whether the list comes with its content, which must come back unchanged."""
        return not (self.fill or self.formula)


@dataclass(frozen=True)
class Choice:
    """An outcome: the code that is stored, the label that the clerk sees, what it needs.

    `evidence`: groups of letters, of each of which one has to be there; `attempts`: how many
    contact attempts on different days.
    """

    code: str
    label: str
    needs: str
    evidence: tuple[str, ...]
    attempts: int = 0


@dataclass(frozen=True)
class EvidenceKind:
    """One kind of evidence: the letter a clerk writes, the stored code, its name."""

    letter: str
    code: str
    label: str


@dataclass(frozen=True)
class Urgency:
    """One degree of urgency, its colour (hex RGB) and what it means."""

    code: str
    label: str
    colour: str
    meaning: str


@dataclass(frozen=True)
class ConfidenceReason:
    """Why a finding has its confidence: said where `when` is true of it, or what it `equals`.

    Without `when` it is said where no other reason is.
    """

    confidence: str
    reason: str
    when: str = ""
    equals: str | bool = True


NOTICES_ONLY = "notices_only"
"""What the front sheet is called where nothing is to be answered, whoever reads it."""

_FRONTS = {"back_office", "leader", NOTICES_ONLY}


@dataclass(frozen=True)
class Form:
    """The whole form. `layout` numbers the column layout; returned lists name it."""

    layout: int
    mark: str
    front_sheet: str
    sheet: str
    notice_sheet: str
    title: str
    author: str
    font: str
    front: Mapping[str, Mapping[str, str]]
    notice_title: str
    no_cases: str
    columns: tuple[Column, ...]
    frozen_columns: int
    outcomes: tuple[Choice, ...]
    evidence_kinds: tuple[EvidenceKind, ...]
    near_due_days: int
    urgencies: tuple[Urgency, ...]
    sentences: Mapping[str, str]
    evidence_hints: Mapping[str, str]
    others_mark: str
    own_seller_mark: str
    own_agency_mark: str
    notice_mark: str
    day_off_mark: str
    due_bases: Mapping[str, str]
    provisional_mark: str
    fallback_mark: str
    party_roles: Mapping[str, str]
    confidences: Mapping[str, str]
    confidence_reasons: tuple[ConfidenceReason, ...]
    version_mark: str
    details: Mapping[str, str]
    values: Mapping[str, str]

    def __post_init__(self) -> None:
        if lacking := sorted(_FRONTS - set(self.front)):
            raise ValueError(f"lacks {', '.join(lacking)} in its front sheet")
        for texts in self.front.values():
            if any(re.search("[{}]", re.sub("{(due|channel)}", "", t)) for t in texts.values()):
                raise ValueError("has other braces than {due} and {channel} in its front sheet")
        if any(re.search("[{}]", re.sub("{[a-z_]+}", "", t)) for t in self.sentences.values()):
            raise ValueError("has a brace without its partner in its sentences")

    @cached_property
    def urgency_labels(self) -> Mapping[str, str]:
        return {degree.code: degree.label for degree in self.urgencies}

    def column_no(self, key: str) -> int:
        """Zero-based position of the column that holds `key`."""
        return next(i for i, column in enumerate(self.columns) if column.key == key)

    def heading(self, key: str) -> str:
        return self.columns[self.column_no(key)].heading


_KEYED = {"outcomes": "code", "evidence_kinds": "letter", "urgencies": "code"}
"""What the file lists by one field of its entries, and which."""


@cache
def load(path: Path = INCLUDE / "problem_list.yaml") -> Form:
    """Read the form. Raises `ConfigurationError` naming the file and what it lacks."""
    return config.shaped(_in_full(config.parsed(path)), Form, path.name)


def longest_prefix(texts: Mapping[str, str], code: str) -> str | None:
    """The text whose key is the code or its longest beginning; None where there is none."""
    fitting = [key for key in texts if code.startswith(key)]
    return texts[max(fitting, key=len)] if fitting else None


def _in_full(content: Any) -> Any:
    """The content with the key of each entry inside the entry."""
    parts = dict(content) if isinstance(content, dict) else {}
    for part, key in _KEYED.items():
        if isinstance(parts.get(part), dict):
            parts[part] = [
                {key: name, **entry} if isinstance(entry, dict) else entry
                for name, entry in parts[part].items()
            ]
    return parts or content
