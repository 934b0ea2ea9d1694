"""The first page of the Data Docs: what to do now, one row a list date with its sum, the trends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from authenticity.pages import (
    compared_page,
    day_now,
    day_sum,
    history,
    oversight_links,
    rule_groups,
    sparkline,
)
from authenticity.pages.day_sum import DaySum
from authenticity.pages.history import Day
from authenticity.pages.rule_groups import COMPARED, RuleGroup
from authenticity.pages.sparkline import Sparkline
from authenticity.pages.templates import render

PAGE = "index.html"


@dataclass(frozen=True)
class GroupDay:
    """One group's entry in a row; `link` leads to its page of the list date."""

    title: str
    link: str
    errors: int | None
    warnings: int | None


@dataclass(frozen=True)
class IndexDay:
    """One list date; `day` is None for one that an older version left, `sum` before its cases."""

    list_date: str
    day: Day | None
    sum: DaySum | None
    groups: tuple[GroupDay, ...]

    @property
    def row_rules_agree(self) -> bool:
        """Whether the case store has of the row rules what their pages show."""
        if self.day is None or self.sum is None:
            return True
        return all(
            self.day.fails(level) == self.sum.total(level, self.day.rules)
            for level in day_sum.LISTED
        )

    def fails(self, level: str) -> int | None:
        """Findings of the level: of all rules once the cases are there, before of row rules."""
        if self.sum:
            return self.sum.total(level)
        return self.day.fails(level) if self.day else None


def render_index(site: Path, groups: tuple[RuleGroup, ...]) -> str:
    """The page as the site stands, newest list date first."""
    days, sums = history.read(site), day_sum.read(site)
    titles = {group.name: group.title for group in groups}
    listed = sorted({folder.name for folder in site.glob("validations/*/*")}, reverse=True)
    rows = [
        IndexDay(name, days.get(name), sums.get(name),
                 tuple(_groups(site, name, titles, days.get(name), sums.get(name))))
        for name in listed
    ]  # fmt: skip
    return render(
        "index.html.j2",
        rows=rows,
        trends=_trends(days, sums, titles),
        now=day_now.read(site),
        list_states=day_now.LIST_STATES,
        oversight=oversight_links if oversight_links.are_there(site) else None,
        root="",
    )


def _groups(
    site: Path, list_date: str, titles: Mapping[str, str], day: Day | None, total: DaySum | None
) -> Iterator[GroupDay]:
    for name in sorted(folder.name for folder in site.glob("validations/*")):
        pages = sorted((site / "validations" / name / list_date).rglob("*.html"))
        if pages and name != COMPARED:
            yield GroupDay(
                titles.get(name, name),
                pages[-1].relative_to(site).as_posix(),
                day.fails("E", name) if day else None,
                day.fails("W", name) if day else None,
            )
    if total:
        compared = [code for code in total.found if rule_groups.family(code)]
        errors, warnings = (total.total(level, compared) for level in day_sum.LISTED)
        link = compared_page.path_of(list_date).as_posix()
        yield GroupDay(rule_groups.words().title, link, errors, warnings)


def _trends(
    days: Mapping[str, Day], sums: Mapping[str, DaySum], titles: Mapping[str, str]
) -> list[tuple[str, str, Sparkline]]:
    """Title, latest value and line: policies in error, then the errors of each group."""
    lists, totals = list(days.values())[-history.LISTS :], list(sums.values())[-history.LISTS :]
    counts = {"有问题的保单": [(day.policies, day.policies_in_error) for day in totals]} | {
        title: [(day.parties, day.fails("E", suite)) for day in lists]
        for suite, title in sorted(titles.items())
        if suite != COMPARED
    }
    counts[rule_groups.words().title] = [
        (day.policies, day.total("E", filter(rule_groups.family, day.found))) for day in totals
    ]
    return [
        (title, sparkline.percent(trend.shares[-1] or 0.0), trend)
        for title, values in counts.items()
        if (trend := sparkline.of_counts(values)).is_drawn
    ]
