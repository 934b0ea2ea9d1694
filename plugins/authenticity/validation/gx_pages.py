"""How a validation result becomes a page: our words, our style, and no outside request.

GX's own pages pull thirteen files from public networks; inside an insurer they come up bare.
So its `SiteBuilder` is given renderers and views of ours; templates lie in `include/data_docs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
from great_expectations.render.renderer.site_builder import DefaultSiteIndexBuilder, SiteBuilder

from authenticity.pages import case_pages, history, sparkline
from authenticity.pages.history import Counts, Day
from authenticity.pages.sparkline import Sparkline
from authenticity.pages.templates import render

LEVELS = {"critical": "E", "warning": "W", "info": "I"}

ROLES = {"POLICYHOLDER": "投保人", "INSURED": "被保险人", "POLICY": "保单"}
"""Whose record is judged: the groups of a page, in this order."""


@dataclass(frozen=True)
class Line:
    """One rule on one day, for one role."""

    rule_code: str
    level: str
    wording: str
    source: str
    expectation: str
    applies: int
    fails: int
    trend: Sparkline

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
    """The rules of one role."""

    title: str
    lines: tuple[Line, ...]

    @property
    def ordered(self) -> list[Line]:
        """What fails first, errors before warnings; else in the order of the suite."""
        order = ("error", "warning", "info", "pass", "none")
        return sorted(self.lines, key=lambda line: order.index(line.state))


@dataclass(frozen=True)
class Page:
    """One suite on one list date."""

    list_date: str
    suite: str
    title: str
    groups: tuple[Group, ...]
    lists: int
    """List dates that the trends cover."""

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


def page_of(result: Mapping[str, Any], titles: Mapping[str, str], days: Mapping[str, Day]) -> Page:
    """Reads the wording off a stored result, and counts by role and trends off the history."""
    suite, list_date = result["suite_name"], result["meta"]["run_id"]["run_name"]
    lists = history.up_to(days, list_date)
    groups = []
    for role, title in ROLES.items():
        lines = tuple(
            _line(entry, role, lists)
            for entry in result["results"]
            if role in lists[-1].rules[_code(entry)].by
        )
        if lines:
            groups.append(Group(title, lines))
    return Page(list_date, suite, titles.get(suite, suite), tuple(groups), len(lists))


def _code(entry: Mapping[str, Any]) -> str:
    code: str = entry["expectation_config"]["meta"]["rule_code"]
    return code


def _line(entry: Mapping[str, Any], role: str, lists: list[Day]) -> Line:
    expectation, code = entry["expectation_config"], _code(entry)
    wording, source = expectation["notes"]
    counts = [_counts(day, code, role) for day in lists]
    applies, fails = counts[-1]
    return Line(
        rule_code=code,
        level=LEVELS[expectation["severity"]],
        wording=wording,
        source=source,
        expectation=expectation["type"],
        applies=applies,
        fails=fails,
        trend=sparkline.of_counts(counts),
    )


def _counts(day: Day, code: str, role: str) -> Counts:
    """Nobody, on a day before the rule was there."""
    return day.rules[code].by.get(role, (0, 0)) if code in day.rules else (0, 0)


def titles_of(context: Any) -> dict[str, str]:
    """What people call the suites, by name."""
    return {suite.name: suite.meta.get("title_zh", suite.name) for suite in context.suites.all()}


def site_of(context: Any) -> Path:
    """The folder of the site: that of the stored results lies in it."""
    return Path(context.validation_results_store.store_backend.full_base_directory).parent


class RunRenderer:
    """GX's renderer slot: a stored validation result becomes a `Page`."""

    def __init__(self, data_context: Any) -> None:
        self._titles = titles_of(data_context)
        self._site = site_of(data_context)

    def render(self, result: ExpectationSuiteValidationResult) -> Page:
        return page_of(result.to_json_dict(), self._titles, history.read(self._site))


class RunView:
    """GX's view slot: a `Page` becomes HTML."""

    def __init__(self, **_: Any) -> None:
        """GX hands over its own override folders, which are not used."""

    def render(self, document: Page, **_: Any) -> str:
        return render("run.html.j2", page=document, root="../../../../")


@dataclass(frozen=True)
class SuiteDay:
    """One suite's entry in the index; `link` leads to its page of the list date."""

    title: str
    link: str
    errors: int | None
    warnings: int | None


@dataclass(frozen=True)
class IndexDay:
    """One list date in the index; `day` is None for one that an older version left."""

    list_date: str
    day: Day | None
    suites: tuple[SuiteDay, ...]


class IndexBuilder(DefaultSiteIndexBuilder):  # type: ignore[misc]
    """One line a list date, one link a suite, newest first, and the trend of the last lists.

    GX's builder swallows what goes wrong and leaves an empty index; this one raises. It opens
    no stored result: that of sixty takes longer than judging a day.
    """

    def build(
        self, skip_and_clean_missing: bool = True, build_index: bool = True
    ) -> tuple[Any, None]:
        days, titles = history.read(site_of(self.data_context)), titles_of(self.data_context)
        listed: dict[str, list[SuiteDay]] = {}
        for key in sorted(self.data_context.validation_results_store.list_keys(), key=_order):
            suite, list_date, *_ = key.to_tuple()
            entry = _suite_day(suite, titles, "/".join(key.to_tuple()), days.get(list_date))
            listed.setdefault(list_date, []).append(entry)
        rows = [
            IndexDay(list_date, days.get(list_date), tuple(listed[list_date]))
            for list_date in sorted(listed, reverse=True)
        ]
        page = render("index.html.j2", rows=rows, trends=_trends(days, titles), root="")
        return self.target_store.write_index_page(page), None


def _order(key: Any) -> tuple[str, ...]:
    parts: tuple[str, ...] = key.to_tuple()
    return parts


def _suite_day(suite: str, titles: Mapping[str, str], path: str, day: Day | None) -> SuiteDay:
    return SuiteDay(
        titles.get(suite, suite),
        f"validations/{path}.html",
        day.fails("E", suite) if day else None,
        day.fails("W", suite) if day else None,
    )


def _trends(days: Mapping[str, Day], titles: Mapping[str, str]) -> list[tuple[str, str, Sparkline]]:
    """Title, latest value and line: parties with an error, then the errors of each suite."""
    lists = list(days.values())[-history.LISTS :]
    counts = {"有问题的当事人": [(day.parties, day.flagged) for day in lists]} | {
        f"{title} · 问题": [(day.parties, day.fails("E", suite)) for day in lists]
        for suite, title in sorted(titles.items())
    }
    return [
        (title, sparkline.percent(trend.shares[-1] or 0.0), trend)
        for title, values in counts.items()
        if (trend := sparkline.of_counts(values)).is_drawn
    ]


class Site(SiteBuilder):  # type: ignore[misc]
    """The site without GX's fonts and pictures; the one style sheet is copied by the publisher."""

    def build(self, resource_identifiers: Any = None, build_index: bool = True) -> tuple[Any, Any]:
        for section in self.site_section_builders.values():
            section.build(resource_identifiers=resource_identifiers)
        self.site_index_builder.build(build_index=build_index)
        return self.get_resource_url(only_if_exists=False), None
