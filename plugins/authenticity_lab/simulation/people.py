"""What people do: customers and clerks at the core system, answers, verdicts; drawn by the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from authenticity_lab.simulation.made_up import relative_mobile, seller_mobile
from authenticity_lab.simulation.model import Model
from authenticity_lab.simulation.model_words import CALL, NEEDS, SHARED, WITH_CLERK, Case, Error
from authenticity_lab.simulation.policy import IN_FORCE, SURRENDERED, Policy
from authenticity_lab.simulation.world import STOCK, World

PHONE_RULES = ("complete.policyholder.phone", "suspicious.salesperson_phone", SHARED)


@dataclass(frozen=True)
class Reply:
    """An answer that a clerk hands in; `is_garbage`: nobody can take it."""

    case: Case
    error: Error
    outcome: str
    letters: frozenset[str]
    attempts: tuple[date, ...]
    handled_on: date
    clerk: str
    is_garbage: bool = False


@dataclass
class People:
    """Everybody, with what they have promised to key in later."""

    random: Random
    promised: list[tuple[date, str, dict[str, Any]]]

    @classmethod
    def begin(cls, seed: int) -> People:
        return cls(Random(f"people {seed}"), [])

    # --- the core system ----------------------------------------------------------------------

    def key_in(self, world: World, day: date) -> None:
        """A day of business: entries, receipts, corrections, policies that leave and come back.

        Something is keyed in each day: a working day without an entry is a broken feed.
        """
        draw = self.random
        for _ in range(draw.choice((1, 1, 1, 2))):
            policy = world.enter(day, **self._wrong(world))
            if draw.random() < 0.4:
                world.change(policy, day, receipt_on=day)
        for due, number, cells in [each for each in self.promised if each[0] <= day]:
            self.promised.remove((due, number, cells))
            world.change(world.policies[number], day, **cells)
        for policy in list(world.policies.values())[STOCK:]:
            self._live(world, policy, day)

    def _live(self, world: World, policy: Policy, day: date) -> None:
        draw, is_live = self.random.random(), policy.cells.status == IN_FORCE
        if not is_live:
            if draw < 0.08:
                world.change(policy, day, status=IN_FORCE)
        elif draw < 0.015:
            world.change(policy, day, status=SURRENDERED)
        elif draw < 0.03:
            world.change(policy, day)
        elif draw < 0.05:
            world.change(policy, day, **self._wrong(world))
        elif draw < 0.06 and not world.was_called(policy):
            outcome = self.random.choice(("WRONG_NUMBER", "PROXY_SIGNATURE"))
            problem = outcome if outcome == "PROXY_SIGNATURE" else None
            world.call(policy, day, "PROBLEM" if problem else outcome, problem)
        elif draw < 0.2 and policy.cells.receipt_on is None:
            signed = max(policy.issued_on, day - timedelta(self.random.randrange(4)))
            world.change(policy, day, receipt_on=signed)

    def call_again(self, world: World, model: Model, day: date) -> None:
        """Customers of corrected cases are called; some do not answer."""
        called = {number for number, on, *_ in world.calls if on == day}
        for number in sorted(model.awaited().keys() - called):
            if self.random.random() < 0.4:
                outcome = self.random.choice(("SUCCESS", "SUCCESS", "NO_ANSWER"))
                world.call(world.policies[number], day, outcome)

    def _wrong(self, world: World) -> dict[str, Any]:
        draw, agent = self.random, self.random.randrange(6)
        holder = list(world.policies.values())[draw.randrange(STOCK)]
        choices: list[dict[str, Any]] = [
            {"mobile": None},
            {"mobile": seller_mobile(agent)},
            {"mobile": holder.clean.mobile},
            {"address": None},
            {"name": None},
            {"id_no": None},
            {"mobile": None, "address": None},
            {"mobile": seller_mobile(agent), "name": None},
            {"mobile": holder.clean.mobile, "address": None},
        ]
        return draw.choice(choices) if draw.random() < 0.6 else {}

    # --- the back office ----------------------------------------------------------------------

    def replies(self, world: World, model: Model, day: date) -> list[Reply]:
        """Answers of a day: whole cases, single errors, late, never, or of no use."""
        found = []
        for case in model.cases:
            draw = self.random.random()
            if case.status not in WITH_CLERK or draw > 0.5:
                continue
            waiting = [e for e in case.errors if e.level == "E" and e.outcome is None]
            for error in waiting[: None if draw < 0.3 else 1]:
                found.append(self._reply(world, case, error, day, is_garbage=0.25 < draw < 0.3))
        return found

    def _reply(
        self, world: World, case: Case, error: Error, day: date, *, is_garbage: bool
    ) -> Reply:
        draw = self.random
        allowed = [outcome for outcome in NEEDS if outcome != "LEGITIMATE" or _may_be_right(error)]
        outcome = "CORRECTED" if draw.random() < 0.6 else draw.choice(allowed)
        if outcome == "CORRECTED" and not is_garbage:
            self._correct(world, case, error, day)
        letters = {draw.choice(sorted(any_of)) for any_of in NEEDS[outcome]}
        if draw.random() < 0.15:
            letters.pop()
        tried = [day - timedelta(n) for n in range(3) if day - timedelta(n) >= error.list_date]
        attempts = tuple(tried) if outcome == "UNREACHABLE" else ()
        handled_on = day + timedelta(1) if is_garbage else day
        clerk = f"clerk{draw.choice((1, 2))}.{case.channel.lower()}"
        return Reply(
            case, error, outcome, frozenset(letters), attempts, handled_on, clerk, is_garbage
        )

    def _correct(self, world: World, case: Case, error: Error, day: date) -> None:
        """Key the correction in: rightly, not at all, or by another false value."""
        policy, draw = world.policies[case.policy], self.random.random()
        is_phone = error.rule in (*PHONE_RULES, "suspicious.relative_phone", CALL)
        cell = "mobile" if is_phone else {"name": "name", "address": "address"}.get(
            error.rule.rsplit(".", 1)[-1], "id_no"
        )  # fmt: skip
        right = {cell: getattr(policy.clean, cell)}
        if error.rule == CALL and is_phone:
            right = {"mobile": world.spare_mobile()}
        when = day + timedelta(self.random.randrange(3))
        if draw < 0.65:
            self.promised.append((when, policy.policy_no, right))
        elif draw < 0.75:
            self.promised.append((when, policy.policy_no, {}))
        elif draw < 0.88 and is_phone:
            swap = relative_mobile(self.random.randrange(6))
            self.promised.append((when, policy.policy_no, {"mobile": swap}))


def _may_be_right(error: Error) -> bool:
    return error.rule == SHARED or error.rule.startswith("complete.")
