"""The form of the problem list as the business edits it: columns, choices, colours, wording.

Everything a clerk reads is Chinese and lives in `include/problem_list.yaml`; this module gives it
types, so that nothing below it sees a dict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from authenticity.errors import ConfigurationError
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
    choices: Mapping[str, tuple[Choice, ...]]
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

    def column_no(self, key: str) -> int:
        """Zero-based position of the column that holds `key`."""
        return next(i for i, column in enumerate(self.columns) if column.key == key)


@cache
def load(path: Path = INCLUDE / "problem_list.yaml") -> Form:
    """Read the form. Raises `ConfigurationError` naming the file and what it lacks."""
    try:
        return _form(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise ConfigurationError(
            f"{path.name} cannot be used ({type(error).__name__}: {error}); "
            "compare it with the version in the repository"
        ) from None


def _form(content: dict[str, Any]) -> Form:
    parts = dict(content)
    for paragraph in parts["guide"].values():
        paragraph.format(due="")  # a slip in the braces shows now, not when a list is due
    return Form(
        columns=tuple(Column(**column) for column in parts.pop("columns")),
        choices={name: _choices(parts.pop(name)) for name in ("outcomes", "yes_no")},
        evidence_kinds=tuple(
            EvidenceKind(letter, **kind) for letter, kind in parts.pop("evidence_kinds").items()
        ),
        confidence_reasons=tuple(
            ConfidenceReason(**reason) for reason in parts.pop("confidence_reasons")
        ),
        urgencies=tuple(Urgency(code, **rest) for code, rest in parts.pop("urgencies").items()),
        **parts,
    )


def _choices(entries: dict[str, dict[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(code, **rest) for code, rest in entries.items())
