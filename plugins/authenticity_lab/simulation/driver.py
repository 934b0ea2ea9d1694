"""One seed: an insurer lives for some days, and after each day the model is asked."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Connection

from authenticity.access import people as access
from authenticity.cases import calendar_changes
from authenticity.errors import AccessError, AuthenticityError, DispatchError, StoreError
from authenticity.runtime import connections
from authenticity.services import case_actions
from authenticity.settings import now
from authenticity.steps import (
    deliver,
    open_cases,
    pull,
    reconcile,
    release,
    remind,
    screen,
    send,
    validate,
)
from authenticity.working_days.conventions import Conventions
from authenticity_lab.simulation import desk, laboratory, observed, outcome, workers
from authenticity_lab.simulation.faults import Reaper
from authenticity_lab.simulation.laboratory import Laboratory
from authenticity_lab.simulation.lived import Lived
from authenticity_lab.simulation.mail_trouble import Mailbox
from authenticity_lab.simulation.model import Model
from authenticity_lab.simulation.people import People, Reply
from authenticity_lab.simulation.world import CHANNELS, TEAMS, World
from authenticity_lab.synthetic import people_file

FIRST = date(2026, 9, 7)
"""A Monday; 40 days from here cross two holidays and two weekend days that are worked."""

TROUBLE, KILLED = 0.3, 0.04
"""Shares of mails that go wrong, and of steps that are killed."""

BY_FILE, AGAIN, AT_ONCE = 0.15, 0.1, 0.15
"""Shares of days on which answers come in workbooks, of old list dates run again, and of sweeps
that two workers make at once."""

NOTICE = 0.03
"""Share of days on which the insurer changes its own calendar."""

_ONE_DAY = timedelta(days=1)
_OFFICE = "sue"


@dataclass
class Simulation:
    """One insurer, its people and the model beside it."""

    laboratory: Laboratory
    world: World
    people: People
    reaper: Reaper
    random: Random
    model: Model = field(default_factory=Model)
    since: date = date.min
    done: list[date] = field(default_factory=list)

    # --- a day --------------------------------------------------------------------------------

    def live(self, day: date) -> list[str]:
        """A day of the insurer; gives what is not as the model says."""
        wrong: list[str] = []
        if self.model.days.is_worked(day):
            self._list_date(day)
            self._sweep(day, "08:30")
            wrong = self._answers(day)
            wrong += self._verdicts(day)
            self._sweep(day, "17:30")
        if self.random.random() < AGAIN and self.done:
            self._run_job(self.random.choice(self.done[-4:]), day, "21:00")
        if self.random.random() < NOTICE:
            self._change_calendar(day)
        self.people.key_in(self.world, day)
        self.people.call_again(self.world, self.model, day)
        with _reading() as connection:
            return wrong + outcome.differences(connection, self.model, self.laboratory.mailbox, day)

    def _list_date(self, day: date) -> None:
        self._run_job(day, day, "02:10")
        awaited = self.model.awaited()
        batch = observed.batch(self.world, self.model.days, self.since, day, awaited)
        self.model.list_date(day, batch)
        self.since = day
        self.done.append(day)

    def _run_job(self, list_date: date, day: date, clock: str) -> None:
        text, at = list_date.isoformat(), self.laboratory.at(list_date, "02:10")
        self.laboratory.at(day, clock)
        steps: tuple[Callable[[], object], ...] = (
            lambda: pull.changes(at),
            lambda: validate.rows(text),
            lambda: screen.batch(text),
            lambda: open_cases.of_batch(text),
            lambda: reconcile.run(text),
            lambda: deliver.lists([text]),
            lambda: release.runs_of([text]),
            _send,
        )
        for step in steps:
            self.reaper.run(step)

    def _sweep(self, day: date, clock: str) -> None:
        self.laboratory.at(day, clock)
        if self.random.random() < AT_ONCE:
            with self.laboratory.mailbox.well():
                workers.at_once(_remind_and_send)
        else:
            self.reaper.run(remind.and_escalate)
            self.reaper.run(_send)
        self.model.sweep(day)

    def _change_calendar(self, day: date) -> None:
        """A notice of the insurer's own: a day of the next week is off, or a day off is worked."""
        changed = day + self.random.randint(2, 9) * _ONE_DAY
        is_worked = not self.model.days.is_worked(changed)
        self.laboratory.days_changed[changed] = is_worked
        self.model.days.changed[changed] = is_worked
        self.laboratory.at(day, "18:00")
        with connections.case_store() as store, store.begin() as connection:
            calendar_changes.apply(
                connection, self.laboratory.calendar, Conventions.load(), now(), "simulator"
            )
        self.model.read_clocks()

    # --- people -------------------------------------------------------------------------------

    def _answers(self, day: date) -> list[str]:
        self.laboratory.at(day, "11:00")
        replies = self.people.replies(self.world, self.model, day)
        if not replies:
            return []
        with _reading() as connection:
            numbers = outcome.Numbers.read(connection)
        is_by_file = self.random.random() < BY_FILE
        give = desk.send_lists_back if is_by_file else desk.hand_in
        results = give(replies, numbers, self.reaper.run)
        if is_by_file:
            for list_date, channel in {(r.error.list_date, r.case.channel) for r in replies}:
                self.model.receive(list_date, channel, day)
        expected = [self._expect(reply, day) for reply in replies]
        for reply in replies:
            reply.case.settle(day)
        return [
            f"{day}: answer to {reply.case.policy} {reply.error.rule}: {is_taken}"
            for reply, is_taken, is_expected in zip(replies, results, expected, strict=True)
            if is_taken != is_expected
        ]

    def _expect(self, reply: Reply, day: date) -> bool:
        return not reply.is_garbage and self.model.answer(
            reply.case, reply.error, reply.outcome, reply.letters, reply.attempts, day
        )

    def _verdicts(self, day: date) -> list[str]:
        self.laboratory.at(day, "16:00")
        with _reading() as connection:
            numbers = outcome.Numbers.read(connection)
        wrong = []
        for case in self.model.cases:
            draw = self.random.random()
            if case.status != "RESOLVED" or draw > 0.5:
                continue
            case_no = numbers.cases[case.policy, case.opened_on]
            if draw < 0.05:
                case_actions.send_back(case_no, _OFFICE, "材料不清")
                self.model.send_back(case, day)
                continue
            may, did = self.model.may_verify(case), _verify(case_no)
            if may and did:
                self.model.verify(case, day)
            if may != did:
                wrong.append(f"{day}: verification of {case.policy} opened {case.opened_on}: {did}")
        return wrong

    # --- the end ------------------------------------------------------------------------------

    def drain(self, day: date) -> list[str]:
        """All servers are well again: everything arrives."""
        self.laboratory.mailbox.trouble = 0.0
        for days in (1, 2):
            self.laboratory.at(day + days * _ONE_DAY, "23:00")
            _send()
        with _reading() as connection:
            return outcome.undelivered(connection, self.laboratory.mailbox)


