"""Office hours: answers are handed in or sent back, and customer service gives its verdicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from authenticity.errors import AccessError, StoreError
from authenticity.services import case_actions
from authenticity_lab.simulation import desk, jobs, outcome
from authenticity_lab.simulation.faults import Reaper
from authenticity_lab.simulation.laboratory import Laboratory
from authenticity_lab.simulation.model import Model
from authenticity_lab.simulation.people import People, Reply
from authenticity_lab.simulation.world import World

BY_FILE = 0.15
"""Share of days on which answers come in workbooks."""

_VERIFIER = "sue"


@dataclass
class Office:
    """Everybody who works with cases, and the model that is told what they do."""

    laboratory: Laboratory
    world: World
    people: People
    model: Model
    reaper: Reaper
    random: Random

    def answers(self, day: date) -> list[str]:
        """Those of a day; gives what was taken or refused otherwise than foretold."""
        self.laboratory.at(day, "11:00")
        replies = self.people.replies(self.world, self.model, day)
        if not replies:
            return []
        with jobs.reading() as connection:
            numbers = outcome.Numbers.read(connection)
        if self.random.random() < BY_FILE:
            results = self._send_lists_back(replies, numbers, day)
        else:
            results = desk.hand_in(replies, numbers, self.reaper.run)
        expected = [self._expect(reply, day) for reply in replies]
        for reply in replies:
            reply.case.settle(day)
        return [
            f"{day}: answer to {reply.case.policy} {reply.error.rule}: {is_taken}"
            for reply, is_taken, is_expected in zip(replies, results, expected, strict=True)
            if is_taken != is_expected
        ]

    def _send_lists_back(
        self, replies: list[Reply], numbers: outcome.Numbers, day: date
    ) -> list[bool]:
        """A copy is a return of its own, unless a kill had left the first one where it lay."""
        copies = self.random.choice((1, 2))
        run = self.reaper.run if copies == 1 else _undisturbed
        results = desk.send_lists_back(replies, numbers, run, copies)
        for list_date, channel in {(r.error.list_date, r.case.channel) for r in replies}:
            self.model.receive(list_date, channel, day, copies)
        return results

    def _expect(self, reply: Reply, day: date) -> bool:
        return not reply.is_garbage and self.model.answer(
            reply.case, reply.error, reply.outcome, reply.letters, reply.attempts, day
        )

    def verdicts(self, day: date) -> list[str]:
        """Those of a day; gives what was verified or refused otherwise than foretold."""
        self.laboratory.at(day, "16:00")
        with jobs.reading() as connection:
            numbers = outcome.Numbers.read(connection)
        wrong = []
        for case in self.model.cases:
            draw = self.random.random()
            if case.status != "RESOLVED" or draw > 0.5:
                continue
            case_no = numbers.cases[case.policy, case.opened_on]
            if draw < 0.05:
                case_actions.send_back(case_no, _VERIFIER, "材料不清")
                self.model.send_back(case, day)
                continue
            may, did = self.model.may_verify(case), _verify(case_no)
            if may and did:
                self.model.verify(case, day)
            if may != did:
                wrong.append(f"{day}: verification of {case.policy} opened {case.opened_on}: {did}")
        return wrong


def _undisturbed(step: Callable[[], object]) -> None:
    step()


def _verify(case_no: str) -> bool:
    try:
        case_actions.verify(case_no, _VERIFIER)
    except (AccessError, StoreError):
        return False
    return True
