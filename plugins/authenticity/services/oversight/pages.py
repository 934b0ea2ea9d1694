"""Pages for compliance in the site of the Data Docs: `ledger/` by list date, `rules/` by rule.

They cover the quarter under way and the one before, which is being reported. Written anew after
every run, what did not change is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from authenticity import files
from authenticity.dag_names import OPEN_CASES, SCREEN, VALIDATE
from authenticity.ledger import ledger_entries
from authenticity.ledger.ledger_entries import Entry
from authenticity.pages import oversight_links
from authenticity.pages.templates import render
from authenticity.problem_list import form
from authenticity.reporting.quarter import words as quarter_words
from authenticity.reporting.quarter.quarters import Quarter
from authenticity.rules import suites
from authenticity.rules.catalogue import Catalogue, Rule
from authenticity.services.oversight import ledger_days, ledger_words, rule_quarters
from authenticity.services.oversight.ledger_days import LedgerDay
from authenticity.services.oversight.rule_quarters import RuleQuarter

NOTHING = RuleQuarter({}, {}, {})
"""A rule that found nothing in a quarter."""


@dataclass(frozen=True)
class Span:
    """A quarter: its list dates in order, newest first, and its rules by code."""

    quarter: Quarter
    days: tuple[LedgerDay, ...]
    rules: Mapping[str, RuleQuarter]

    def rule(self, code: str) -> RuleQuarter:
        return self.rules.get(code, NOTHING)


def publish(docs_dir: Path, connection: Connection, catalogue: Catalogue, today: date) -> None:
    """All of them. The caller holds the site (`docs_site.locked`)."""
    this = Quarter.of(today)
    spans = [_span(connection, quarter) for quarter in (this, this.previous)]
    for path, page in _pages(spans, catalogue).items():
        files.put_changed(docs_dir / path, page.encode())


def _span(connection: Connection, quarter: Quarter) -> Span:
    by_day: dict[date, dict[tuple[str, str], Entry]] = {}
    rows = ledger_entries.between(connection, quarter.first, quarter.last)
    for day, stage, entry in rows:
        by_day.setdefault(day, {})[stage, entry.measure] = entry
    order = list(ledger_words.load().identities)
    days = [ledger_days.day_of(day, by_day[day], order) for day in sorted(by_day, reverse=True)]
    return Span(quarter, tuple(days), rule_quarters.read(connection, quarter))


def _pages(spans: list[Span], catalogue: Catalogue) -> dict[str, str]:
    shared: dict[str, Any] = {
        "root": "../",
        "spans": spans,
        "words": ledger_words.load(),
        "stages": quarter_words.load().stages,
    }
    pages = {
        oversight_links.LEDGER: render("ledger_index.html.j2", **shared, names=_NAMES),
        oversight_links.RULES: render("rules_index.html.j2", **shared, rules=tuple(catalogue)),
    }
    names = {rule.code: rule.wording_zh for rule in catalogue}
    for day in (day for span in spans for day in span.days):
        path = oversight_links.of_ledger_day(day.list_date)
        pages[path] = render("ledger_day.html.j2", **shared, day=day, rules=names)
    outcomes = {choice.code: choice.label for choice in form.load().outcomes}
    for rule in catalogue:
        path = oversight_links.of_rule(rule.code)
        pages[path] = _rule_page(rule, shared, outcomes)
    return pages


def _rule_page(rule: Rule, shared: Mapping[str, Any], outcomes: Mapping[str, str]) -> str:
    wording, source = suites.notes(rule)
    return render(
        "rule_quarter.html.j2", **shared, rule=rule, wording=wording, source=source,
        outcomes=outcomes, levels=rule_quarters.LEVELS, scope=(OPEN_CASES, "policies_in_scope"),
    )  # fmt: skip


_NAMES = {"row": (VALIDATE, "findings."), "compared": (SCREEN, "findings."),
          "waived": (SCREEN, "waived.")}  # fmt: skip
"""Figures of the ledger that are summed over the rules of a stage."""
