"""The Chinese numbering plan: which digits are a person's phone, a service's, or invented.

Standard: 电信网编号计划; the ranges and patterns are data in `include/contact.yaml`.

>>> "138" in numbering_plan().mobile_prefixes, "154" in numbering_plan().mobile_prefixes
(True, False)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from authenticity import config
from authenticity.settings import INCLUDE


@dataclass(frozen=True)
class _Phone:
    mobile_prefixes: config.Listed
    service_numbers: config.Listed
    equal_digits: int
    runs: config.Listed
    placeholders: config.Listed


@dataclass(frozen=True)
class _File:
    phone: _Phone
    address: Any


@dataclass(frozen=True)
class NumberingPlan:
    """The phone part of `include/contact.yaml`; patterns are over digits without a country code."""

    mobile_prefixes: frozenset[str]
    service: str
    equal_digits: str
    invented: str
    placeholders: frozenset[str]


@cache
def numbering_plan() -> NumberingPlan:
    """The numbering plan as the business keeps it."""
    plan = config.load(INCLUDE / "contact.yaml", _File).phone
    ranges = [entry.value.split("-") for entry in plan.mobile_prefixes]
    prefixes = (str(n) for low, high in ranges for n in range(int(low), int(high) + 1))
    equal = [f"{digit}{{{plan.equal_digits}}}" for digit in range(10)]
    return NumberingPlan(
        mobile_prefixes=frozenset(prefixes),
        service="|".join(entry.value for entry in plan.service_numbers),
        equal_digits="|".join(equal),
        invented="|".join([*equal, *(entry.value for entry in plan.runs)]),
        placeholders=frozenset(entry.value for entry in plan.placeholders),
    )
