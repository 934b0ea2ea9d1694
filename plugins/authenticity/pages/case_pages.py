"""The pages of the Data Docs that say which cases the findings of a rule belong to.

The docs are built before the cases are opened. So each suite has a page a list date that is
empty at first, and is filled from the case store. It holds rule wordings, case and policy numbers,
channels, due days and states, nothing of a customer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from authenticity import files
from authenticity.cases.case_numbers import ListedCase, RuleCases
from authenticity.cases.state_names import told
from authenticity.pages import docs_site
from authenticity.pages.rule_groups import RuleGroup
from authenticity.pages.templates import render
from authenticity.rules.catalogue import Catalogue, Rule

_PAGE = "cases.html"

SHOWN_CASES = 500
"""Cases a rule shows on a page: a national insurer's day has more, and nobody reads them
here; the rest is counted and is in the case store."""


@dataclass(frozen=True)
class CaseRow:
    """One case as people read it; `urgency` is `overdue`, `today`, `conflict` or nothing."""

    case: ListedCase
    channel: str
    state: str
    urgency: str


@dataclass(frozen=True)
class RuleLine:
    """One rule of the group that has findings on the list date."""

    rule: Rule
    cases: RuleCases
    shown: tuple[CaseRow, ...]

    @property
    def more(self) -> int:
        return len(self.cases.cases) - len(self.shown)


def link(suite: str, list_date: str) -> str:
    """Where the page lies, seen from the site's root."""
    return f"{docs_site.CASES}/{suite}/{list_date}/{_PAGE}"


def announce(site: Path, list_date: date, loaded: list[dict[str, Any]]) -> None:
    """Pages that say that the cases are not opened yet: every link leads somewhere at all times."""
    for suite in loaded:
        group = RuleGroup(suite["name"], suite["meta"]["title_zh"], ())
        _write(site, group, list_date, None)


def fill(
    site: Path,
    list_date: date,
    groups: tuple[RuleGroup, ...],
    numbers: Mapping[str, RuleCases],
    catalogue: Catalogue,
    channels: Mapping[str, str],
    today: date,
) -> None:
    """Fills the pages of a list date; writing them again without a change changes nothing."""
    for group in groups:
        lines = [
            _line(catalogue.rule(code), numbers[code], channels, today)
            for code in group.codes
            if code in numbers
        ]
        _write(site, group, list_date, lines)


def _line(rule: Rule, cases: RuleCases, channels: Mapping[str, str], today: date) -> RuleLine:
    return RuleLine(
        rule,
        cases,
        tuple(
            CaseRow(
                case,
                channels.get(case.channel_code, case.channel_code),
                told(case.status, case.waits_for),
                _urgency(case, today),
            )
            for case in cases.cases[:SHOWN_CASES]
        ),
    )


def _urgency(case: ListedCase, today: date) -> str:
    """Of an unfinished case; what is past its day first, as on the list."""
    if case.waits_for is None:
        return ""
    if case.due_on <= today:
        return "today" if case.due_on == today else "overdue"
    return "conflict" if case.in_conflict else ""


def _write(site: Path, group: RuleGroup, list_date: date, lines: list[RuleLine] | None) -> None:
    day = list_date.isoformat()
    results = sorted((site / "validations" / group.name / day).rglob("*.html"))
    root = "../../../"
    page = render(
        "cases.html.j2",
        title=group.title,
        list_date=day,
        lines=lines,
        root=root,
        results=root + results[-1].relative_to(site).as_posix() if results else None,
    )
    files.put_changed(site / link(group.name, day), page.encode())
