"""What a page of the Data Docs shows: one group of rules on one list date, whoever judges them."""

from __future__ import annotations

from dataclasses import dataclass

from authenticity.pages import case_pages, sparkline
from authenticity.pages.day_sum import DaySum
from authenticity.pages.sparkline import Sparkline


@dataclass(frozen=True)
class Line:
    """One rule on one day, for one role or one level; `waived` findings are not among `fails`."""

    rule_code: str
    level: str
    wording: str
    source: str
    expectation: str
    applies: int
    fails: int
    trend: Sparkline
    waived: int = 0

    @property
    def percent(self) -> str:
        """Failing share of the records that the rule applies to."""
        return sparkline.percent(100 * self.fails / self.applies if self.applies else 0.0)

    @property
    def state(self) -> str:
        if not self.fails:
            return "pass" if self.applies else "none"
        return {"E": "error", "W": "warning", "I": "info"}[self.level]


@dataclass(frozen=True)
class Group:
    """Rules that stand together: those of one role, or of one family."""

    title: str
    lines: tuple[Line, ...]

    @property
    def failing(self) -> list[Line]:
        """What fails or is waived, errors before warnings; else in the order of the suite."""
        order = ("error", "warning", "info", "pass", "none")
        shown = (line for line in self.lines if line.fails or line.waived)
        return sorted(shown, key=lambda line: order.index(line.state))

    @property
    def passing(self) -> list[Line]:
        """The others, those that apply to nobody last."""
        rest = (line for line in self.lines if not (line.fails or line.waived))
        return sorted(rest, key=lambda line: line.state == "none")


@dataclass(frozen=True)
class Page:
    """One group of rules on one list date; `lists`: list dates that the trends cover.

    `sum` is how the day's list adds up, on the page of what is compared. `grouping` and `counting`
    say how its lines are grouped, and what counts as one.
    """

    list_date: str
    suite: str
    title: str
    groups: tuple[Group, ...]
    lists: int
    grouping: str
    counting: str
    sum: DaySum | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def cases(self) -> str:
        """Where the case numbers stand, seen from the site's root."""
        return case_pages.link(self.suite, self.list_date)

    @property
    def rules(self) -> int:
        return len({line.rule_code for line in self.lines})

    @property
    def failing_rules(self) -> int:
        return len({line.rule_code for line in self.lines if line.fails and line.level != "I"})

    def fails(self, level: str) -> int:
        return sum(line.fails for line in self.lines if line.level == level)
