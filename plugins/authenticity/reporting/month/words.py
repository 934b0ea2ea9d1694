"""Words and limits of the month's summary, from `include/month.yaml`."""

from __future__ import annotations

from dataclasses import dataclass

from authenticity import config
from authenticity.config import Line, Positive, Reasoned
from authenticity.settings import INCLUDE

FILE = INCLUDE / "month.yaml"
PAGE = INCLUDE / "month"


@dataclass(frozen=True)
class Words:
    """The file as it is. `head_office_email` None: the people of customer service on record."""

    title: Line
    mark: Line
    recipient: Line
    author: Line
    basis: Line
    head_office_email: Line | None
    months_in_trend: Reasoned[Positive]


def load() -> Words:
    """Read strictly; `ConfigurationError` names the key at fault."""
    return config.load(FILE, Words)
