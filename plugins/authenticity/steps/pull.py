"""Step 1: take in what was keyed in since the last list, protected before it touches a disk."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from authenticity.cases import ledger
from authenticity.cases.ledger import Entry
from authenticity.errors import LakeError
from authenticity.intake import contract, extraction, scope
from authenticity.intake.choices import Window
from authenticity.intake.conversion import Oddities
from authenticity.intake.extraction import Extraction
from authenticity.lake import partitions
from authenticity.privacy import classification
from authenticity.settings import LOCAL, home
from authenticity.steps import connections, late, untouched
from authenticity.steps.batch import NAMED_AS, Batch, Counts
from authenticity.steps.stage import log, stage
from authenticity.working_days.official_calendar import OfficialCalendar

DAG_ID = "daily_screening"
"""Whose run these steps record."""


def changes(instant: datetime) -> str:
    """Pull the batch of the list date on which `instant` falls; returns the list date (ISO).

    That is the end of a scheduled run's interval, and the logical date of a run by hand, whose
    interval Airflow takes from the clock. A day off stands for the working day before it.
    A sealed batch is the evidence behind a list: it is used again, never pulled again. Days that
    no list covered yet are part of the window, so that a missed run loses nothing.
    Raises `LakeError` for a day that a later list already covers, `FeedError` for a broken feed.
    """
    list_date = working_day(instant)
    with stage(DAG_ID, list_date, "pull", is_first=True):
        lake = home().lake
        if partitions.is_sealed(lake, list_date):
            log.info("%s pull: the accepted batch of this list date is used again", list_date)
        else:
            _pull(lake, list_date, window(lake, list_date))
    return list_date.isoformat()


def working_day(instant: datetime) -> date:
    """The list date on which `instant` falls; a day off stands for the working day before it."""
    day = instant.astimezone(LOCAL).date()
    calendar = OfficialCalendar.load()
    return day if calendar.is_working_day(day) else calendar.previous_working_day(day)


def window(lake: Path, list_date: date) -> Window:
    """The entry days that the list of `list_date` has to cover, given what the lake holds."""
    covered = max([*partitions.stock_dates(lake), *partitions.sealed_dates(lake)], default=None)
    if covered is not None and list_date <= covered:
        raise LakeError(
            f"{list_date} lies before {covered}, up to which every entry is already on a list; "
            "run a later working day"
        )
    return Window(covered or OfficialCalendar.load().previous_working_day(list_date), list_date)


def require_current(lake: Path, list_date: date) -> None:
    """Raise `LakeError` when a list that was accepted since the pull has changed the window.

    Its entries would else be on two lists, or a day would be accepted behind a later one.
    """
    pulled = partitions.manifest(partitions.day_folder(lake, list_date))
    if pulled is None or partitions.is_sealed(lake, list_date):
        return
    if pulled["start"] != str(window(lake, list_date).start):
        raise LakeError(
            f"another list was accepted after the batch of {list_date} was pulled; "
            "run the pull of that list date again"
        )


def _pull(lake: Path, list_date: date, wanted: Window) -> None:
    keyring = connections.keyring()
    promised, levels = contract.load(), classification.load()
    for table in promised.tables.values():
        levels.require(table.name, list(table.kinds))
    engine = connections.core_system()
    try:
        with extraction.connect(engine) as connection:
            source = Extraction(connection, promised, scope.load(), Oddities())
            source.check()
            batch = Batch(source, keyring, lake)
            came_late = late.before(source, lake, wanted)
            named = [*came_late, *untouched.brought(source, lake, wanted, came_late)]
            if not partitions.stock_dates(lake):
                batch.take_stock(wanted)
            counts = batch.take_day(list_date, wanted, named)
            counted = source.count(wanted) + sum(source.count(choice) for choice in named)
    finally:
        engine.dispose()
    _write_ledger(list_date, counts, counted, source.oddities)


def _write_ledger(list_date: date, counts: Counts, counted: int, oddities: Oddities) -> None:
    out = {k: n for k, n in counts.reasons.items() if k != "in_scope"}
    entries = [
        Entry("policies_extracted", counts.policies, counted),
        Entry("policies_accounted_for", sum(counts.reasons.values()), counts.policies),
        *(Entry(name, counts.named[cause], None) for cause, name in NAMED_AS.items()),
        Entry("policies_in_scope", counts.reasons["in_scope"], None),
        *(Entry(f"out_of_scope.{reason}", n, None) for reason, n in sorted(out.items())),
        Entry("parties_extracted", counts.parties, None),
        *(Entry(f"unreadable.{name}", n, None) for name, n in oddities.unreadable.items() if n),
        *(Entry(f"cut.{name}", n, None) for name, n in oddities.cut.items() if n),
    ]
    with connections.case_store() as store, store.begin() as connection:
        ledger.write(connection, list_date, "pull", entries)
