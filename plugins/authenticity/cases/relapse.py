"""VERIFIED to REOPENED: the finding of a verified case came back, and a new case names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from authenticity.cases import states
from authenticity.store.tables import CaseRow, FindingRow
from authenticity.working_days.deadlines import end_of_day_utc

_RELAPSE_DAYS = 90
"""Rulebook §5: a verified case whose finding comes back within 90 days is a relapse."""


def verified_before(
    connection: Connection, list_date: date
) -> dict[str, list[tuple[str, set[str]]]]:
    """By case key: cases verified within the relapse window, latest first, with their rules."""
    since = end_of_day_utc(list_date - timedelta(days=_RELAPSE_DAYS + 1))
    statement = (
        select(CaseRow.case_key, CaseRow.case_no, CaseRow.verified_at, FindingRow.rule_code)
        .join(FindingRow, FindingRow.case_no == CaseRow.case_no)
        .where(CaseRow.status == states.VERIFIED, CaseRow.verified_at > since)
        .order_by(CaseRow.verified_at.desc(), CaseRow.case_no.desc())
        .distinct()
    )
    rules: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in connection.execute(statement):
        rules[row.case_key][row.case_no].add(row.rule_code)
    return {key: list(cases.items()) for key, cases in rules.items()}


def relapse_of(
    case_key: str, rules: set[str], verified: Mapping[str, list[tuple[str, set[str]]]]
) -> str | None:
    """The verified case that an error of these rules relapses, if any."""
    for case_no, verified_rules in verified.get(case_key, []):
        if verified_rules & rules:
            return case_no
    return None


def reopen(
    connection: Connection, cases: Sequence[dict[str, Any]], at: datetime, actor: str
) -> None:
    """Marks the verified cases that new `cases` name as REOPENED."""
    details = {
        case["relapse_of"]: {"relapse": case["case_no"]} for case in cases if case["relapse_of"]
    }
    states.move(connection, details, states.REOPENED, at, actor)
