"""Reads `include/sanctions.yaml`: the kinds of sanctions, when one is chased, the form's words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from authenticity import config
from authenticity.errors import ConfigurationError
from authenticity.settings import INCLUDE

FILE = INCLUDE / "sanctions.yaml"


@dataclass(frozen=True)
class SanctionKind:
    """One kind; `measure` says what number goes with it."""

    code: config.Line
    label: config.Line
    measure: Literal["none", "points", "yuan"]
    needs_remark: bool


@dataclass(frozen=True)
class Headings:
    """What the form's columns are called, in order; from `kind` on they are to be filled in."""

    sanction_no: config.Line
    case_no: config.Line
    subject: config.Line
    outcome: config.Line
    opened_on: config.Line
    kind: config.Line
    measure: config.Line
    decided_on: config.Line
    decided_by: config.Line
    told_compliance_on: config.Line
    remark: config.Line
    filled_by: config.Line

    def in_order(self) -> tuple[tuple[str, str], ...]:
        """Key and heading of each column."""
        return tuple((each.name, getattr(self, each.name)) for each in fields(self))


@dataclass(frozen=True)
class HoldWords:
    """The words of the commission hold list."""

    sheet: config.Line
    title: config.Line
    hint: config.Line


@dataclass(frozen=True)
class SanctionWords:
    """`include/sanctions.yaml`."""

    kinds: Annotated[tuple[SanctionKind, ...], config.AT_LEAST_ONE]
    chase_after: config.Reasoned[config.Positive]
    longest_decider: config.Positive
    longest_remark: config.Positive
    sheet: config.Line
    mark: config.Line
    title: config.Line
    hint: config.Line
    headings: Headings
    subjects: dict[str, config.Line]
    hold_list: HoldWords

    def kind(self, said: str) -> SanctionKind | None:
        """The kind of this code or label."""
        return next((each for each in self.kinds if said in (each.code, each.label)), None)


def load(path: Path = FILE) -> SanctionWords:
    """Read strictly; `ConfigurationError` names the key at fault."""
    words = config.load(path, SanctionWords)
    said = [each for kind in words.kinds for each in (kind.code, kind.label)]
    if len(set(said)) < len(said):
        raise ConfigurationError(f"{path.name} has a kind or label twice; mend the file")
    return words


@cache
def in_force() -> SanctionWords:
    """The file in `include/`, read once."""
    return load()
