"""How the list of a day adds up: findings by rule as the case store has them, and the list's lines.

One small file a list date beside the counts of the row rules (`history`), so that the index can be
drawn by whoever adds a page, with the case store at hand or not.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from authenticity import config, files
from authenticity.cases.finding_totals import FindingTotals
from authenticity.pages import rule_groups

FOLDER = "sums"

LISTED = ("E", "W")
"""Levels that stand on a list."""


@dataclass(frozen=True)
class Term:
    """One summand of the list's lines, with what people call it."""

    title: str
    count: int


@dataclass(frozen=True)
class DaySum:
    """One list date. `found`: findings that stand, by rule code and level; `waived`: by rule code.

    `superseded`: told before, not found again by a later run, and still on the list. `untold`: of
    cases that were withdrawn before anybody was told. `lines`: on the lists that were made; None
    before they are.
    """

    list_date: str
    policies: int
    policies_in_error: int
    found: Mapping[str, Mapping[str, int]]
    waived: Mapping[str, int] = field(default_factory=dict)
    superseded: int = 0
    untold: int = 0
    lines: int | None = None

    def total(self, level: str, codes: Iterable[str] | None = None) -> int:
        """Findings of a level, of all rules or of some."""
        chosen = self.found if codes is None else codes
        return sum(self.found.get(code, {}).get(level, 0) for code in chosen)

    @property
    def listed(self) -> int:
        """Lines that the lists of the day must have."""
        return sum(map(self.total, LISTED)) + self.superseded - self.untold

    @property
    def adds_up(self) -> bool:
        """Whether the lists that were made have these lines."""
        return self.lines == self.listed

    @property
    def added(self) -> list[Term]:
        """What was found: by row rules, and by each family of the others, waived ones included."""
        counts: Counter[str | None] = Counter()
        for code, by_level in self.found.items():
            counts[rule_groups.family(code)] += sum(by_level.get(level, 0) for level in LISTED)
        for code, count in self.waived.items():
            counts[rule_groups.family(code)] += count
        families = rule_groups.words().families.items()
        return [
            Term("资料规则", counts[None]),
            *(Term(title, counts[name]) for name, title in families),
        ]

    @property
    def taken_away(self) -> list[Term]:
        """What was found and is on no list."""
        terms = [Term("已核实豁免", sum(self.waived.values())), Term("下发前撤案", self.untold)]
        return [term for term in terms if term.count]


def of_totals(list_date: date, totals: FindingTotals) -> DaySum:
    """The day as the case store and its ledger have it."""
    return DaySum(list_date.isoformat(), **vars(totals))


def write(site: Path, day: DaySum) -> None:
    """Keeps the day, replacing what was known of it."""
    text = json.dumps(asdict(day), ensure_ascii=False, indent=1)
    files.put_changed(site / FOLDER / f"{day.list_date}.json", text.encode())


def read(site: Path) -> dict[str, DaySum]:
    """Every day that the site remembers, by list date, oldest first."""
    paths = sorted((site / FOLDER).glob("*.json"))
    return {path.stem: config.load(path, DaySum) for path in paths}
