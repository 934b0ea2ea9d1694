"""How a validation result becomes a page: our words, our style, and no outside request.

GX's own pages pull thirteen files from public networks; inside an insurer they come up bare.
So its `SiteBuilder` is given renderers and views of ours; templates lie in `include/data_docs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
from great_expectations.render.renderer.site_builder import DefaultSiteIndexBuilder, SiteBuilder

from authenticity.pages import docs_index, history, sparkline
from authenticity.pages.history import Counts, Day
from authenticity.pages.rule_groups import RuleGroup
from authenticity.pages.rule_page import Group, Line, Page
from authenticity.pages.templates import render

LEVELS = {"critical": "E", "warning": "W", "info": "I"}

ROLES = {"POLICYHOLDER": "投保人", "INSURED": "被保险人", "POLICY": "保单"}
"""Whose record is judged: the groups of a page, in this order."""


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
    return Page(
        list_date,
        suite,
        titles.get(suite, suite),
        tuple(groups),
        len(lists),
        grouping="按当事人分组",
        counting="一位当事人在一张保单上不符一条规则，计一件",
    )


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


class IndexBuilder(DefaultSiteIndexBuilder):  # type: ignore[misc]
    """The index of the site as it stands (`docs_index`).

    GX's builder swallows what goes wrong and leaves an empty index; this one raises. It opens
    no stored result: that of sixty takes longer than judging a day.
    """

    def build(
        self, skip_and_clean_missing: bool = True, build_index: bool = True
    ) -> tuple[Any, None]:
        titles = titles_of(self.data_context)
        groups = tuple(RuleGroup(name, title, ()) for name, title in titles.items())
        page = docs_index.render_index(site_of(self.data_context), groups)
        return self.target_store.write_index_page(page), None


class Site(SiteBuilder):  # type: ignore[misc]
    """The site without GX's fonts and pictures; the one style sheet is copied by the publisher."""

    def build(self, resource_identifiers: Any = None, build_index: bool = True) -> tuple[Any, Any]:
        for section in self.site_section_builders.values():
            section.build(resource_identifiers=resource_identifiers)
        self.site_index_builder.build(build_index=build_index)
        return self.get_resource_url(only_if_exists=False), None
