"""The ledger of a list date as people read it: from the source to the list, sum by sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from authenticity.dag_names import DISPATCH, OPEN_CASES, PULL, SCREEN, VALIDATE
from authenticity.ledger.ledger_entries import Entry

STAGES = (PULL, VALIDATE, SCREEN, OPEN_CASES, DISPATCH)
"""In the order in which a day's figures are written."""

BY_RULE = {VALIDATE: "findings", SCREEN: "found"}
"""Stages that keep one identity a rule, and what its measure begins with."""

_PARTS = {"policies_accounted_for": ("policies_in_scope", "out_of_scope.", "policies_set_aside")}
"""Sums whose parts do not bear their name; all others' parts are `<sum>.<part>`. A name that
ends in a point stands for all that begin so."""


@dataclass(frozen=True)
class Identity:
    """What must be equal. `parts` make up `value`; `rules`: one entry each, by rule code."""

    measure: str
    value: int
    expected: int
    parts: tuple[Entry, ...] = ()
    rules: tuple[Entry, ...] = ()

    @property
    def is_balanced(self) -> bool:
        return self.value == self.expected and all(rule.is_balanced for rule in self.rules)


@dataclass(frozen=True)
class Stage:
    """One stage: its identities, and the figures that only inform."""

    name: str
    identities: tuple[Identity, ...]
    figures: tuple[Entry, ...]


@dataclass(frozen=True)
class LedgerDay:
    """All stages that a list date has been through."""

    list_date: date
    stages: tuple[Stage, ...]
    entries: Mapping[tuple[str, str], Entry]

    @property
    def identities(self) -> int:
        """How many there are, each rule's for itself."""
        return sum(entry.expected is not None for entry in self.entries.values())

    @property
    def broken(self) -> int:
        """How many of them do not hold."""
        return sum(not entry.is_balanced for entry in self.entries.values())

    @property
    def is_whole(self) -> bool:
        """Whether the day has been through all stages, the dispatch too."""
        return len(self.stages) == len(STAGES)

    def value(self, stage: str, measure: str) -> int | None:
        """One figure; None where the day did not come so far."""
        entry = self.entries.get((stage, measure))
        return entry.value if entry else None

    def total(self, stage: str, beginning: str) -> int:
        """All figures of a stage that begin so: findings of all its rules."""
        return sum(
            entry.value
            for (of, measure), entry in self.entries.items()
            if of == stage and measure.startswith(beginning)
        )


def day_of(
    list_date: date, entries: Mapping[tuple[str, str], Entry], order: Sequence[str] = ()
) -> LedgerDay:
    """The figures of a list date; none is left out. `order`: identities as `stage/measure`."""
    places = {name: at for at, name in enumerate(order)}
    stages = []
    for name in STAGES:
        own = [entry for (stage, _), entry in entries.items() if stage == name]
        if own:
            stages.append(_stage(name, own, places))
    return LedgerDay(list_date, tuple(stages), entries)


def _stage(name: str, own: list[Entry], places: Mapping[str, int]) -> Stage:
    by_rule = f"{BY_RULE[name]}." if name in BY_RULE else None
    identities: list[Identity] = []
    shown: set[str] = set()
    if by_rule:
        rules = [entry for entry in own if entry.measure.startswith(by_rule)]
        shown |= {entry.measure for entry in rules}
        identities.append(_of_rules(BY_RULE[name], rules))
    for entry in own:
        if entry.expected is not None and entry.measure not in shown:
            parts = tuple(part for part in own if _is_part(part, entry))
            shown |= {entry.measure, *(part.measure for part in parts)}
            identities.append(Identity(entry.measure, entry.value, entry.expected, parts))
    rest = tuple(entry for entry in own if entry.measure not in shown)
    identities.sort(key=lambda each: places.get(f"{name}/{each.measure}", len(places)))
    return Stage(name, tuple(identities), rest)


def _of_rules(measure: str, rules: Iterable[Entry]) -> Identity:
    """Rule by rule in one line, what does not hold and what found something first."""
    beginning = f"{measure}."
    ordered = sorted(rules, key=lambda entry: (entry.is_balanced, not entry.value, entry.measure))
    entries = tuple(
        Entry(entry.measure.removeprefix(beginning), entry.value, entry.expected)
        for entry in ordered
    )
    value = sum(entry.value for entry in entries)
    return Identity(measure, value, sum(entry.expected or 0 for entry in entries), rules=entries)


def _is_part(part: Entry, whole: Entry) -> bool:
    if part is whole or part.expected is not None:
        return False
    names = _PARTS.get(whole.measure, (f"{whole.measure}.",))
    return any(
        part.measure.startswith(name) if name.endswith(".") else part.measure == name
        for name in names
    )
