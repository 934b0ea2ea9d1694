"""Puts a quarter's figures together out of what the database counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from authenticity.cases.shared_numbers import Seller
from authenticity.ledger import ledger_entries
from authenticity.pages.link_picture.links import Links
from authenticity.reporting import case_counts, finding_counts, office_counts
from authenticity.reporting.case_counts import CaseCounts
from authenticity.reporting.finding_counts import FindingCounts
from authenticity.reporting.period import Period
from authenticity.reporting.quarter import annex, consequence_counts, noting, subject_counts
from authenticity.reporting.quarter.figures import Compared, Figures, MonthFigures
from authenticity.working_days.official_calendar import OfficialCalendar

Names = Mapping[str, str]
"""Names by kind and code, like `agent:A01`; people's are masked."""


@dataclass(frozen=True)
class Request:
    """What a roll-up is made with besides the store.

    `age_limits`: the last working day of each age band. `name`: gives the names of the codes that
    the figures hold, `link` the links of sellers, who come with the gravest first. `compared`: the
    quarters beside it, as they are on record.
    """

    period: Period
    calendar: OfficialCalendar
    age_limits: tuple[int, ...]
    at: datetime
    partial_by: str | None = None
    compared: tuple[Compared, ...] = ()
    name: Callable[[set[str]], Names] = field(default=lambda _codes: {})
    link: Callable[[Sequence[Seller]], tuple[Links, ...]] = field(default=lambda _sellers: ())


def compile_figures(connection: Connection, request: Request) -> Figures:
    """The figures of a quarter as the store has them now, in the caller's reading transaction."""
    period = request.period
    found = finding_counts.count(connection, period)
    cases = case_counts.count(connection, period)
    by_day = ledger_entries.policies_in_scope(connection, period.list_dates)
    offices = office_counts.offices(found, cases, office_counts.judged(connection, period, by_day))
    sanctions = consequence_counts.sanctions(connection, period)
    salespeople, agencies = (
        subject_counts.of_kind(connection, period, kind, sanctions)
        for kind in ("salesperson", "agency")
    )
    codes = {f"channel:{each.channel_code}" for each in offices}
    codes |= {f"channel:{each.channel_code}" for each in (*salespeople, *agencies)}
    codes |= {f"agent:{each.code}" for each in salespeople}
    codes |= {f"agency:{each.code}" for each in agencies}
    codes |= {f"rule:{each.rule_code}" for each in found.rules}
    kinds = {kind for each in (*salespeople, *agencies) for kind, _ in each.sanctions}
    codes |= {f"sanction:{kind}" for kind in kinds}
    names = request.name(codes)
    links = request.link(annex.sellers(salespeople, agencies))
    months = Counter[str]()
    for day, number in by_day.items():
        months[f"{day:%Y-%m}"] += number
    return Figures(
        quarter=str(period.span),
        first=period.span.first,
        last=period.span.last,
        as_of=period.as_of,
        list_dates=len(period.list_dates),
        missing=period.missing,
        partial_by=request.partial_by if period.missing else None,
        offices=offices,
        months=_months(period, months, found, cases),
        ages=case_counts.ages(cases.unfinished, request.age_limits, period.as_of, request.calendar),
        rules=found.rules,
        salespeople=salespeople,
        agencies=agencies,
        consequences=consequence_counts.count(connection, period),
        compared=request.compared,
        noted=noting.note(connection, period, request.at, names, links),
    )


def _months(
    period: Period, judged: Counter[str], found: FindingCounts, cases: CaseCounts
) -> tuple[MonthFigures, ...]:
    """The months of the quarter, also one without a list, so that a gap in a trend is seen."""
    failing, opened = Counter[str](), Counter[str]()
    for (day, _), number in found.failing.items():
        failing[f"{day:%Y-%m}"] += number
    for (month, _), number in cases.opened.items():
        opened[month] += number
    first = period.span.first
    names = [f"{first:%Y}-{first.month + offset:02}" for offset in range(3)]
    return tuple(MonthFigures(name, judged[name], failing[name], opened[name]) for name in names)
