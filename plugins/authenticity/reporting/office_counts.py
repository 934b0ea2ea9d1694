"""Puts a span's figures by office together out of what the database counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from authenticity.ledger import office_measures
from authenticity.ledger.office_measures import Office
from authenticity.reporting.case_counts import CaseCounts
from authenticity.reporting.finding_counts import FindingCounts
from authenticity.reporting.office_figures import OfficeFigures
from authenticity.reporting.period import Period


def judged(
    connection: Connection, period: Period, by_day: Mapping[date, int]
) -> Mapping[Office, int] | None:
    """Policies in scope by office; None where the ledger of some day does not part them."""
    parted = office_measures.judged_by_office(connection, period.list_dates)
    return parted if sum(parted.values()) == sum(by_day.values()) else None


def offices(
    found: FindingCounts, cases: CaseCounts, judged: Mapping[Office, int] | None
) -> tuple[OfficeFigures, ...]:
    """One an office, in order; `judged` None where the ledger does not part the policies."""
    failing = _by_office(found.failing)
    opened = _by_office(cases.opened)
    unfinished = _by_office(cases.unfinished)
    counts = (failing, found.errors, found.warnings, opened, cases.due, unfinished)
    named = set(judged or {}).union(*counts)
    return tuple(
        OfficeFigures(
            channel_code=office.channel_code,
            branch_code=office.branch_code,
            judged=None if judged is None else judged.get(office, 0),
            failing=failing[office],
            errors=found.errors[office],
            warnings=found.warnings[office],
            opened=opened[office],
            relapses=cases.relapses[office],
            due=cases.due[office],
            on_time=cases.on_time[office],
            completed=cases.completed[office],
            unfinished=unfinished[office],
        )
        for office in sorted(named)
    )


def _by_office(counts: Mapping[tuple[Any, Office], int]) -> Counter[Office]:
    total = Counter[Office]()
    for (_, office), number in counts.items():
        total[office] += number
    return total
