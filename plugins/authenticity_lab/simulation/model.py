"""What must have become of each case, foretold from the world alone (rulebook §2, §4, §5).

This page shares nothing with the product: no table, no calendar, no rule. It is told what was
keyed in, what people did and when the job ran; it says in which state each case is, which findings
it has, when it is due, and who must have been told what, once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from authenticity_lab.simulation import corrections, ladder
from authenticity_lab.simulation.model_words import (
    CALL,
    RECEIPT,
    SHARED,
    UNFINISHED,
    WITH_CLERK,
    Case,
    Days,
    Entry,
    Error,
)


@dataclass
class Model:
    """All cases and messages so far."""

    days: Days = field(default_factory=Days)
    cases: list[Case] = field(default_factory=list)
    seen: dict[str, list[tuple[date, Entry]]] = field(default_factory=lambda: defaultdict(list))
    """By policy, the entries that lists have seen, those of policies that left too."""

    told: Counter[tuple[str, str, date]] = field(default_factory=Counter)
    explained: list[tuple[str, frozenset[str], date]] = field(default_factory=list)
    listed_only: set[tuple[str, str, date]] = field(default_factory=set)
    received: set[tuple[date, str]] = field(default_factory=set)
    """Lists that came back, by day and channel."""

    def unfinished(self, policy: str) -> Case | None:
        found = [c for c in self.cases if c.policy == policy and c.status in UNFINISHED]
        return found[0] if found else None

    # --- one list date -----------------------------------------------------------------------

    def awaited(self) -> dict[str, date]:
        """The policies that wait for a new call, and since when."""
        return {
            case.policy: min(e.call_since for e in case.errors if e.awaits_call and e.call_since)
            for case in self.cases
            if case.status in UNFINISHED and any(e.awaits_call for e in case.errors)
        }

    def list_date(self, day: date, batch: list[Entry]) -> None:
        """The daily job of a list date, up to the messages that bring the lists."""
        for entry in batch:
            self._tell_case(entry)
            self.seen[entry.policy].append((day, entry))
        self.read_clocks()
        live = sorted((e for e in batch if e.is_live), key=lambda each: each.policy)
        found = {entry.policy: self._found(day, entry) for entry in live}
        for policy, errors in found.items():
            self._keep_answers(self.unfinished(policy), errors)
        self._closed_loop(day, found)
        self._new_calls(live)
        for entry in live:
            self._place(day, entry, found[entry.policy])
        self._dispatch(day, {(e.channel, e.team) for e in live if found[e.policy]})

    def read_clocks(self) -> None:
        """Deadlines are read anew when the policy or the calendar says something else."""
        for case in self.cases:
            if case.status in UNFINISHED:
                self._read_clock(case, case.dispatched_on or case.opened_on)

    def _dispatch(self, day: date, offices: set[tuple[str, str]]) -> None:
        for channel, team in offices:
            self.told["list", f"leader.{team.lower()}@example.com", day] = 1
            self.told["list", f"office.{channel.lower()}@example.com", day] = 1
        for case in self.cases:
            if case.status == "OPEN":
                case.status, case.dispatched_on = "DISPATCHED", day

    def _tell_case(self, entry: Entry) -> None:
        """What the batch says of a policy reaches its case."""
        case = self.unfinished(entry.policy)
        if case and not entry.is_live:
            case.status = "WITHDRAWN"
            for error in case.errors:
                error.is_closed = True
        elif case:
            case.receipt, case.ends_on = entry.receipt, _ends_on(entry)

    def _new_calls(self, live: list[Entry]) -> None:
        """The first good call since the correction was shown is the one that was waited for."""
        for entry in live:
            case = self.unfinished(entry.policy)
            for error in case.errors if case else ():
                if error.awaits_call and error.call_since:
                    made = [day for day in entry.good_calls if day >= error.call_since]
                    error.called_on = min(made, default=None)

    def _found(self, day: date, entry: Entry) -> list[Error]:
        found = []
        for rule in entry.failing:
            if rule == SHARED and any(
                number == entry.cells["mobile"] and entry.persons <= persons and since < day
                for number, persons, since in self.explained
            ):
                continue
            level = "W" if rule == RECEIPT else "E"
            number = entry.cells["mobile"] if rule.startswith("suspicious.") else None
            error = Error(rule, level, day, entry.cells, number)
            if rule == CALL:
                error.problem, error.called_false_on = entry.problem, entry.failed_on
            error.persons = entry.persons if rule == SHARED else frozenset()
            found.append(error)
        return found

    def _place(self, day: date, entry: Entry, found: list[Error]) -> None:
        case = self.unfinished(entry.policy)
        if case is None:
            if all(error.level == "W" for error in found):
                self.listed_only |= {(entry.policy, error.rule, day) for error in found}
                return
            case = Case(entry.policy, day, entry.channel, entry.team, receipt=entry.receipt)
            case.keyed_on = entry.keyed_on
            case.ends_on = _ends_on(entry)
            self._read_clock(case, day)
            self._relapse(case, found, day)
            self.cases.append(case)
        case.errors += found
        if case.status == "RESOLVED" and any(e.level == "E" and not e.outcome for e in found):
            case.status, case.resolved_on = "RETURNED", None

    def _keep_answers(self, case: Case | None, found: list[Error]) -> None:
        """What says the same again is not asked twice, unless it was to be corrected."""
        for error in found:
            for old in case.errors if case else ():
                if error.says(old) and old.outcome not in (None, "CORRECTED"):
                    error.outcome, error.answered_on = old.outcome, old.answered_on
                    error.letters, error.attempts = set(old.letters), set(old.attempts)

    def _relapse(self, case: Case, found: list[Error], day: date) -> None:
        wrong = {(error.rule, error.problem) for error in found if error.level == "E"}
        for old in sorted(self.cases, key=lambda c: (c.verified_on or date.min, c.opened_on))[::-1]:
            answered = {(error.rule, error.problem) for error in old.errors if error.outcome}
            if old.policy == case.policy and old.status == "VERIFIED" and wrong & answered:
                old.status, case.relapse_of = "REOPENED", old.opened_on
                return

    def _read_clock(self, case: Case, dispatched_on: date) -> None:
        investigated = self.days.after(dispatched_on, 3)
        ends = case.ends_on
        running_on = max(case.keyed_on, self.days.after(case.opened_on, -1))
        case.in_conflict = bool(ends and running_on <= ends < investigated)
        case.due_on = ends if case.in_conflict and ends else investigated

    # --- corrections --------------------------------------------------------------------------

    def _closed_loop(self, day: date, found: dict[str, list[Error]]) -> None:
        """What is undone goes back at once, also from a case that is with the back office."""
        sent_back: set[str] = set()
        for case in self.cases:
            wrong = [
                error
                for error in case.errors
                if corrections.is_claim(case, error, day)
                if not self._stands(day, case, error, found.get(case.policy, []))
            ]
            if any(error.level == "E" for error in wrong):
                sent_back.add(case.channel)
                if case.status == "RESOLVED":
                    case.status, case.resolved_on = "RETURNED", None
            corrections.forget(wrong)
        for channel in sent_back:
            self.told["returned", f"office.{channel.lower()}@example.com", day] += 1

    def _stands(self, day: date, case: Case, error: Error, today: list[Error]) -> bool:
        after = corrections.judged_since(self.seen[case.policy], error)
        on = after[0] if after else day
        then = today if on == day else self._errors_of(case.policy, on)
        return corrections.stands(self.seen[case.policy], day, case, error, then)

    def _errors_of(self, policy: str, day: date) -> list[Error]:
        return [e for c in self.cases if c.policy == policy for e in c.errors if e.list_date == day]

    def _take_back(self, case: Case, errors: list[Error]) -> None:
        case.status, case.resolved_on = "RETURNED", None
        corrections.forget(errors)

    # --- people -------------------------------------------------------------------------------

    def answer(
        self,
        case: Case,
        error: Error,
        outcome: str,
        letters: frozenset[str],
        attempts: tuple[date, ...],
        on: date,
    ) -> bool:
        """Whether the answer is taken; it is one to what earlier lists said in the same words."""
        if case.status not in WITH_CLERK:
            return False
        error.answer(outcome, letters, attempts, on)
        for old in case.errors:
            is_earlier = old.list_date < error.list_date and error.says(old)
            if is_earlier and old.outcome in (None, outcome):
                old.answer(outcome, letters, attempts, on)
        return True

    def receive(self, list_date: date, channel: str, on: date, copies: int) -> None:
        """A list came back: it has been received, and a reply goes out to each copy."""
        self.told["reply", f"office.{channel.lower()}@example.com", on] += copies
        self.received.add((list_date, channel))
        for case in self.cases:
            if case.channel == channel and any(e.list_date == list_date for e in case.errors):
                case.is_received = True

    def may_verify(self, case: Case) -> bool:
        answered = [error for error in case.errors if error.outcome]
        return case.status == "RESOLVED" and all(
            error.is_complete
            and (error.outcome != "CORRECTED" or error.confirmed_on is not None)
            and (error.call_since is None or error.called_on is not None)
            for error in answered
        )

    def verify(self, case: Case, on: date) -> None:
        case.status, case.verified_on = "VERIFIED", on
        for error in case.errors:
            if error.rule == SHARED and error.number and error.outcome == "CONFIRMED_FALSE":
                self.explained = [each for each in self.explained if each[0] != error.number]
            if error.rule == SHARED and error.number and error.outcome == "LEGITIMATE":
                self.explained.append((error.number, error.persons, on))

    def send_back(self, case: Case, on: date) -> None:
        self._take_back(case, case.errors)
        self.told["returned", f"office.{case.channel.lower()}@example.com", on] += 1

    def sweep(self, today: date) -> None:
        """Who is told by a sweep of a working day."""
        told = {
            each
            for case in self.cases
            for each in ladder.climb(case, today, self.days, self.received)
        }
        for _step, kind, recipient in told:
            self.told[kind, recipient, today] += 1


def _ends_on(entry: Entry) -> date | None:
    """The day of signing counts."""
    return entry.receipt + timedelta(days=entry.cooling_off_days - 1) if entry.receipt else None
