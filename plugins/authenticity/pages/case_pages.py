"""The pages of the Data Docs that say which cases the findings of a rule belong to.

The docs are built before the cases are opened. So each suite has a page a list date that is
empty at first, and is filled once the case store has given its numbers. It holds rule wordings
and case numbers, nothing of a policy or a customer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from authenticity import files
from authenticity.cases.case_numbers import RuleCases
from authenticity.pages import docs_site
from authenticity.pages.templates import render
from authenticity.rules import suites
from authenticity.rules.catalogue import Catalogue, Rule

_PAGE = "cases.html"

SHOWN_CASES = 2_000
"""Case numbers a rule shows on a page: a national insurer's day has more, and nobody reads them
here; the rest is counted and is in the case store."""


@dataclass(frozen=True)
class RuleLine:
    """One rule of the suite that has findings on the list date."""

    rule: Rule
    cases: RuleCases

    @property
    def shown(self) -> tuple[str, ...]:
        return self.cases.case_nos[:SHOWN_CASES]

    @property
    def more(self) -> int:
        return len(self.cases.case_nos) - len(self.shown)


def link(suite: str, list_date: str) -> str:
    """Where the page lies, seen from the site's root."""
    return f"{docs_site.CASES}/{suite}/{list_date}/{_PAGE}"


def announce(site: Path, list_date: date, loaded: list[dict[str, Any]]) -> None:
    """Pages that say that the cases are not opened yet: every link leads somewhere at all times."""
    for suite in loaded:
        _write(site, suite["name"], suite["meta"]["title_zh"], list_date, None)


def publish(
    docs_dir: Path, list_date: date, numbers: Mapping[str, RuleCases], catalogue: Catalogue
) -> None:
    """Fills the pages of a list date; writing them again changes nothing.

    A list date whose docs are no longer kept, or a site that was deleted, gets no pages.
    """
    with docs_site.locked(docs_dir):
        for suite in suites.load(catalogue):
            if (docs_dir / link(suite["name"], list_date.isoformat())).exists():
                codes = [entry["meta"]["rule_code"] for entry in suite["expectations"]]
                lines = [
                    RuleLine(catalogue.rule(code), numbers[code])
                    for code in codes
                    if code in numbers
                ]
                title = suite["meta"]["title_zh"]
                _write(docs_dir, suite["name"], title, list_date, lines)


def _write(
    site: Path, suite: str, title: str, list_date: date, lines: list[RuleLine] | None
) -> None:
    day = list_date.isoformat()
    path = site / link(suite, day)
    results = sorted((site / "validations" / suite / day).rglob("*.html"))
    root = "../../../"
    page = render(
        "cases.html.j2",
        title=title,
        list_date=day,
        lines=lines,
        root=root,
        results=root + results[-1].relative_to(site).as_posix() if results else None,
    )
    with files.draft(path) as draft:
        draft.write(page.encode())
