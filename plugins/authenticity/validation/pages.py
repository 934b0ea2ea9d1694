"""How a validation result becomes a page: our words, our style, and no outside request.

GX's own pages pull thirteen files from public networks; inside an insurer they come up bare.
So its `SiteBuilder` is given renderers and views of ours; templates lie in `include/data_docs`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
from great_expectations.render.renderer.site_builder import DefaultSiteIndexBuilder, SiteBuilder
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from authenticity.settings import INCLUDE

TEMPLATES = INCLUDE / "data_docs" / "templates"
STYLE = INCLUDE / "data_docs" / "style.css"

LEVELS = {"critical": "E", "warning": "W", "info": "I"}


@dataclass(frozen=True)
class Line:
    """One rule on one day."""

    rule_code: str
    level: str
    wording: str
    source: str
    expectation: str
    applies: int
    fails: int

    @property
    def share(self) -> float:
        """Failing share of the records that the rule applies to, in percent."""
        return 100 * self.fails / self.applies if self.applies else 0.0

    @property
    def percent(self) -> str:
        """The share for people: a few failures among very many must not read as none."""
        return "<0.01%" if 0 < self.share < 0.01 else f"{self.share:.2f}%"

    @property
    def state(self) -> str:
        if not self.fails:
            return "pass" if self.applies else "none"
        return {"E": "error", "W": "warning", "I": "info"}[self.level]


@dataclass(frozen=True)
class Page:
    """One suite on one list date."""

    list_date: str
    suite: str
    title: str
    lines: tuple[Line, ...]

    def fails(self, level: str) -> int:
        return sum(line.fails for line in self.lines if line.level == level)

    @property
    def ordered(self) -> list[Line]:
        """What fails first, errors before warnings; else in the order of the suite."""
        order = ("error", "warning", "info", "pass", "none")
        return sorted(self.lines, key=lambda line: order.index(line.state))

    @property
    def failing_rules(self) -> int:
        return sum(1 for line in self.lines if line.fails and line.level != "I")


def page_of(result: Mapping[str, Any], titles: Mapping[str, str]) -> Page:
    """Reads counts and wording off a stored result, so that old days keep their own words."""
    suite = result["suite_name"]
    lines = tuple(_line(entry) for entry in result["results"])
    return Page(result["meta"]["run_id"]["run_name"], suite, titles.get(suite, suite), lines)


def _line(entry: Mapping[str, Any]) -> Line:
    expectation, counts = entry["expectation_config"], entry["result"]
    wording, source = expectation["notes"]
    return Line(
        rule_code=expectation["meta"]["rule_code"],
        level=LEVELS[expectation["severity"]],
        wording=wording,
        source=source,
        expectation=expectation["type"],
        applies=counts["element_count"],
        fails=counts["unexpected_count"],
    )


def titles_of(context: Any) -> dict[str, str]:
    """What people call the suites, by name."""
    return {suite.name: suite.meta.get("title_zh", suite.name) for suite in context.suites.all()}


class RunRenderer:
    """GX's renderer slot: a stored validation result becomes a `Page`."""

    def __init__(self, data_context: Any) -> None:
        self._titles = titles_of(data_context)

    def render(self, result: ExpectationSuiteValidationResult) -> Page:
        return page_of(result.to_json_dict(), self._titles)


class RunView:
    """GX's view slot: a `Page` becomes HTML."""

    def __init__(self, **_: Any) -> None:
        """GX hands over its own override folders, which are not used."""

    def render(self, document: Page, **_: Any) -> str:
        return render("run.html.j2", page=document, root="../../../../")


class IndexBuilder(DefaultSiteIndexBuilder):  # type: ignore[misc]
    """One line a list date, one link a suite, newest first.

    GX's builder swallows what goes wrong and leaves an empty index; this one raises. It reads
    the stored text: building GX's objects of sixty results takes longer than judging a day.
    """

    def build(
        self, skip_and_clean_missing: bool = True, build_index: bool = True
    ) -> tuple[Any, None]:
        store, titles = self.data_context.validation_results_store, titles_of(self.data_context)
        days: dict[str, list[tuple[Page, str]]] = {}
        for key in store.list_keys():
            stored = json.loads(store.store_backend.get(key.to_tuple()))
            page = page_of(stored, titles)
            link = "/".join(("validations", *key.to_tuple())) + ".html"
            days.setdefault(page.list_date, []).append((page, link))
        ordered = [
            (day, sorted(days[day], key=lambda entry: entry[0].suite))
            for day in sorted(days, reverse=True)
        ]
        return self.target_store.write_index_page(
            render("index.html.j2", days=ordered, root="")
        ), None


class Site(SiteBuilder):  # type: ignore[misc]
    """The site without GX's fonts and pictures; the one style sheet is copied by the publisher."""

    def build(self, resource_identifiers: Any = None, build_index: bool = True) -> tuple[Any, Any]:
        for section in self.site_section_builders.values():
            section.build(resource_identifiers=resource_identifiers)
        self.site_index_builder.build(build_index=build_index)
        return self.get_resource_url(only_if_exists=False), None


def render(template: str, **values: Any) -> str:
    """HTML from a template of `include/data_docs`; a name that is not given raises."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**values)
