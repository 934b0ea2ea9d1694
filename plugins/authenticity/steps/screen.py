"""Step 3: compare the batch with all live business and the registers."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import date

import pandas as pd

from authenticity.cases import ledger, waivers
from authenticity.cases.ledger import Entry
from authenticity.cases.waivers import Waivers
from authenticity.lake import engines, handover
from authenticity.rules import catalogue
from authenticity.rules.catalogue import Rule
from authenticity.screening import engine
from authenticity.settings import home
from authenticity.steps import connections
from authenticity.steps.pull import DAG_ID
from authenticity.steps.stage import log, stage
from authenticity.working_days.conventions import Conventions

STAGE = "screening"


def batch(list_date_text: str) -> int:
    """Run every enabled screening rule; returns the number of findings. Needs no key.

    What a verdict of the year before explains is found and counted, and goes no further.
    """
    list_date = date.fromisoformat(list_date_text)
    with stage(DAG_ID, list_date, "screen"):
        rules = [
            rule for rule in catalogue.load().rules if rule.kind == "screening" and rule.enabled
        ]
        with closing(engines.connect(home().lake, list_date)) as connection:
            found = engine.screen(connection, list_date, rules)
        with connections.case_store() as store:
            with store.read() as reading:
                known = waivers.current(reading, list_date, Conventions.load().waiver_days)
            is_waived = waived(found, known)
            handover.write(home().lake, list_date, STAGE, found[~is_waived])
            recorded = handover.read(home().lake, list_date, STAGE)
            with store.begin() as transaction:
                entries = _entries(rules, found, found[is_waived], recorded)
                ledger.write(transaction, list_date, "screen", entries)
        log.info(
            "%s screen: %d findings, %d more are waived", list_date, len(recorded), is_waived.sum()
        )
    return len(recorded)


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


def _entries(
    rules: Iterable[Rule], found: pd.DataFrame, waived: pd.DataFrame, recorded: pd.DataFrame
) -> list[Entry]:
    """By rule: what was found = what goes on to the case store + what is waived."""
    frames = {"found": found, "waived": waived, "findings": recorded}
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
