"""VERIFIED to REOPENED: the finding of a verified case came back, and a new case names it.

A finding is back when its rule fails again for the same party of the policy, or for the same group,
whatever the outcome was that got verified. Calls and manual items have nothing in common but their
rule: there what was wrong has to be the same, too. A warning that nobody answered was not verified.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, select

from authenticity.cases import states
from authenticity.cases.correction_fields import CALL_RULE, MANUAL_RULE
from authenticity.store.tables import CaseRow, FindingRow
from authenticity.working_days.deadlines import end_of_day_utc

_RELAPSE_DAYS = 90
"""Rulebook §5: a verified case whose finding comes back within 90 days is a relapse."""


Subject = tuple[str, str | None, int | None, str | None]
"""What comes back: a rule, the party that does not pass it, and of a call or item its matter."""

TOLD = case(
    (FindingRow.rule_code.in_((CALL_RULE, MANUAL_RULE)), FindingRow.detail), else_=None
).label("told")
"""What `subject` reads beside the columns of a finding's rule and party: few have it."""


def subject(row: Any) -> Subject:
    """The subject of a finding; all findings of a group case under one rule are one."""
    if row.is_group:
        return (row.rule_code, None, None, None)
    return (row.rule_code, row.party_role, row.party_seq, _matter(row.told))


def _matter(told: str | None) -> str | None:
    """The problem of a call, or its outcome where it names none; the field of a manual item."""
    detail = json.loads(told) if told else {}
    return detail.get("problem") or detail.get("outcome") or detail.get("field")


def verified_before(
    connection: Connection, list_date: date
) -> dict[str, list[tuple[str, set[Subject]]]]:
    """By case key: cases verified within the relapse window, latest first, with what they had."""
    since = end_of_day_utc(list_date - timedelta(days=_RELAPSE_DAYS + 1))
    statement = (
        select(
            CaseRow.case_key,
            CaseRow.case_no,
            CaseRow.verified_at,
            FindingRow.rule_code,
            FindingRow.party_role,
            FindingRow.party_seq,
            FindingRow.is_group,
            TOLD,
        )
        .join(FindingRow, FindingRow.case_no == CaseRow.case_no)
        .where(
            CaseRow.status == states.VERIFIED,
            CaseRow.verified_at > since,
            FindingRow.status == "open",
            FindingRow.outcome.is_not(None),
        )
        .order_by(CaseRow.verified_at.desc(), CaseRow.case_no.desc())
        .distinct()
    )
    found: dict[str, dict[str, set[Subject]]] = defaultdict(lambda: defaultdict(set))
    for row in connection.execute(statement):
        found[row.case_key][row.case_no].add(subject(row))
    return {key: list(cases.items()) for key, cases in found.items()}


def relapse_of(
    case_key: str, errors: set[Subject], verified: Mapping[str, list[tuple[str, set[Subject]]]]
) -> str | None:
    """The verified case that these errors relapse, if any."""
    for case_no, subjects in verified.get(case_key, []):
        if subjects & errors:
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
