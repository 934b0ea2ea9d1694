"""One seed: an insurer lives for some days, and after each day the model is asked."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

from authenticity.audit.chain import BEGINNING, Place
from authenticity.services import auditing
from authenticity.steps import remind
from authenticity_lab.simulation import jobs, laboratory, observed, orders, outcome, workers
from authenticity_lab.simulation.faults import Reaper
from authenticity_lab.simulation.laboratory import Laboratory
from authenticity_lab.simulation.lived import Lived
from authenticity_lab.simulation.mail_trouble import Mailbox
from authenticity_lab.simulation.model import Model
from authenticity_lab.simulation.office import Office
from authenticity_lab.simulation.people import People
from authenticity_lab.simulation.world import World

FIRST = date(2026, 9, 7)
"""A Monday; 40 days from here cross two holidays and two weekend days that are worked."""

TROUBLE, KILLED = 0.3, 0.04
"""Shares of mails that go wrong, and of steps that are killed."""

AGAIN, AT_ONCE = 0.1, 0.15
"""Shares of days on which an old list date is run again, and of sweeps that two workers make at
once."""

PAGES = 5
"""Data Docs and status page are made on one day in so many, which of them the seed says."""

NOTICE = 0.03
"""Share of days on which the insurer changes its own calendar."""

_ONE_DAY = timedelta(days=1)


@dataclass
class Simulation:
    """One insurer, its people and the model beside it."""

    laboratory: Laboratory
    world: World
    people: People
    reaper: Reaper
    random: Random
    model: Model
    office: Office
    seed: int = 0
    since: date = date.min
    whole_up_to: Place = BEGINNING
    done: list[date] = field(default_factory=list)

    def live(self, day: date) -> list[str]:
        """A day of the insurer; gives what is not as the model says."""
        wrong: list[str] = []
        self.laboratory.has_pages = (day.toordinal() + self.seed) % PAGES == 0
        if self.model.days.is_worked(day):
            self._list_date(day)
            self._sweep(day, "08:30")
            wrong = self.office.answers(day)
            wrong += self.office.verdicts(day)
            self._sweep(day, "17:30")
        if self.random.random() < AGAIN and self.done:
            self._run_job(self.random.choice(self.done[-4:]), day, "21:00")
        if self.random.random() < NOTICE:
            self._change_calendar(day)
        self.people.key_in(self.world, day)
        self.people.call_again(self.world, self.model, day)
        with jobs.reading() as connection:
            found, self.whole_up_to = outcome.chain_faults(connection, self.whole_up_to, day)
            wrong += found
            return wrong + outcome.differences(connection, self.model, self.laboratory.mailbox, day)

    def _list_date(self, day: date) -> None:
        self._run_job(day, day, "02:10")
        awaited = self.model.awaited()
        batch = observed.batch(self.world, self.model.days, self.since, day, awaited)
        self.model.list_date(day, batch)
        self.since = day
        self.done.append(day)

    def _run_job(self, list_date: date, day: date, clock: str) -> None:
        at = self.laboratory.at(list_date, "02:10")
        self.laboratory.at(day, clock)
        for step in jobs.daily(list_date, at):
            self.reaper.run(step)

    def _sweep(self, day: date, clock: str) -> None:
        self.laboratory.at(day, clock)
        if self.random.random() < AT_ONCE:
            with self.laboratory.mailbox.well():
                workers.at_once(jobs.sweep)
        else:
            self.reaper.run(remind.and_escalate)
            self.reaper.run(jobs.waiting_messages)
        self.model.sweep(day)

    def _change_calendar(self, day: date) -> None:
        """A notice of the insurer's own: a day of the next week is off, or a day off is worked."""
        changed = day + self.random.randint(2, 9) * _ONE_DAY
        is_worked = not self.model.days.is_worked(changed)
        self.laboratory.days_changed[changed] = is_worked
        self.model.days.changed[changed] = is_worked
        self.laboratory.at(day, "22:00")
        jobs.apply_calendar(self.laboratory.calendar)
        self.model.read_clocks()

    def drain(self, day: date) -> list[str]:
        """All servers are well again: everything arrives."""
        self.laboratory.mailbox.trouble, self.laboratory.has_pages = 0.0, True
        for days in (1, 2):
            self.laboratory.at(day + days * _ONE_DAY, "23:00")
            jobs.waiting_messages()
        with jobs.reading() as connection:
            undelivered = outcome.undelivered(connection, self.laboratory.mailbox)
        return [*undelivered, *self._faults()]

    def again(self, day: date, count: int) -> list[str]:
        """List dates run again in so many orders, behind a new stock: nothing changes.

        What is due by then is done before, so that a run again is all that happens.
        """
        self.laboratory.at(day, "23:30")
        jobs.put_together(self.random.choice(self.done))
        jobs.track()
        return orders.differences(count, self.done, self.random, lambda of: self._again(of, day))

    def _again(self, list_date: date, day: date) -> None:
        self._run_job(list_date, day, "23:30")

    def _faults(self) -> list[str]:
        """What an audit finds in a store that nobody else wrote to: nothing."""
        found = auditing.whole()
        return [*found.beside, *found.audit.integrity, *found.audit.completeness]


def live(seed: int, days: int, first: date = FIRST, again: int = 0) -> Lived:
    """Live a seed for some days from a working day on, or until something differs.

    Then so many orders of list dates are run `again`.
    """
    begun = time.process_time()
    reaper = Reaper(Random(f"reaper {seed}"), KILLED)
    mailbox = Mailbox(Random(f"mailbox {seed}"), TROUBLE)
    with (
        tempfile.TemporaryDirectory(prefix="simulation-") as folder,
        laboratory.opened(Path(folder), mailbox) as made,
        reaper.watching(),
    ):
        simulation = _begin(seed, first, made, reaper)
        wrong: list[str] = []
        lived = 0
        while lived < days and not wrong:
            wrong = _or_stopped(simulation.live, first + lived * _ONE_DAY)
            lived += 1
        after = first + days * _ONE_DAY
        wrong = wrong or _or_stopped(simulation.drain, after)
        if again and not wrong:
            wrong = _or_stopped(partial(simulation.again, count=again), after + 2 * _ONE_DAY)
        return Lived(
            seed=seed,
            days=lived,
            differences=tuple(wrong),
            cases=len(simulation.model.cases),
            messages=sum(simulation.model.told.values()),
            kills=reaper.kills,
            cpu_seconds=time.process_time() - begun,
        )


def _begin(seed: int, first: date, made: Laboratory, reaper: Reaper) -> Simulation:
    """The insurer as it is in the night of the first list."""
    world, people = World.begin(made.core, seed, first), People.begin(seed)
    model, random = Model(), Random(f"driver {seed}")
    office = Office(made, world, people, model, reaper, random)
    begun = Simulation(made, world, people, reaper, random, model, office, seed)
    begun.since = begun.model.days.after(first, -1)
    made.at(first - _ONE_DAY, "12:00")
    jobs.put_people_on_record()
    for before in range((first - begun.since).days, 0, -1):
        people.key_in(world, first - before * _ONE_DAY)
    return begun


def _or_stopped(lived: Callable[[date], list[str]], day: date) -> list[str]:
    """What differs; a step that gives up is a difference, too, because nothing foretells it."""
    try:
        return lived(day)
    except Exception as error:  # whatever it is, it is told with its seed
        return [f"{day}: stopped, {type(error).__name__}: {error}"]
