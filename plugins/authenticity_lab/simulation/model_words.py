"""The words of the model: working days, an error with its answer, a case, what a list date finds.

Like the model itself it shares nothing with the product.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

OFF = {date(2026, 9, 25), *(date(2026, 10, day) for day in (1, 2, 5, 6, 7))}
WORKED = {date(2026, 9, 20), date(2026, 10, 10)}
"""The State Council's notice for the autumn of 2026: weekdays off, weekend days that are worked."""

HOLDER = "POLICYHOLDER"
RECEIPT, CALL, SHARED = "clock.receipt_overdue", "callback.data_mismatch", "suspicious.shared_phone"
FIELDS = {
    "complete.policyholder.phone": {"mobile"},
    "suspicious.salesperson_phone": {"mobile"},
    "suspicious.relative_phone": {"mobile"},
    SHARED: {"mobile"},
    CALL: {"mobile"},
    "complete.policyholder.name": {"name"},
    "complete.policyholder.address": {"address"},
    "complete.policyholder.id_no": {"id_no"},
}
"""The cells that have to change before an error counts as corrected."""

NEEDS = {
    "CORRECTED": [{"A"}, {"B"}],
    "LEGITIMATE": [{"C"}, {"F"}],
    "CONFIRMED_FALSE": [{"D", "E"}, {"F"}],
    "UNREACHABLE": [{"F"}],
    "REFUSED": [{"G", "F"}],
}
WITH_CLERK = ("DISPATCHED", "RETURNED")
UNFINISHED = ("OPEN", *WITH_CLERK, "RESOLVED")
LEVELS = {"reminder": 1, "due": 2, "compliance": 3}
ONE = timedelta(days=1)


@dataclass
class Days:
    """Working days; the insurer's own notice may change one."""

    changed: dict[date, bool] = field(default_factory=dict)

    def is_worked(self, day: date) -> bool:
        usual = day in WORKED or (day.weekday() < 5 and day not in OFF)
        return self.changed.get(day, usual)

    def after(self, day: date, count: int = 1) -> date:
        step = ONE if count > 0 else -ONE
        for _ in range(abs(count)):
            day += step
            while not self.is_worked(day):
                day += step
        return day


@dataclass
class Error:
    """One finding: its answer, what was given for it, and whether the core system showed it."""

    rule: str
    level: str
    list_date: date
    cells: dict[str, str | None]
    number: str | None = None
    outcome: str | None = None
    answered_on: date | None = None
    letters: set[str] = field(default_factory=set)
    attempts: set[date] = field(default_factory=set)
    confirmed_on: date | None = None
    call_since: date | None = None
    called_on: date | None = None
    is_closed: bool = False
    called_false_on: date | None = None
    problem: str | None = None
    persons: frozenset[str] = frozenset()

    @property
    def awaits_call(self) -> bool:
        return self.call_since is not None and self.called_on is None

    def answer(
        self, outcome: str, letters: frozenset[str], attempts: tuple[date, ...], on: date
    ) -> None:
        """What came of another outcome is forgotten; what was given stays."""
        if self.outcome != outcome:
            self.confirmed_on = self.call_since = self.called_on = None
        self.outcome, self.answered_on = outcome, on
        self.letters |= letters
        self.attempts |= set(attempts)

    def says(self, old: Error) -> bool:
        """Whether it is the same of the same cells and persons; no two calls are the same."""
        is_same = self.rule == old.rule != CALL and self.persons == old.persons
        return is_same and all(self.cells[c] == old.cells[c] for c in FIELDS.get(self.rule, ()))

    @property
    def is_complete(self) -> bool:
        has_all = all(self.letters & any_of for any_of in NEEDS[self.outcome or "REFUSED"])
        return has_all and (self.outcome != "UNREACHABLE" or len(self.attempts) >= 3)


@dataclass
class Case:
    """A case as the law has it."""

    policy: str
    opened_on: date
    channel: str
    team: str
    status: str = "OPEN"
    errors: list[Error] = field(default_factory=list)
    due_on: date = date.max
    ends_on: date | None = None
    receipt: date | None = None
    keyed_on: date = date.min
    in_conflict: bool = False
    is_received: bool = False
    steps: set[str] = field(default_factory=set)
    dispatched_on: date | None = None
    resolved_on: date | None = None
    verified_on: date | None = None
    relapse_of: date | None = None

    @property
    def level(self) -> int:
        return max((LEVELS.get(step, 0) for step in self.steps), default=0)

    def settle(self, today: date) -> None:
        """Every error has its outcome: the case is answered."""
        errors = [each for each in self.errors if each.level == "E"]
        if self.status in WITH_CLERK and all(each.outcome for each in errors):
            self.status, self.resolved_on = "RESOLVED", today


@dataclass(frozen=True)
class Entry:
    """A policy as a list date finds it; `is_entry` False: a call or the clock brought it.

    `keyed_on`: when it was changed last; `failed_on`: when a call found what is false.
    """

    policy: str
    channel: str
    team: str
    cells: dict[str, str | None]
    is_live: bool
    failing: tuple[str, ...]
    receipt: date | None
    cooling_off_days: int
    keyed_on: date
    is_entry: bool = True
    failed_on: date | None = None
    problem: str | None = None
    persons: frozenset[str] = frozenset()
    good_calls: tuple[date, ...] = ()
