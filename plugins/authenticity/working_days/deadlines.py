"""The clock of a case: until when it must be investigated, and why then (rulebook §2).

Pure arithmetic on dates; no "now". The insurer's day ends at 23:59:59 Asia/Shanghai.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from authenticity.settings import LOCAL
from authenticity.working_days.conventions import Conventions
from authenticity.working_days.official_calendar import OfficialCalendar

DueBasis = Literal["investigation", "cooling_off", "callback"]

_ONE_YEAR = 12
"""Months. The callback is mandatory for terms of *more than* one year (rulebook §2)."""


@dataclass(frozen=True)
class PolicyClock:
    """What of a policy the clock depends on.

    `cooling_off_days` is the policy's, else the product's, else None; `term_months` None is
    whole life.
    """

    receipt_signed_on: date | None
    cooling_off_days: int | None
    term_months: int | None
    callback_done_on: date | None = None


@dataclass(frozen=True)
class Deadlines:
    """The dates of a case, and on which of them its due date rests.

    `provisional`: the investigation crosses into a year whose calendar is unpublished.
    `in_conflict`: the cooling-off period or the callback comes before the third working day.
    `fallback_used`: nobody knows the policy's cooling-off period, the configured one was taken.
    """

    investigation_due_on: date
    cooling_off_ends_on: date | None
    callback_due_on: date | None
    due_on: date
    due_basis: DueBasis
    provisional: bool
    in_conflict: bool
    fallback_used: bool


def compute(
    facts: PolicyClock,
    dispatched_on: date,
    calendar: OfficialCalendar,
    conventions: Conventions,
    list_date: date | None = None,
    entered_on: date | None = None,
) -> Deadlines:
    """The deadlines of a case dispatched, or planned to be dispatched, on a day.

    `list_date`: `dispatched_on` unless given. `entered_on`: T, when the policy or its change was
    keyed in; the list date unless given. A cooling-off end or callback before T is over: an old
    policy was changed. It is told but cannot be due. One between T and the list is missed by the
    list itself, over a holiday say: the gravest conflict. Of equal dates the investigation is the
    basis first, then the cooling-off end.
    """
    ends_on, fallback_used = cooling_off_end(facts, conventions)
    callback_on = _callback_due(facts, ends_on, conventions)
    investigation_on = calendar.add_working_days(
        dispatched_on, conventions.investigation_working_days
    )
    running_on = _keyed_in_on(entered_on, list_date or dispatched_on, calendar)
    due_on: date = investigation_on
    basis: DueBasis = "investigation"
    candidates: list[tuple[DueBasis, date | None]]
    candidates = [("cooling_off", ends_on), ("callback", callback_on)]
    for name, day in candidates:
        if day is not None and running_on <= day < due_on:
            due_on, basis = day, name
    return Deadlines(
        investigation_due_on=investigation_on,
        cooling_off_ends_on=ends_on,
        callback_due_on=callback_on,
        due_on=due_on,
        due_basis=basis,
        provisional=_is_guessed(dispatched_on, investigation_on, calendar),
        in_conflict=basis != "investigation",
        fallback_used=fallback_used,
    )


def cooling_off_end(facts: PolicyClock, conventions: Conventions) -> tuple[date | None, bool]:
    """The last day of the cooling-off period, and whether the fallback length was used.

    None while no receipt is signed, since the clock has not started, and for a contract with
    zero days. A last day that is a holiday is not moved (rulebook §2).
    """
    if facts.receipt_signed_on is None or facts.cooling_off_days == 0:
        return None, False
    days = facts.cooling_off_days
    fallback_used = days is None or not 0 < days <= conventions.longest_plausible_days
    length = conventions.fallback_days if days is None or fallback_used else days
    offset = length - 1 if conventions.signing_day_counts else length
    return _shift(facts.receipt_signed_on, offset), fallback_used


def end_of_day_utc(day: date) -> datetime:
    """The last second of a day in Asia/Shanghai, as an aware instant in UTC."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=LOCAL).astimezone(UTC)


def local_day(instant: datetime) -> date:
    """The insurer's date at an aware instant."""
    return instant.astimezone(LOCAL).date()


def _callback_due(
    facts: PolicyClock, ends_on: date | None, conventions: Conventions
) -> date | None:
    is_mandatory = facts.term_months is None or facts.term_months > _ONE_YEAR
    if ends_on is None or not is_mandatory or facts.callback_done_on is not None:
        return None
    return _shift(ends_on, -conventions.callback_days_before_end)


def _keyed_in_on(entered_on: date | None, list_date: date, calendar: OfficialCalendar) -> date:
    """T, no earlier than the list's days begin: what brings an old policy is no entry of it."""
    if entered_on is None or entered_on >= list_date:
        return list_date
    return max(entered_on, calendar.previous_working_day(list_date))


def _is_guessed(first: date, last: date, calendar: OfficialCalendar) -> bool:
    days = (last - first).days
    return any(calendar.is_provisional(first + timedelta(days=n)) for n in range(1, days + 1))


def _shift(day: date, days: int) -> date:
    """A clerk can key the year 9999; a deadline beyond the end of time stays at the end."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
