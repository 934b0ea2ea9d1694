"""Words and limits of the quarter's report, from `include/quarter.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from authenticity import config
from authenticity.config import AT_LEAST_ONE, Line, Positive, Reasoned, Text
from authenticity.settings import INCLUDE

FILE = INCLUDE / "quarter.yaml"
TEMPLATE = INCLUDE / "quarter" / "report.typ"


_NOBODY = "某某"
"""In the company's name as the file comes."""


@dataclass(frozen=True)
class AgeBands:
    """The last working day of each band of ages."""

    working_days: Annotated[tuple[Positive, ...], AT_LEAST_ONE]
    reason: Text


@dataclass(frozen=True)
class Words:
    """The file as it is; `families`, `stages`, `measures` and `versions` say codes in Chinese."""

    company: Line
    title: Line
    mark: Line
    recipient: Line
    author: Line
    basis: Line
    age_bands: AgeBands
    rows_in_report: Reasoned[Positive]
    pictures_in_annex: Reasoned[Positive]
    remind_after: Reasoned[Positive]
    time_out: Reasoned[Positive]
    families: Mapping[str, Line]
    open_sanction: Line
    stages: Mapping[str, Line]
    measures: Mapping[str, Line]
    versions: Mapping[str, Line]

    @property
    def has_company(self) -> bool:
        """Whether somebody wrote the insurer's name in place of the one the file comes with."""
        return _NOBODY not in self.company

    def family(self, rule_code: str) -> str:
        """The family of rules that a code, or the beginning of one, belongs to."""
        family = rule_code.partition(".")[0]
        return self.families.get(family, family)


def load() -> Words:
    """Read strictly; `ConfigurationError` names the key at fault."""
    return config.load(FILE, Words)
