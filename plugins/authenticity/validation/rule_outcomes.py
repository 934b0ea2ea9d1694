"""What every rule says of each record of a small batch, in masked values: to explain one policy.

The reason is data: the rule's wording, whom it is asked of, and the fields it reads. A failing
record shows what its finding shows, so that an explanation and a problem list never differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from authenticity.findings import masked_values
from authenticity.rules.catalogue import Catalogue, Rule
from authenticity.rules.predicates import Frames
from authenticity.rules.verdict import Verdict
from authenticity.validation import masked_findings

FAILS, PASSES, NOT_ASKED = "fails", "passes", "not applicable"

_PLAIN = ("issued_on", "applied_on")
"""Dates of the policy, which are nobody's personal data."""

RECORD = (
    "name",
    "sex",
    "birth_date",
    "id_type",
    "id_no",
    "mobile",
    "phone",
    "email",
    "address",
    "relation_to_policyholder",
)
"""What is shown of a party, in this order."""


@dataclass(frozen=True)
class Outcome:
    """One rule and one record; `role` and `seq` are None where the policy is judged."""

    rule: Rule
    role: str | None
    seq: int | None
    state: str
    shown: Mapping[str, Any]


@dataclass(frozen=True)
class Party:
    """One judged party, masked."""

    role: str
    seq: int
    customer_no: str | None
    shown: Mapping[str, str]


def outcomes_of(frames: Frames, catalogue: Catalogue) -> list[Outcome]:
    """Every judged rule over every record that it is about, in the order of the catalogue."""
    return [
        outcome
        for rule in catalogue.judged
        for outcome in _of_rule(rule, frames.judge(rule), frames)
    ]


def parties(frames: Frames) -> list[Party]:
    """The policyholders and insureds, in the order of the records."""
    rows = frames.parties.data.to_dict("records")
    return [
        Party(row["role"], int(row["seq"]), _or_none(row["customer_no"]), _shown(RECORD, row))
        for row in rows
    ]


def _of_rule(rule: Rule, verdict: Verdict, frames: Frames) -> Iterator[Outcome]:
    of_party = rule.kind == "row"
    data = (frames.parties if of_party else frames.policies).data
    about = frames.parties.of(rule.subject) if of_party else [True] * len(data)
    details = iter(masked_findings.of_rule(rule, verdict, frames)["detail"])
    for at, row in enumerate(data.to_dict("records")):
        state = FAILS if verdict.fails[at] else PASSES if verdict.applies[at] else NOT_ASKED
        shown = next(details) if state == FAILS else _shown(rule.fields, row)
        if about[at]:
            role, seq = (row["role"], int(row["seq"])) if of_party else (None, None)
            yield Outcome(rule, role, seq, state, shown)


def _shown(fields: tuple[str, ...], row: Mapping[Any, Any]) -> dict[str, str]:
    shown = {
        name: masked_values.mask(name, row[name]) for name in fields if name in masked_values.MASKS
    }
    return shown | {
        name: masked_values.ABSENT if pd.isna(row[name]) else str(row[name].date())
        for name in fields
        if name in _PLAIN
    }


def _or_none(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
