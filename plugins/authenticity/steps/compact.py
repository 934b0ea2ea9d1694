"""The lake's upkeep: stock and days put together into a new stock, in the evening of a list date.

No list waits for it: it is a DAG of its own, long after the day's list and before the next.
"""

from __future__ import annotations

from datetime import date, datetime

from authenticity.cases import runs
from authenticity.lake import compaction, limits, partitions
from authenticity.privacy import classification
from authenticity.settings import home, now
from authenticity.steps import connections, pull
from authenticity.steps.stage import log, stage

DAG_ID = "compact_lake"
"""Whose run this step records."""


def when_due(instant: datetime) -> bool:
    """Compact up to the list date of `instant` if `include/lake.yaml` says so; whether it did.

    A list date whose batch is not accepted yet goes first: then nothing is done until the next.
    """
    list_date, lake = pull.working_day(instant), home().lake
    since = compaction.since_stock(lake)
    told = f"{since.list_dates} list dates and {since.rows} rows since the stock"
    if not limits.load().is_due(since.list_dates, since.rows):
        log.info("%s compact: not due, %s", list_date, told)
        return False
    if not partitions.is_sealed(lake, list_date):
        log.info("%s compact: waits, the list of that date is not made; %s", list_date, told)
        return False
    up_to(list_date)
    return True


def up_to(list_date: date) -> int:
    """Make the stock that holds `list_date` and all before it; returns its number of policies."""
    with stage(DAG_ID, list_date, "compact", is_first=True):
        lake = home().lake
        policies = compaction.compact(lake, list_date, classification.load(), connections.keyring())
        gone = compaction.retire(lake, limits.load().compacted_stocks_kept)
        log.info("%s compact: a stock of %d policies, %d removed", list_date, policies, len(gone))
        with connections.case_store() as store, store.begin() as connection:
            runs.finish(connection, DAG_ID, list_date, status=runs.RELEASED, at=now())
    return policies
