"""The lake's upkeep: stock and days put together into a new stock, in the evening of a list date.

No list waits for it: it is a DAG of its own, long after the day's list and before the next.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from authenticity.dag_names import COMPACT, COMPACT_LAKE
from authenticity.errors import LakeError
from authenticity.lake.compaction import limits, new_stock
from authenticity.lake.partitions import partition
from authenticity.ledger import runs
from authenticity.privacy import classification
from authenticity.pull.window import list_date_of
from authenticity.runtime import connections
from authenticity.runtime.step_frame import log, stage
from authenticity.services import lake_checks
from authenticity.settings import home, now


def when_due(instant: datetime) -> bool:
    """Compact up to the list date of `instant` if `include/lake.yaml` says so; whether it did.

    A list date whose batch is not accepted yet goes first: then nothing is done until the next.
    """
    list_date, lake = list_date_of(instant), home().lake
    _look_again(lake)
    since = new_stock.since_stock(lake)
    gathered = f"{since.list_dates} list dates and {since.rows} rows since the stock"
    if not limits.load().is_due(since.list_dates, since.rows):
        log.info("%s compact: not due, %s", list_date, gathered)
        return False
    if not partition.is_sealed(lake, list_date):
        log.info("%s compact: waits, the list of that date is not made; %s", list_date, gathered)
        return False
    up_to(list_date)
    return True


def up_to(list_date: date) -> int:
    """Make the stock that holds `list_date` and all before it; returns its number of policies."""
    with stage(COMPACT_LAKE, list_date, COMPACT, is_first=True):
        lake = home().lake
        policies = new_stock.compact(lake, list_date, classification.load(), connections.keyring())
        mended = new_stock.mend_indexes(lake, connections.keyring())
        if mended:
            log.warning("%s compact: %s; a new index is made", list_date, mended[0])
        gone = new_stock.retire(lake, limits.load().compacted_stocks_kept)
        log.info("%s compact: a stock of %d policies, %d removed", list_date, policies, len(gone))
        with connections.case_store() as store, store.begin() as connection:
            runs.finish(connection, COMPACT_LAKE, list_date, status=runs.RELEASED, at=now())
    return policies


def _look_again(lake: Path) -> None:
    """Reads files again that nobody has read for so many days: a disk forgets without a word."""
    since = now().date() - timedelta(days=limits.load().files_read_again_after_days)
    found = lake_checks.look_again(lake, since)
    for fault in found:
        log.error("%s", fault)
    if found:
        raise LakeError(
            f"{len(found)} files of the lake are not as they were written, the first is: "
            f"{found[0]}; see docs/runbook.md, section A damaged lake"
        )
