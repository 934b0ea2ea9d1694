"""Screening findings that a verdict of the year before explains: counted, and not passed on."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from authenticity.cases.waivers import Waivers
from authenticity.ledger.ledger_entries import Entry
from authenticity.rules.catalogue import Rule


def waived(found: pd.DataFrame, known: Waivers) -> pd.Series:
    """Which findings of `engine.screen` a verdict in force explains."""
    columns = found["rule_code"], found["cluster_id"], found["persons"]
    return pd.Series(
        [
            isinstance(persons, list) and known.cover(rule_code, cluster_id, persons)
            for rule_code, cluster_id, persons in zip(*columns, strict=True)
        ],
        found.index,
        dtype=bool,
    )


def ledger(
    rules: Iterable[Rule], found: pd.DataFrame, is_waived: pd.Series, recorded: pd.DataFrame
) -> list[Entry]:
    """By rule: what was found = what goes on to the case store + what is waived."""
    frames = {"found": found, "waived": found[is_waived], "findings": recorded}
    counted = {name: frame["rule_code"].value_counts().to_dict() for name, frame in frames.items()}
    entries = []
    for code in (rule.code for rule in rules):
        count = {name: int(by_rule.get(code, 0)) for name, by_rule in counted.items()}
        entries += [
            Entry(f"findings.{code}", count["findings"]),
            Entry(f"waived.{code}", count["waived"]),
            Entry(f"found.{code}", count["findings"] + count["waived"], count["found"]),
        ]
    return entries
