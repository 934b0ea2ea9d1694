"""Who has repeated upheld complaints within a year (Art. 14). No clock, no database.

>>> from datetime import date
>>> spring, autumn = date(2026, 3, 1), date(2026, 9, 1)
>>> seller = Subject("salesperson", "A1")
>>> said = [Complaint("TS1", seller, spring), Complaint("TS2", seller, autumn)]
>>> repeated(said, within_days=365, least=2)
{Subject(kind='salesperson', number='A1'): frozenset({'TS1', 'TS2'})}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """A salesperson or an agency; `kind` is `salesperson` or `agency`."""

    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """An upheld complaint about mis-selling, and one of those whom it counts against."""

    complaint_no: str
    subject: Subject
    verified_on: date


def repeated(
    complaints: Iterable[Complaint], within_days: int, least: int
) -> dict[Subject, frozenset[str]]:
    """By subject, its complaints that lie in a rolling year with `least` or more of them.

    A year reaches from one day to that `within_days` later, both included. Subjects without such
    a year are left out.
    """
    by_subject: defaultdict[Subject, list[Complaint]] = defaultdict(list)
    for each in complaints:
        by_subject[each.subject].append(each)
    found = {
        subject: _in_a_year(sorted(own, key=lambda each: each.verified_on), within_days, least)
        for subject, own in sorted(by_subject.items())
    }
    return {subject: numbers for subject, numbers in found.items() if numbers}


def _in_a_year(ordered: Sequence[Complaint], within_days: int, least: int) -> frozenset[str]:
    """Each year that begins with a complaint is looked at; one later than that has fewer in it."""
    found: set[str] = set()
    end = 0
    for start, first in enumerate(ordered):
        last_day = first.verified_on + timedelta(days=within_days)
        while end < len(ordered) and ordered[end].verified_on <= last_day:
            end += 1
        if end - start >= least:
            found.update(each.complaint_no for each in ordered[start:end])
    return frozenset(found)
