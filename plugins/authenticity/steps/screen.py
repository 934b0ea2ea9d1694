"""Step 3: compare the batch with all live business and the registers."""

from __future__ import annotations

from contextlib import closing
from datetime import date

from authenticity.cases import ledger
from authenticity.cases.ledger import Entry
from authenticity.lake import handover, views
from authenticity.rules import catalogue
from authenticity.screening import engine
from authenticity.settings import home
from authenticity.steps import connections
from authenticity.steps.pull import DAG_ID
from authenticity.steps.stage import log, stage

STAGE = "screening"


def batch(list_date_text: str) -> int:
    """Run every enabled screening rule; returns the number of findings. Needs no key."""
    list_date = date.fromisoformat(list_date_text)
    with stage(DAG_ID, list_date, "screen"):
        rules = [
            rule for rule in catalogue.load().rules if rule.kind == "screening" and rule.enabled
        ]
        with closing(views.connect(home().lake, list_date)) as connection:
            found = engine.screen(connection, list_date, rules)
        handover.write(home().lake, list_date, STAGE, found)
        counted = found["rule_code"].value_counts()
        entries = [
            Entry(f"findings.{rule.code}", int(counted.get(rule.code, 0)), None) for rule in rules
        ]
        with connections.case_store() as store, store.begin() as transaction:
            ledger.write(transaction, list_date, "screen", entries)
        log.info("%s screen: %d findings", list_date, len(found))
    return len(found)
