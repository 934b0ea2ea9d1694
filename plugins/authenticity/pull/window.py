"""Which list date an instant belongs to, and which entry days its list has to cover."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from authenticity.core_system.selection import Window
from authenticity.errors import ConfigurationError, LakeError
from authenticity.lake.partitions import partition
from authenticity.settings import LOCAL
from authenticity.working_days.official_calendar import OfficialCalendar


def list_date_of(instant: datetime) -> date:
    """The list date on which `instant` falls; a day off stands for the working day before it."""
    day = instant.astimezone(LOCAL).date()
    calendar = OfficialCalendar.load()
    return day if calendar.is_working_day(day) else calendar.previous_working_day(day)


def date_named(text: str) -> date:
    """The list date that a person wrote; `ConfigurationError` when it is no working day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(
            f"the list date {text!r} is no date; write it like 2026-09-28"
        ) from None
    return OfficialCalendar.load().require_working_day(day)


def window_of(lake: Path, list_date: date) -> Window:
    """The entry days that the list of `list_date` has to cover, given what the lake holds.

    Days that no list covered yet are part of the window, so that a missed run loses nothing.
    Raises `LakeError` for a day that a later list already covers.
    """
    covered = max([*partition.stock_dates(lake), *partition.sealed_dates(lake)], default=None)
    if covered is not None and list_date <= covered:
        raise LakeError(
            f"{list_date} lies before {covered}, up to which every entry is already on a list; "
            "run a later working day"
        )
    return Window(covered or OfficialCalendar.load().previous_working_day(list_date), list_date)


def require_no_backlog(window: Window, longest: int) -> None:
    """Raise `LakeError` when more than `longest` working days would come on one list.

    A job that was off for weeks would else put them on the list of the day it is switched on.
    """
    missed = OfficialCalendar.load().working_days(window.start, window.end)[1:-1]
    if len(missed) < longest:
        return
    raise LakeError(
        f"{len(missed)} working days before {window.end} have no list ({missed[0]} to "
        f"{missed[-1]}); make them in order with make run FROM={missed[0]} DATE={window.end}, or "
        f"put all on one list with make run DATE={window.end} ONE_LIST=1"
    )


def require_current(lake: Path, list_date: date) -> None:
    """Raise `LakeError` when a list that was accepted since the pull has changed the window.

    Its entries would else be on two lists, or a day would be accepted behind a later one.
    """
    pulled = partition.manifest(partition.day_folder(lake, list_date))
    if pulled is None or partition.is_sealed(lake, list_date):
        return
    if pulled["start"] != str(window_of(lake, list_date).start):
        raise LakeError(
            f"another list was accepted after the batch of {list_date} was pulled; "
            "run the pull of that list date again"
        )
