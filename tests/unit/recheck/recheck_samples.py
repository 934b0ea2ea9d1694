"""Complaints, registers of a list date, and policies, for the tests of the re-check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tests.unit.cases.case_samples import policy

from authenticity.cases.policy_facts import BatchFacts
from authenticity.recheck import campaigns, portions, recheck_settings
from authenticity.recheck.campaigns import Change
from authenticity.recheck.portions import Progress
from authenticity.recheck.repeats import Complaint, Subject
from authenticity.store.case_store import Store

SETTINGS = recheck_settings.in_force()
SELLER, OTHER, AGENCY = (
    Subject("salesperson", "A1"),
    Subject("salesperson", "A2"),
    Subject("agency", "G1"),
)
FIRST = date(2026, 3, 1)
CHANNELS = {SELLER: "AGENT", AGENCY: "BANK"}


def complaint(number: int, days: int = 0, subject: Subject = SELLER) -> Complaint:
    """Upheld so many days after the first of March."""
    return Complaint(f"TS{number}", subject, FIRST + timedelta(days=days))


def instant(day: date, hour: int = 6) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=8)


def follow(store: Store, day: date, *upheld: Complaint) -> list[tuple[str, str]]:
    """The campaigns brought to a register; number and change of each that changed."""
    with store.begin() as connection:
        changes = campaigns.follow(connection, day, upheld, CHANNELS, SETTINGS, instant(day))
    return [(each.campaign.campaign_no, each.what) for each in changes]


def opened(store: Store, day: date, policy_nos: Sequence[str], *upheld: Complaint) -> list[Change]:
    """As `follow`, each new campaign with these policies."""
    with store.begin() as connection:
        changes = campaigns.follow(connection, day, upheld, CHANNELS, SETTINGS, instant(day))
        for each in changes:
            portions.add(connection, each.campaign, policy_nos)
    return changes


def take(store: Store, day: date, size: int) -> int:
    with store.begin() as connection:
        return portions.take(connection, day, size)


def ask(store: Store, day: date) -> list[str]:
    """What the pull of a list date asks for, and that it did."""
    with store.begin() as connection:
        numbers = portions.due(connection, day)
        portions.mark_asked(connection, day, numbers)
    return numbers


def record(
    store: Store,
    day: date,
    judged: Iterable[int] = (),
    left: Iterable[int] = (),
    called: Mapping[str, Sequence[date]] | None = None,
) -> Progress:
    """The batch of a list date with these policies; those of an even number are short-term."""
    terms = {n: 12 if n % 2 == 0 else None for n in judged}
    live = [replace(policy(n), term_months=term) for n, term in terms.items()]
    numbers = {each.policy_no: each for each in live}
    facts = BatchFacts(numbers, frozenset(numbers), tuple(f"P{n:04d}" for n in left))
    with store.begin() as connection:
        return portions.record(
            connection,
            day,
            facts,
            called or {},
            lambda each: each.term_months is None,
            instant(day),
        )
