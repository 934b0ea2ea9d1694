"""Reads `include/recheck.yaml`: what repeats, how much a day, and the words of the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from authenticity import config
from authenticity.cases.policy_facts import PolicyFacts
from authenticity.settings import INCLUDE

FILE = INCLUDE / "recheck.yaml"


@dataclass(frozen=True)
class RecheckSettings:
    """`include/recheck.yaml`, where each has its reason."""

    kind: config.Line
    complaints: config.Reasoned[config.Positive]
    within_days: config.Reasoned[config.Positive]
    portion: config.Reasoned[config.Positive]
    call_from_months: config.Reasoned[config.Positive]
    sheet: config.Line
    mark: config.Line
    title: config.Line
    states: dict[str, config.Line]
    subjects: dict[str, config.Line]
    reason_withdrawn: config.Line


@cache
def in_force() -> RecheckSettings:
    """The file in `include/`, read once and strictly."""
    return config.load(FILE, RecheckSettings)


def needs_call(facts: PolicyFacts) -> bool:
    """Whether a re-checked policy is called: not those of so short a term that no call is due."""
    term = facts.term_months
    return term is None or term >= in_force().call_from_months.value
