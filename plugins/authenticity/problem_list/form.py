"""The form of the problem list as the business edits it: columns, choices, colours, wording.

Everything a clerk reads is Chinese and lives in `include/problem_list.yaml`; this module gives it
types, so that nothing below it sees a dict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from authenticity import config
from authenticity.settings import INCLUDE


@dataclass(frozen=True)
class Column:
    """One column: what it holds (`key`), how it is headed, and who writes it."""

    key: str
    heading: str
    width: float
    band: str
    kind: str = "text"
    choices: str | None = None
    fill: bool = False
    tip: str = ""


@dataclass(frozen=True)
class Choice:
    """One entry of a drop-down: the code that is stored and the label that the clerk sees."""

    code: str
    label: str
    needs: str = ""


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


@dataclass(frozen=True)
class Form:
    """The whole form. `layout` numbers the column layout; returned lists name it."""

    layout: int
    mark: str
    sheet: str
    guide_sheet: str
    title: str
    author: str
    font: str
    guide: Mapping[str, str]
    columns: tuple[Column, ...]
    frozen_columns: int
    outcomes: tuple[Choice, ...]
    yes_no: tuple[Choice, ...]
    evidence_kinds: tuple[EvidenceKind, ...]
    near_due_days: int
    urgencies: tuple[Urgency, ...]
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
        if any(re.search("[{}]", words.replace("{due}", "")) for words in self.guide.values()):
            raise ValueError("has other braces than {due} in its guide")

    @property
    def choices(self) -> Mapping[str, tuple[Choice, ...]]:
        """What a column may offer, by the name that it has in `Column.choices`."""
        return {"outcomes": self.outcomes, "yes_no": self.yes_no}

    def column_no(self, key: str) -> int:
        """Zero-based position of the column that holds `key`."""
        return next(i for i, column in enumerate(self.columns) if column.key == key)


_KEYED = {"outcomes": "code", "yes_no": "code", "evidence_kinds": "letter", "urgencies": "code"}
"""What the file lists by one field of its entries, and which."""


@cache
def load(path: Path = INCLUDE / "problem_list.yaml") -> Form:
    """Read the form. Raises `ConfigurationError` naming the file and what it lacks."""
    return config.shaped(_in_full(config.parsed(path)), Form, path.name)


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
