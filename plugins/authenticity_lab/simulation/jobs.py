"""The product's jobs as the simulator runs them: the day's steps, a sweep, a changed calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import Connection

from authenticity.access import people as access
from authenticity.cases import calendar_changes
from authenticity.errors import DispatchError
from authenticity.runtime import connections
from authenticity.settings import now
from authenticity.steps import (
    compact,
    deliver,
    follow_up,
    open_cases,
    pull,
    recheck,
    reconcile,
    release,
    remind,
    screen,
    send,
    take_returns,
    validate,
)
from authenticity.working_days.conventions import Conventions
from authenticity.working_days.official_calendar import OfficialCalendar
from authenticity_lab.simulation.policy import CHANNELS, TEAMS
from authenticity_lab.synthetic import people_file

_ACTOR = "simulator"


def daily(list_date: date, at: datetime) -> tuple[Callable[[], object], ...]:
    """The steps of a list date, pulled as of an instant of it."""
    text = list_date.isoformat()
    return (
        lambda: pull.changes(at),
        lambda: validate.rows(text),
        lambda: screen.batch(text),
        lambda: open_cases.of_batch(text),
        lambda: reconcile.run(text),
        lambda: deliver.lists([text]),
        lambda: release.runs_of([text]),
        waiting_messages,
    )


def waiting_messages() -> None:
    """Messages that failed often turn the step red, and are tried again all the same."""
    try:
        send.waiting()
    except DispatchError as error:
        if "failed too often" not in str(error):
            raise


def sweep() -> None:
    """Remind, escalate, send."""
    remind.and_escalate()
    waiting_messages()


def track() -> None:
    """All that follows open cases by the clock, as `track_resolution` and the re-checks do it."""
    take_returns.take_in()
    sweep()
    follow_up.on_verdicts()
    recheck.follow_complaints()
    waiting_messages()


def put_together(list_date: date) -> None:
    """A new stock of all up to a list date."""
    compact.up_to(list_date)


def apply_calendar(calendar: OfficialCalendar) -> None:
    """Open deadlines are read off a changed calendar."""
    with connections.case_store() as store, store.begin() as connection:
        calendar_changes.apply(connection, calendar, Conventions.load(), now(), _ACTOR)


def put_people_on_record() -> None:
    """Clerks, leaders and customer service."""
    channels = [(c, c, f"office.{c.lower()}@example.com", None) for c in CHANNELS]
    teams = [(t, t, c, "GZ", None, f"leader.{t.lower()}@example.com") for t, c in TEAMS.items()]
    with connections.case_store() as store, store.begin() as connection:
        access.record(connection, people_file.people(channels, teams), now(), _ACTOR)


@contextmanager
def reading() -> Iterator[Connection]:
    """The case store, to look into."""
    with connections.case_store() as store, store.read() as connection:
        yield connection
