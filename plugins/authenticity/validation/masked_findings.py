"""Masks to keyed findings: one line a failed rule and record, with nothing readable in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from authenticity.findings import frames as frames_of_findings
from authenticity.findings.finding import COLUMNS
from authenticity.findings.masked_values import ABSENT, MASKS, mask
from authenticity.rules.catalogue import Rule
from authenticity.rules.predicates import Frames
from authenticity.rules.verdict import Verdict

_PARTY_KEY = ("policy_no", "role", "seq", "customer_no")
_POLICY_KEY = ("policy_no",)

_SHOWN_BESIDE = ("id_no", "birth_date")
"""Where a rule compares fields, the list shows what the first one was compared with."""


def of_verdicts(
    rules: Iterable[Rule], verdicts: Mapping[str, Verdict], frames: Frames, list_date: date
) -> pd.DataFrame:
    """The findings of all rules but information ones, which are only counted (rulebook §4)."""
    parts = [
        of_rule(rule, verdicts[rule.code], frames) for rule in rules if rule.level in ("E", "W")
    ]
    found = pd.concat([part for part in parts if len(part)] or [frames_of_findings.empty()])
    found = found.assign(list_date=list_date).reindex(columns=COLUMNS)
    return found.reset_index(drop=True)


def of_rule(rule: Rule, verdict: Verdict, frames: Frames) -> pd.DataFrame:
    """One line a record that fails the rule, without the list date."""
    rows = np.flatnonzero(verdict.fails)
    of_party = rule.kind == "row"
    columns = [*(_PARTY_KEY if of_party else _POLICY_KEY), *(set(rule.fields) & MASKS.keys())]
    records = (frames.parties if of_party else frames.policies).data[columns].take(rows)
    of_the_party = (
        {
            "party_role": records["role"].to_numpy(dtype=object),
            "party_seq": records["seq"].to_numpy(dtype=object),
            "customer_no": _or_none(records["customer_no"]),
        }
        if of_party
        else {}
    )
    return frames_of_findings.frame_of(
        {
            "rule_code": rule.code,
            "article": rule.articles,
            "level": rule.level,
            "policy_no": records["policy_no"].to_numpy(dtype=object),
            **of_the_party,
            "subject_key": "",
            "counterpart_policies": [[] for _ in rows],
            "detail": _details(rule, verdict, rows, records),
            "rule_version": rule.version,
        }
    )


def _or_none(values: pd.Series) -> np.ndarray[Any, Any]:
    return values.astype(object).where(values.notna(), None).to_numpy(dtype=object)


def _details(
    rule: Rule, verdict: Verdict, rows: np.ndarray[Any, Any], records: pd.DataFrame
) -> list[dict[str, str]]:
    """What was found, masked: the field at fault, its value, and what it was compared with."""
    if not set(rule.fields) & MASKS.keys():
        return [{"field": rule.fields[0], "value": ABSENT} for _ in rows]
    is_absence = rule.code.startswith("complete.") and "id_valid_until" not in rule.fields
    fields = _fields_at_fault(rule, verdict, rows)
    beside = [name for name in rule.fields[1:] if name in _SHOWN_BESIDE and not is_absence]
    shown = {name: records[name].tolist() for name in {*fields, *beside}}
    details = []
    for at, field in enumerate(fields):
        value = ABSENT if is_absence else mask(field, shown[field][at])
        others = {name: mask(name, shown[name][at]) for name in beside if name != field}
        details.append({"field": field, "value": value, **others})
    return details


def _fields_at_fault(rule: Rule, verdict: Verdict, rows: np.ndarray[Any, Any]) -> list[str]:
    fields = np.full(len(rows), rule.fields[0], dtype=object)
    for name, is_at_fault in reversed(list(verdict.at.items())):
        fields[is_at_fault[rows]] = name
    return list(fields)
