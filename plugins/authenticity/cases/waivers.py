"""Persons whose shared number was explained, and who are not asked again for a while (rulebook §4).

A waiver is no record of its own: it is a finding of a case that was verified as LEGITIMATE, read
on the days that follow. It begins on the day after the verification, so that a list date run
again finds what it found, and ends after `waiver_days`. It speaks for all persons on one number
under one rule, and for any part of them. Whoever joins them was not looked at: with a newcomer on
the number the finding is made, about everybody. When a later case finds the number false, what was
explained before is explained no more.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, select

from authenticity.settings import LOCAL
from authenticity.store.tables import CaseRow, FindingRow

EXPLAINED = "LEGITIMATE"
FOUND_FALSE = "CONFIRMED_FALSE"


@dataclass(frozen=True)
class Waivers:
    """Whom the verdicts in force explain, by rule and cluster."""

    explained: Mapping[tuple[str, str], tuple[frozenset[str], ...]]

    def cover(self, rule_code: str, cluster_id: str | None, persons: Collection[str]) -> bool:
        """Whether one verdict explains all of these persons; nobody is never explained."""
        if cluster_id is None or not persons:
            return False
        known = self.explained.get((rule_code, cluster_id), ())
        return any(explained.issuperset(persons) for explained in known)


def current(connection: Connection, on: date, days: int) -> Waivers:
    """The waivers in force on a list date: of verdicts verified on the `days` days before it."""
    statement = (
        select(
            FindingRow.rule_code,
            FindingRow.cluster_id,
            FindingRow.persons,
            FindingRow.is_group,
            FindingRow.outcome,
        )
        .join(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(
            FindingRow.outcome.in_((EXPLAINED, FOUND_FALSE)),
            CaseRow.verified_at >= _midnight(on - timedelta(days=days)),
            CaseRow.verified_at < _midnight(on),
            FindingRow.cluster_id.is_not(None),
            FindingRow.status == "open",  # a superseded one is not what the verdict is about
        )
        .order_by(CaseRow.verified_at, FindingRow.finding_id)
    )
    explained: dict[tuple[str, str], tuple[frozenset[str], ...]] = {}
    for rule_code, cluster_id, persons, is_group, outcome in connection.execute(statement):
        number = (rule_code, cluster_id or "")
        if outcome == FOUND_FALSE:
            explained.pop(number, None)
        elif persons and not is_group:
            explained[number] = (*explained.get(number, ()), frozenset(json.loads(persons)))
    return Waivers(explained)


def _midnight(day: date) -> datetime:
    """When a day of the insurer begins."""
    return datetime.combine(day, time.min, tzinfo=LOCAL)
