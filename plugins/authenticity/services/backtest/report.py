"""What a replay of past list dates under two catalogues found, in numbers and policy numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from authenticity.rules.catalogue import Catalogue, Rule

EXAMPLES = 20
"""So many policies of a rule somebody looks at by `make explain`; nobody reads hundreds."""


@dataclass(frozen=True)
class Tally:
    """Findings by what the candidate does to them; `changed` have another level or confidence."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def present(self) -> int:
        return self.removed + self.changed + self.unchanged

    @property
    def candidate(self) -> int:
        return self.added + self.changed + self.unchanged

    @property
    def is_same(self) -> bool:
        return not (self.added or self.removed or self.changed)

    def __add__(self, other: Tally) -> Tally:
        names = [field.name for field in fields(self)]
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True)
class Outcomes:
    """Findings by what their verified cases said of them; `unknown` are those without one."""

    right: int = 0
    wrong: int = 0
    unknown: int = 0

    @property
    def known(self) -> int:
        return self.right + self.wrong

    @property
    def precision(self) -> float | None:
        """The share that was right, of those whose outcome is known."""
        return self.right / self.known if self.known else None

    def __add__(self, other: Outcomes) -> Outcomes:
        return Outcomes(
            self.right + other.right, self.wrong + other.wrong, self.unknown + other.unknown
        )


@dataclass(frozen=True)
class Example:
    """A policy of a list date, to be explained."""

    list_date: date
    policy_no: str


@dataclass(frozen=True)
class RuleResult:
    """One rule over all list dates; `before` is None for a rule that the candidate adds."""

    before: Rule | None
    after: Rule
    by_channel: Mapping[str, Tally]
    present: Outcomes
    candidate: Outcomes
    examples: Mapping[str, tuple[Example, ...]]
    """By `added`, `removed`, `changed`: at most `EXAMPLES` policies, earliest first."""

    @property
    def code(self) -> str:
        return self.after.code

    @property
    def tally(self) -> Tally:
        return sum(self.by_channel.values(), Tally())

    @property
    def is_edited(self) -> bool:
        return self.before != self.after

    @property
    def level(self) -> str:
        """As the catalogues have it, `E→W` where they differ; a rule that is off has `–`."""
        before, after = _level(self.before), _level(self.after)
        return after if before == after else f"{before}→{after}"


def _level(rule: Rule | None) -> str:
    return rule.level if rule is not None and rule.enabled else "–"


@dataclass(frozen=True)
class Workload:
    """Lines for the back offices, and cases to be opened for them."""

    findings: int = 0
    cases: int = 0

    def __add__(self, other: Workload) -> Workload:
        return Workload(self.findings + other.findings, self.cases + other.cases)


@dataclass(frozen=True)
class Day:
    """One list date under both catalogues."""

    list_date: date
    present: Workload
    candidate: Workload


@dataclass(frozen=True)
class Edit:
    """One key of one entry that the candidate has otherwise; None where there is no such key."""

    code: str
    key: str
    before: object
    after: object


@dataclass(frozen=True)
class Report:
    """A whole backtest; `first` and `last` as they were asked for. No personal value is in it."""

    first: date
    last: date
    actor: str
    made_at: datetime
    present: Catalogue
    candidate: Catalogue
    rules: tuple[RuleResult, ...]
    days: tuple[Day, ...]
    channel_names: Mapping[str, str]

    @property
    def shown(self) -> list[RuleResult]:
        """The rules that say something, edited or with a finding; what differs comes first."""
        shown = [rule for rule in self.rules if rule.is_edited or rule.tally != Tally()]
        return sorted(shown, key=lambda rule: (rule.tally.is_same, not rule.is_edited))

    @property
    def differing(self) -> list[RuleResult]:
        return [rule for rule in self.rules if not rule.tally.is_same]

    @property
    def judged(self) -> list[RuleResult]:
        """The rules with a known outcome that the candidate judges otherwise than the present."""
        return [
            rule
            for rule in self.rules
            if (rule.present.known or rule.candidate.known)
            and (rule.is_edited or not rule.tally.is_same)
        ]

    @property
    def tally(self) -> Tally:
        return sum((rule.tally for rule in self.rules), Tally())

    @property
    def outcomes(self) -> tuple[Outcomes, Outcomes]:
        """Of the present catalogue's findings and of the candidate's."""
        return (
            sum((rule.present for rule in self.rules), Outcomes()),
            sum((rule.candidate for rule in self.rules), Outcomes()),
        )

    @property
    def workload(self) -> tuple[Workload, Workload]:
        """Of all list dates together, under the present catalogue and the candidate."""
        return (
            sum((day.present for day in self.days), Workload()),
            sum((day.candidate for day in self.days), Workload()),
        )

    @property
    def has_outcomes(self) -> bool:
        return any(outcomes.known for outcomes in self.outcomes)

    @property
    def edits(self) -> list[Edit]:
        """What the candidate's file changes, key by key."""
        return [edit for rule in self.rules if rule.is_edited for edit in _edits(rule)]

    @property
    def page_name(self) -> str:
        return f"backtest_{self.first}_{self.last}_{self.candidate.version}.html"


def _edits(result: RuleResult) -> Iterator[Edit]:
    if result.before is None:
        yield Edit(result.code, "code", None, result.code)
        return
    for field in fields(Rule):
        before, after = getattr(result.before, field.name), getattr(result.after, field.name)
        if field.name == "parameters":
            for name in dict.fromkeys([*before, *after]):
                if before.get(name) != after.get(name):
                    yield Edit(result.code, name, before.get(name), after.get(name))
        elif before != after:
            yield Edit(result.code, field.name, before, after)
