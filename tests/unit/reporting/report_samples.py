"""An edition with something in every part, and names that a printer has trouble with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from tests.unit.pages import link_samples

from authenticity.reporting.quarter import differences, words
from authenticity.reporting.quarter.edition import Edition, saying
from authenticity.reporting.quarter.figures import (
    AgeBand,
    Compared,
    ConsequenceFigures,
    Figures,
    Headline,
    LedgerTotal,
    MonthFigures,
    Noted,
    OfficeFigures,
    RuleFigures,
    SubjectFigures,
    VersionSpan,
)

HOSTILE = '=cmd|"/c" #let x = $1$ *粗* [a] @b <c> \\ 😀 𠮷'


def office(channel: str, branch: str, **counts: Any) -> OfficeFigures:
    known: dict[str, Any] = {
        "judged": 1_000, "failing": 40, "errors": 52, "warnings": 9, "opened": 38, "relapses": 1,
        "due": 30, "on_time": 27, "completed": 25, "unfinished": 6,
    }  # fmt: skip
    return OfficeFigures(channel, branch, **known | counts)


def subject(code: str, **counts: Any) -> SubjectFigures:
    known: dict[str, Any] = {
        "cases": 3, "verified": 3, "false": 1, "refused": 0, "corrected": 2,
        "kinds": (("complete", 2), ("suspicious", 1)), "sanctions": (("open", 1),), "amount_fen": 0,
    }  # fmt: skip
    return SubjectFigures(code, "BANK", "4401", **known | counts)


def figures(**other: Any) -> Figures:
    known: dict[str, Any] = {
        "quarter": "2026Q3",
        "first": date(2026, 7, 1),
        "last": date(2026, 9, 30),
        "as_of": date(2026, 9, 30),
        "list_dates": 66,
        "missing": (),
        "partial_by": None,
        "offices": (office("AGENT", "4401"), office("BANK", "4402", failing=90)),
        "months": tuple(MonthFigures(f"2026-0{m}", 600 + m, 40, 25) for m in (7, 8, 9)),
        "ages": (AgeBand("0-3", 5), AgeBand("4-10", 1)),
        "rules": (RuleFigures("complete.policyholder.name", 5, 0, 3, 1, 1),),
        "salespeople": (
            subject("A01"),
            subject("A02", sanctions=(("deduction", 1),), amount_fen=123_456),
        ),
        "agencies": (subject("B01"),),
        "consequences": ConsequenceFigures(1, 1, 0, 1, 20, 5, 2),
        "compared": (
            Compared("previous", "2026Q2", 2, Headline(1_900, 60, 41, 38, 36, 35, 0, 9, 1, 3, 1)),
            Compared("year_ago", "2025Q3", None, None),
        ),
        "noted": Noted(
            at=datetime(2026, 10, 8, 1, tzinfo=UTC),
            audit_head=f"7:{'ab' * 32}",
            identities=4,
            balanced=4,
            ledger=(LedgerTotal("pull", "policies_extracted", 2_100),),
            versions=(VersionSpan("rule_set", "r1", date(2026, 7, 1), date(2026, 9, 30)),),
            names=(
                ("agency:B01", HOSTILE),
                ("agent:A01", "㐂*"),
                ("channel:BANK", "银行保险部"),
                ("sanction:deduction", "扣罚"),
            ),
            links=(link_samples.links(), link_samples.links(code="B01", name=HOSTILE)),
        ),
    }
    return Figures(**known | other)


def edition(**other: Any) -> Edition:
    return replace(Edition(figures(), 1, "system", words.load()), **other)


def restated() -> Edition:
    before = figures()
    now = replace(before, salespeople=(subject("A01"), subject("A03", false=2)))
    return edition(
        figures=now,
        version=2,
        supersedes=1,
        differences=differences.between(before, now, saying(words.load(), before, now)),
    )
