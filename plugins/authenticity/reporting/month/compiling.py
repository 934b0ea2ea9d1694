"""Puts a month's summary together: the month, and those before it for the trend."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from itertools import dropwhile

from sqlalchemy import Connection

from authenticity.ledger import ledger_entries
from authenticity.reporting import case_counts, finding_counts, office_counts, period
from authenticity.reporting.month import due_cases, family_counts, list_counts
from authenticity.reporting.month.due_cases import DueCases
from authenticity.reporting.month.figures import AnswerFigures, MonthFigures, Summary
from authenticity.reporting.month.months import Month
from authenticity.working_days.official_calendar import OfficialCalendar

Names = Mapping[str, str]


@dataclass(frozen=True)
class Request:
    """What a summary is made with besides the store.

    `families` of rules, by what their codes begin with; `months`: how many a trend has, this one
    included; `name` gives the names of codes as they were on the month's last day.
    """

    month: Month
    calendar: OfficialCalendar
    families: Collection[str]
    months: int
    name: Callable[[set[str], MonthFigures], Names] = field(default=lambda _codes, _month: {})


def compile_summary(connection: Connection, request: Request) -> Summary:
    """The summary as the store has its facts, in the caller's reading transaction."""
    months = [request.month]
    while len(months) < request.months:
        months.insert(0, months[0].previous)
    *before, own = [
        compile_month(connection, each, request.calendar, request.families) for each in months
    ]
    shown = tuple(dropwhile(lambda each: not each.list_dates, before))
    codes = {
        f"channel:{office.channel_code}" for each in (*shown, own) for office in each.offices
    } | {f"channel:{each.channel_code}" for each in own.lists}
    return Summary(own, shown, tuple(sorted(request.name(codes, own).items())))


def compile_month(
    connection: Connection, month: Month, calendar: OfficialCalendar, families: Collection[str]
) -> MonthFigures:
    """One month's figures as they stood at its end."""
    span = period.read(connection, month, calendar)
    by_day = ledger_entries.policies_in_scope(connection, span.list_dates)
    found = finding_counts.count(connection, span)
    due = due_cases.count(connection, span)
    # The quarter restates what became of a case; a month that is over stays as it was.
    cases = replace(
        case_counts.count(connection, span),
        due=due.due,
        on_time=due.on_time,
        completed=due.completed,
    )
    judged = office_counts.judged(connection, span, by_day)
    return MonthFigures(
        month=str(month),
        first=month.first,
        last=month.last,
        as_of=span.as_of,
        list_dates=len(span.list_dates),
        missing=span.missing,
        late=list_counts.late(connection, span),
        judged=sum(by_day.values()),
        offices=office_counts.offices(found, cases, judged),
        families=family_counts.count(connection, span, families),
        lists=list_counts.by_channel(connection, span),
        answers=_answers(due),
    )


def _answers(due: DueCases) -> tuple[AnswerFigures, ...]:
    return tuple(
        AnswerFigures(
            channel_code=office.channel_code,
            branch_code=office.branch_code,
            due=due.due[office],
            on_time=due.on_time[office],
            late=due.answered[office] - due.on_time[office],
            unanswered=due.due[office] - due.answered[office],
            verified=due.completed[office],
        )
        for office in sorted(due.due)
    )
