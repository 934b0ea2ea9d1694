"""RESOLVED to VERIFIED: somebody else agrees, and the core system shows it (rulebook §5, D10).

What is asked for: evidence for each error, each correction seen in the core system, each new call
made, and four eyes. A warning may have an outcome and holds no case: one that lacks what it needs
is not verified, and its answer is taken back. Two people on one case: the first wins, the second is
told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from authenticity.access import four_eyes, people, permissions
from authenticity.audit import events
from authenticity.cases import answered_findings, evidence_needs, outcomes, returning, states
from authenticity.errors import AccessError, StoreError
from authenticity.privacy import free_text
from authenticity.store.tables import FindingRow
from authenticity.working_days.deadlines import local_day

_NOT_PROVEN = "复核时证据或更正尚不齐全，该提示的答复未予确认"


def verify(
    connection: Connection, case_no: str, user_name: str, at: datetime, note: str | None = None
) -> None:
    """Closes a case, in the caller's transaction; `note` is kept masked in the event.

    Raises `AccessError` when this person may not, `StoreError` when the case is in another state
    or something is missing; either says in one line what.
    """
    events.lock(connection)
    states.check(case_no, states.statuses(connection, [case_no])[case_no], states.VERIFIED)
    person = people.person(connection, user_name, local_day(at))
    permissions.require(person, "verify")
    why_not = four_eyes.why_not(connection, case_no, person)
    if why_not:
        raise AccessError(why_not)
    waits_for = missing(connection, case_no)
    if waits_for:
        raise StoreError(f"case {case_no} cannot be verified yet: {'; '.join(waits_for)}")
    unproven = [row.finding_id for row, _needs in _lacking(connection, case_no, "W")]
    if unproven:
        returning.take_back(connection, case_no, _NOT_PROVEN, at, user_name, unproven)
    detail = {"note": free_text.mask(note)} if note else {}
    verdict = {"verifier": user_name, "verified_at": at, "closed_at": at}
    states.move(connection, {case_no: detail}, states.VERIFIED, at, user_name, verdict)


def missing(connection: Connection, case_no: str) -> tuple[str, ...]:
    """What a RESOLVED case still needs, by rule and finding; empty when it can be verified."""
    return tuple(
        f"{row.rule_code} (finding {row.finding_id}, {row.outcome}) needs {need}"
        for row, needs in _lacking(connection, case_no, "E")
        for need in needs
    )


def _lacking(connection: Connection, case_no: str, level: str) -> list[tuple[Any, list[str]]]:
    """The answered findings of a level that lack something, and what."""
    statement = select(
        FindingRow.finding_id,
        FindingRow.rule_code,
        FindingRow.outcome,
        FindingRow.confirmed_on,
        FindingRow.call_since,
        FindingRow.called_on,
    ).where(
        FindingRow.case_no == case_no,
        FindingRow.level == level,
        FindingRow.status == "open",
        FindingRow.outcome.is_not(None),
    )
    rows: Sequence[Any] = connection.execute(
        statement.order_by(FindingRow.rule_code, FindingRow.finding_id)
    ).all()
    given = answered_findings.given(connection, [row.finding_id for row in rows])
    found = ((row, _needs(row, given[row.finding_id])) for row in rows)
    return [(row, needs) for row, needs in found if needs]


def _needs(row: Any, given: answered_findings.Given) -> list[str]:
    lack = evidence_needs.lacking(
        row.outcome, given.letters, given.attempt_days, outcomes.in_force()
    )
    needs = list(lack.for_verifier())
    if row.outcome == outcomes.CORRECTED and row.confirmed_on is None:
        needs.append("a pull in which the core system shows the correction")
    if row.call_since is not None and row.called_on is None:
        needs.append(f"a successful call on {row.call_since} or later")
    return needs
