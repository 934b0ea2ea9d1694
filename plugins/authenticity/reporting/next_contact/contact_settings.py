"""Words and limits of the counters' list, from `include/next_contact.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from authenticity import config
from authenticity.config import AT_LEAST_ONE, Line, Positive, Reasoned
from authenticity.settings import INCLUDE

FILE = INCLUDE / "next_contact.yaml"


@dataclass(frozen=True)
class Asked:
    """A field that is asked for where it is missing; none of Art. 5, whose absence opens a case."""

    field: Literal["mobile", "email", "postcode", "nationality", "id_type", "id_valid_until"]
    label: Line


@dataclass(frozen=True)
class ContactSettings:
    """The file as it is."""

    title: Line
    sheet: Line
    mark: Line
    audience: Line
    hint: Line
    fields: Annotated[tuple[Asked, ...], AT_LEAST_ONE]
    without_term: tuple[Line, ...]
    expires_within: Reasoned[Positive]
    customers_in_list: Reasoned[Positive]
    policies_named: Reasoned[Positive]


def load() -> ContactSettings:
    """Read strictly; `ConfigurationError` names the key at fault."""
    return config.load(FILE, ContactSettings)
