"""What the Data Docs remember of a list date: counts by rule and role, for index and trends.

One small file a list date beside the stored results. Great Expectations counts a rule over both
roles together; a clerk asks whose record is wrong, so the same masks are counted by role here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np

from authenticity import config
from authenticity.rules.catalogue import Rule
from authenticity.rules.predicates import Frames
from authenticity.rules.verdict import Mask, Verdict

FOLDER = "days"

LISTS = 20
"""List dates that a trend covers: about a month, which is what is kept."""

Counts = tuple[int, int]
"""How many records a rule applies to, and how many of them fail it."""


@dataclass(frozen=True)
class RuleDay:
    """One rule on one list date; `by` has its counts by POLICYHOLDER, INSURED or POLICY."""

    suite: str
    level: str
    by: Mapping[str, Counts]

    @property
    def total(self) -> Counts:
        return sum(a for a, _ in self.by.values()), sum(f for _, f in self.by.values())


@dataclass(frozen=True)
class Day:
    """One list date: judged parties, those of them with an error, and the rules by code."""

    list_date: str
    parties: int
    flagged: int
    rules: Mapping[str, RuleDay]

    @property
    def flagged_share(self) -> float:
        """Judged parties with at least one error, in percent."""
        return 100 * self.flagged / self.parties if self.parties else 0.0

    def fails(self, level: str, suite: str | None = None) -> int:
        """Findings of a level, of all suites or of one."""
        return sum(
            rule.total[1]
            for rule in self.rules.values()
            if rule.level == level and suite in (None, rule.suite)
        )


def day_of(
    frames: Frames,
    verdicts: Mapping[str, Verdict],
    rules: Iterable[Rule],
    suite_of: Mapping[str, str],
    list_date: date,
) -> Day:
    """Counts the masks of one judgement."""
    rules = tuple(rules)
    has_error = np.zeros(len(frames.parties), dtype=bool)
    for rule in rules:
        if rule.kind == "row" and rule.level == "E":
            has_error |= verdicts[rule.code].fails
    return Day(
        list_date=list_date.isoformat(),
        parties=len(frames.parties),
        flagged=int(np.count_nonzero(has_error)),
        rules={
            rule.code: RuleDay(
                suite_of[rule.code], rule.level, _by_role(rule, verdicts[rule.code], frames)
            )
            for rule in rules
        },
    )


def _by_role(rule: Rule, verdict: Verdict, frames: Frames) -> dict[str, Counts]:
    if rule.subject != "PARTY":
        return {rule.subject: verdict.counts}
    insured = _counted(verdict, frames.parties.is_insured)
    applies, fails = verdict.counts
    return {"POLICYHOLDER": (applies - insured[0], fails - insured[1]), "INSURED": insured}


def _counted(verdict: Verdict, rows: Mask) -> Counts:
    applies, fails = verdict.applies & rows, verdict.fails & rows
    return int(np.count_nonzero(applies)), int(np.count_nonzero(fails))


def write(site: Path, day: Day) -> None:
    """Keeps the day, replacing what was known of it."""
    folder = site / FOLDER
    folder.mkdir(exist_ok=True)
    text = json.dumps(asdict(day), ensure_ascii=False, indent=1)
    (folder / f"{day.list_date}.json").write_text(text, encoding="utf-8")


def read(site: Path) -> dict[str, Day]:
    """Every day that the site remembers, by list date, oldest first."""
    files = sorted((site / FOLDER).glob("*.json"))
    return {path.stem: config.load(path, Day) for path in files}


def up_to(days: Mapping[str, Day], list_date: str) -> list[Day]:
    """The last lists up to a list date, oldest first: what a trend of that day shows."""
    return [day for name, day in days.items() if name <= list_date][-LISTS:]
