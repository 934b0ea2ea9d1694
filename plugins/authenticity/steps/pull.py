"""Step 1: take in what was keyed in since the last list, protected before it touches a disk."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from authenticity.cases import claims
from authenticity.core_system.selection import Cause
from authenticity.dag_names import DAILY_SCREENING, PULL
from authenticity.lake.partitions import partition
from authenticity.ledger import ledger_entries
from authenticity.pull import feed_limits
from authenticity.pull.changes import take_in
from authenticity.pull.window import date_named, list_date_of, require_no_backlog, window_of
from authenticity.recheck import awaited_calls, portions
from authenticity.runtime import connections
from authenticity.runtime.step_frame import log, stage
from authenticity.self_check import check_settings, handing_out
from authenticity.services import lake_checks
from authenticity.settings import home, now


def changes(instant: datetime | None, *, named: str | None = None, one_list: bool = False) -> str:
    """Pull the batch of the list date on which `instant` falls; returns the list date (ISO).

    That is the end of a scheduled run's interval, and the logical date of a run by hand, whose
    interval Airflow takes from the clock. A day off stands for the working day before it.
    `named`: the list date that a person chose instead. Without either it is the present one.
    `one_list`: all days without a list come on this one, however many.
    A sealed batch is the evidence behind a list: it is used again, never pulled again.
    Raises `ConfigurationError` for a date that is no working day, `LakeError` for one that a later
    list already covers or that ends a backlog, or when the lake is not as it was left; `FeedError`
    for a broken feed.
    """
    lake = home().lake
    list_date = date_named(named) if named else list_date_of(instant or now())
    with stage(DAILY_SCREENING, list_date, PULL, is_first=True):
        with connections.case_store() as store, store.read() as connection:
            lake_checks.require_ours(connection, lake, connections.keyring(), log.warning)
        if partition.is_sealed(lake, list_date):
            log.info("%s pull: the accepted batch of this list date is used again", list_date)
            return list_date.isoformat()
        window = window_of(lake, list_date)
        if not one_list:
            require_no_backlog(window, feed_limits.load().longest_window)
        with connections.case_store() as store:
            with store.read() as connection:
                awaited = awaited_calls.read(connection)
                rechecked = portions.due(connection, list_date)
                claimed = claims.unseen(connection, list_date)
            with store.begin() as connection:
                stock = handing_out.take(
                    connection, lake, list_date, check_settings.in_force(), now()
                )
            anew: dict[Cause, Collection[str]] = {
                "CLAIM": claimed,
                "RECHECK": rechecked,
                "STOCK": stock,
            }
            with connections.core_system() as engine:
                keyring = connections.keyring()
                pulled = take_in(engine, lake, keyring, list_date, window, awaited, anew)
            with store.begin() as connection:
                portions.mark_asked(connection, list_date, rechecked)
                handing_out.mark_asked(connection, list_date, stock)
                ledger_entries.write(connection, list_date, PULL, pulled.ledger)
    return list_date.isoformat()
