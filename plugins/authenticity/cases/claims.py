"""The answers CORRECTED that the run of a list date has to judge, as claims.

Only answers of before the list date count, of cases that were resolved before it: a list date that
is run again decides nothing anew. A correction that was shown is judged again by each later batch
until its case is verified.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, or_, select

from authenticity.cases import correction_fields, states
from authenticity.cases.correction_check import Claim
from authenticity.cases.correction_fields import CALL_RULE, MANUAL_RULE
from authenticity.cases.outcomes import CORRECTED
from authenticity.rules import catalogue
from authenticity.settings import LOCAL
from authenticity.store.resolution_tables import ManualItemRow
from authenticity.store.tables import CaseRow, FindingRow
from authenticity.working_days.deadlines import local_day

BESIDE_ENTRIES = frozenset({"account_no", "agent_code"})
"""Fields of customers' accounts and of the register of salespeople, which are keyed in without a
change of the policy: `policy.updated_at` moves with the policy and its parties only."""


_COLUMNS = (
    FindingRow.finding_id,
    FindingRow.list_date,
    FindingRow.rule_code,
    FindingRow.level,
    FindingRow.policy_no,
    FindingRow.party_role,
    FindingRow.party_seq,
    FindingRow.customer_no,
    FindingRow.subject_key,
    FindingRow.detail,
    FindingRow.case_no,
    FindingRow.confirmed_on,
    FindingRow.answered_at,
    CaseRow.due_at,
    ManualItemRow.entered_at,
)


def waiting(connection: Connection, list_date: date) -> list[Claim]:
    """The answers that the run of a list date has to judge."""
    of_item = (ManualItemRow.item_id == FindingRow.subject_key) & (
        FindingRow.rule_code == MANUAL_RULE
    )
    begin = datetime.combine(list_date, time.min, tzinfo=LOCAL)
    resolved = (CaseRow.status == states.RESOLVED) & (CaseRow.resolved_at < begin)
    unverified = CaseRow.status.in_((states.RESOLVED, *states.WITH_BACK_OFFICE))
    statement = (
        select(*_COLUMNS)
        .join(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .outerjoin(ManualItemRow, of_item)
        .where(
            or_(
                FindingRow.confirmed_on.is_(None) & resolved,
                (FindingRow.confirmed_on < list_date) & unverified,
            ),
            FindingRow.status == "open",
            FindingRow.outcome == CORRECTED,
            FindingRow.answered_at < begin,
            FindingRow.list_date < list_date,
        )
        .order_by(FindingRow.finding_id)
    )
    return [_claim(row) for row in connection.execute(statement)]


def unseen(connection: Connection, list_date: date) -> list[str]:
    """The policies to take in for their claims: now due, and corrected where no entry shows it.

    The check "against the lake's latest version when the case falls due" (rulebook §5).
    """
    rules, known = catalogue.load(), correction_fields.in_force()
    return sorted(
        {
            claim.policy_no
            for claim in waiting(connection, list_date)
            if list_date > claim.due_on
            and not BESIDE_ENTRIES.isdisjoint(known.of(rules.rule(claim.rule_code), claim.detail))
        }
    )


def _claim(row: Any) -> Claim:
    values = row._asdict()
    due_on, entered_at = local_day(values.pop("due_at")), values.pop("entered_at")
    values["answered_on"] = local_day(values.pop("answered_at"))
    values["detail"] = json.loads(values["detail"])
    found_at = entered_at.astimezone(LOCAL).replace(tzinfo=None) if entered_at else called_at(row)
    return Claim(**values, due_on=due_on, found_at=found_at)


def called_at(row: Any) -> datetime | None:
    """The hour of the call that found it; None where no call did, or nobody knows when."""
    called_at = json.loads(row.detail).get("called_at") if row.rule_code == CALL_RULE else None
    return datetime.fromisoformat(called_at) if called_at else None
