"""What must become of cases, worked out without the product: a page that shares no code with it.

Policies, rules and outcomes are plain text; a finding is named by list day, policy and rule. Rules
that begin with `e` are errors, the others warnings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

NEEDS = {
    "CONFIRMED_FALSE": ("DE", "F"),
    "REFUSED": ("GF",),
    "UNREACHABLE": ("F",),
    "CORRECTED": ("A", "B"),
    "LEGITIMATE": ("C", "F"),
}
GRAVEST_FIRST = tuple(NEEDS)
Name = tuple[date, str, str]


@dataclass
class Seen:
    """A finding: `place` is a case number, `listed`, `closed`, or `superseded` with its case."""

    case: str | None
    place: str = "open"
    outcome: str | None = None
    given: set[object] = field(default_factory=set)
    was_answered: bool = False
    is_confirmed: bool = False

    def answer(self, outcome: str, given: set[object]) -> None:
        if outcome != self.outcome:
            self.is_confirmed = False
        self.outcome, self.was_answered = outcome, True
        self.given |= given

    @property
    def is_complete(self) -> bool:
        """Whether letters and dated attempts are enough for the outcome."""
        letters = {each[0] for each in self.given if isinstance(each, tuple)}
        days = {each for each in self.given if isinstance(each, date)}
        enough = all(letters & set(need) for need in NEEDS[self.outcome or ""])
        return enough and (self.outcome != "UNREACHABLE" or len(days) >= 3)

    @property
    def is_proven(self) -> bool:
        """Whether somebody can verify it."""
        return self.is_complete and (self.outcome != "CORRECTED" or self.is_confirmed)


@dataclass
class Model:
    """Cases by number: policy, state, gravest outcome, day of the verdict. Findings by name."""

    states: dict[str, str] = field(default_factory=dict)
    policies: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    verified_on: dict[str, date] = field(default_factory=dict)
    findings: dict[Name, Seen] = field(default_factory=dict)

    def run(self, day: date, found: Iterable[Name]) -> None:
        """A list day, run for the first time or again."""
        found = set(found)
        for name in [n for n in self.findings if n[0] == day and n not in found]:
            self._miss(name)
        for case in [c for c, state in self.states.items() if state == "OPEN"]:
            if not any(n[2][0] == "e" for n, s in self.findings.items() if s.case == case):
                self._end(case)
        waiting = [name for name in sorted(found) if self._waits(name)]
        before = {p: self.unfinished(p) for _d, p, _r in waiting}
        for name in waiting:
            policy = name[1]
            errors = [n for n in waiting if n[1] == policy and n[2][0] == "e"]
            if self.unfinished(policy) is None and errors:
                self._open(day, policy, {rule for _d, _p, rule in errors})
        for name in waiting:
            case = self.unfinished(name[1])
            seen = self.findings.setdefault(name, Seen(None))
            seen.case, seen.place = case, "open" if case else "listed"
        self._settle(day, before)

    def unfinished(self, policy: str) -> str | None:
        live = ("OPEN", "DISPATCHED", "RESOLVED", "RETURNED")
        cases = [c for c, state in self.states.items() if state in live]
        return next((c for c in cases if self.policies[c] == policy), None)

    def dispatch(self) -> list[str]:
        moved = [case for case, state in self.states.items() if state == "OPEN"]
        self.states.update(dict.fromkeys(moved, "DISPATCHED"))
        return moved

    def answer(self, name: Name, outcome: str, given: set[object]) -> bool:
        """Whether the answer is taken; `given`: letters with references, days of attempts.

        It is one to what earlier lists said of policy and rule, unless something else stands there.
        """
        seen = self.findings[name]
        state = self.states.get(seen.case or "")
        if seen.place != "open" or state not in ("DISPATCHED", "RETURNED", "RESOLVED"):
            return False
        if outcome == seen.outcome and given <= seen.given:
            return False
        if state == "RESOLVED" and seen.outcome not in (None, outcome):
            return False
        seen.answer(outcome, given)
        for (day, policy, rule), old in self.findings.items():
            is_same = (policy, rule) == name[1:] and old.case == seen.case and day < name[0]
            if is_same and old.place == "open" and old.outcome in (None, outcome):
                old.answer(outcome, given)
        self._resolve(seen.case or "")
        return True

    def send_back(self, case: str) -> bool:
        if self.states[case] != "RESOLVED":
            return False
        for seen in self._of(case):
            seen.outcome, seen.is_confirmed = None, False
        self._take_back(case)
        return True

    def verify(self, case: str, day: date) -> bool:
        answered = [(n, s) for n, s in self._named(case) if s.place == "open" and s.outcome]
        unproven = [(n, s) for n, s in answered if not s.is_proven]
        if self.states[case] != "RESOLVED" or any(n[2][0] == "e" for n, _s in unproven):
            return False
        for _name, seen in unproven:
            seen.outcome, seen.is_confirmed = None, False
        self.states[case], self.verified_on[case] = "VERIFIED", day
        return True

    def leave(self, policy: str) -> None:
        case = self.unfinished(policy)
        if case:
            self.states[case] = "WITHDRAWN"
            for seen in self._of(case):
                seen.place = "closed" if seen.place == "open" else seen.place

    def _of(self, case: str) -> list[Seen]:
        return [seen for _name, seen in self._named(case)]

    def _named(self, case: str) -> list[tuple[Name, Seen]]:
        return [(name, seen) for name, seen in self.findings.items() if seen.case == case]

    def _miss(self, name: Name) -> None:
        seen = self.findings[name]
        is_told = seen.was_answered or (seen.case and self.states[seen.case] != "OPEN")
        if seen.place == "superseded" or is_told:
            seen.place = "superseded"
        else:
            del self.findings[name]

    def _waits(self, name: Name) -> bool:
        """Whether a finding of the run needs a place; brings back what was superseded."""
        seen = self.findings.get(name)
        if seen is None or seen.place == "listed":
            return True
        if seen.place == "superseded":
            state = self.states.get(seen.case or "")
            if seen.case is None or (state in ("VERIFIED", "REOPENED") and not seen.outcome):
                return True
            seen.place = "closed" if state == "WITHDRAWN" else "open"
        return False

    def _open(self, day: date, policy: str, rules: set[str]) -> None:
        serial = sum(case[1:9] == f"{day:%Y%m%d}" for case in self.states) + 1
        earlier = [
            case
            for case, verified_on in self.verified_on.items()
            if self.states[case] == "VERIFIED"
            and self.policies[case] == policy
            and day - verified_on <= timedelta(days=90)
            and rules & {n[2] for n, s in self._named(case) if s.place == "open" and s.outcome}
        ]
        if earlier:
            self.states[max(earlier, key=self.verified_on.__getitem__)] = "REOPENED"
        case = f"C{day:%Y%m%d}-{serial:05d}"
        self.states[case], self.policies[case] = "OPEN", policy

    def _settle(self, day: date, before: dict[str, str | None]) -> None:
        for case in {s.case for n, s in self.findings.items() if n[0] == day and s.case}:
            errors = [s for n, s in self._named(case) if n[2][0] == "e" and s.place == "open"]
            if self.states[case] == "RESOLVED" and not all(s.outcome for s in errors):
                self._take_back(case)
            lost = [n for n, s in self._named(case) if n[0] == day and s.place == "superseded"]
            if any(n[2][0] == "e" for n in lost) and self._is_told(case):
                if errors:
                    self._resolve(case)
                else:
                    self._end(case)
            if self.states[case] == "RESOLVED":
                self._show(case, errors)

    def _resolve(self, case: str) -> None:
        errors = [s for n, s in self._named(case) if n[2][0] == "e" and s.place == "open"]
        is_with_clerk = self.states[case] in ("DISPATCHED", "RETURNED")
        if is_with_clerk and errors and all(s.outcome for s in errors):
            self.states[case] = "RESOLVED"
            self._show(case, errors)

    def _show(self, case: str, errors: list[Seen]) -> None:
        given = {s.outcome for s in errors}
        self.outcomes[case] = next(each for each in GRAVEST_FIRST if each in given)

    def _is_told(self, case: str) -> bool:
        return self.states[case] in ("DISPATCHED", "RETURNED", "RESOLVED")

    def _take_back(self, case: str) -> None:
        self.states[case] = "RETURNED"
        del self.outcomes[case]

    def _end(self, case: str) -> None:
        self.states[case] = "WITHDRAWN"
        self.outcomes.pop(case, None)
        for seen in self._of(case):
            seen.case, seen.outcome, seen.is_confirmed = None, None, False
            seen.place = "listed" if seen.place == "open" else seen.place