def live(seed: int, days: int, first: date = FIRST) -> Lived:
    """Live a seed for some days from a working day on, or until something differs."""
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
            wrong = _day_of(simulation, first + lived * _ONE_DAY)
            lived += 1
        wrong = wrong or simulation.drain(first + days * _ONE_DAY)
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
    begun = Simulation(made, world, people, reaper, Random(f"driver {seed}"))
    begun.since = begun.model.days.after(first, -1)
    _put_people_on_record(made, first - _ONE_DAY)
    for before in range((first - begun.since).days, 0, -1):
        people.key_in(world, first - before * _ONE_DAY)
    return begun


def _day_of(simulation: Simulation, day: date) -> list[str]:
    """A day; a step that gives up is a difference, too, because nothing foretells it."""
    try:
        return simulation.live(day)
    except (AuthenticityError, LookupError) as error:
        return [f"{day}: stopped, {type(error).__name__}: {error}"]


def _put_people_on_record(made: Laboratory, on: date) -> None:
    made.at(on, "12:00")
    channels = [(c, c, f"office.{c.lower()}@example.com", None) for c in CHANNELS]
    teams = [(t, t, c, "GZ", None, f"leader.{t.lower()}@example.com") for t, c in TEAMS.items()]
    with connections.case_store() as store, store.begin() as connection:
        access.record(connection, people_file.people(channels, teams), now(), "simulator")


@contextmanager
def _reading() -> Iterator[Connection]:
    with connections.case_store() as store, store.read() as connection:
        yield connection


def _send() -> None:
    """Messages that failed often turn the step red, and are tried again all the same."""
    try:
        send.waiting()
    except DispatchError as error:
        if "failed too often" not in str(error):
            raise


def _remind_and_send() -> None:
    remind.and_escalate()
    _send()


def _verify(case_no: str) -> bool:
    try:
        case_actions.verify(case_no, _OFFICE)
    except (AccessError, StoreError):
        return False
    return True
