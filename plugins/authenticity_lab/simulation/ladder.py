"""The ladder, foretold: which steps a case climbs in a sweep, and whom each tells (rulebook §5).

Like the model itself it shares nothing with the product.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from authenticity_lab.simulation.model_words import ONE, WITH_CLERK, Case, Days

HEADS = ("coy@example.com", "lin@example.com")
"""Compliance."""


Received = Collection[tuple[date, str]]
"""Lists that came back, by day and channel."""


def climb(
    case: Case, today: date, days: Days, received: Received
) -> Iterator[tuple[str, str, str]]:
    """The steps that are due and were not climbed: step, kind of message, recipient.

    The gravest first; who reads of the case by one of them is told of no lesser one. That a list
    waits for its receipt is told in any case.
    """
    if case.status not in (*WITH_CLERK, "RESOLVED"):
        return
    told: set[str] = set()
    for step, kind, recipients in _due(case, today, days, received):
        if step not in case.steps:
            case.steps.add(step)
            yield from (
                (step, kind, to) for to in recipients if step == "receipt" or to not in told
            )
            told |= set(recipients)


def _due(
    case: Case, today: date, days: Days, received: Received
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    office = f"office.{case.channel.lower()}@example.com"
    leader = f"leader.{case.team.lower()}@example.com"
    manager = f"manager.{case.channel.lower()}@example.com"
    following, before = days.after(today), days.after(today, -1)
    is_near = _is_running(case) and case.ends_on and case.ends_on < following + 2 * ONE
    with_clerk = case.status in WITH_CLERK or _lacks_evidence(case)
    if is_near or (with_clerk and case.due_on < before):
        yield "compliance", "escalation", HEADS
    if with_clerk and case.due_on < today:
        yield "due", "escalation", (leader, manager)
    if with_clerk and case.in_conflict:
        yield "conflict", "reminder", (office, leader)
    if with_clerk and case.due_on <= following:
        yield "reminder", "reminder", (office,)
    if case.status == "DISPATCHED" and _is_unread(case, today, received):
        yield "receipt", "reminder", (office,)


def _is_running(case: Case) -> bool:
    """The cooling-off period was not over when the data came in."""
    return case.in_conflict or bool(case.ends_on and case.opened_on <= case.ends_on)


def _lacks_evidence(case: Case) -> bool:
    """Answered, and still the clerk's: an answer without its evidence cannot be verified."""
    return any(
        error.outcome and error.level == "E" and not error.is_closed and not error.is_complete
        for error in case.errors
    )


def _is_unread(case: Case, today: date, received: Received) -> bool:
    """The case's own list, or one that told more of it later."""
    later = {error.list_date for error in case.errors if case.opened_on < error.list_date < today}
    is_open = not case.is_received or any((day, case.channel) not in received for day in later)
    return (case.dispatched_on or today) < today and is_open
