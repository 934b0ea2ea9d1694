"""What was found on the policy of a claim, in the batch that the claim is judged by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from authenticity.cases.claims import called_at
from authenticity.cases.correction_check import Claim, Found, Shown
from authenticity.cases.outcomes import LEGITIMATE
from authenticity.rules import catalogue
from authenticity.store.chunks import chunks
from authenticity.store.tables import FindingRow

_COLUMNS = (
    FindingRow.finding_id,
    FindingRow.policy_no,
    FindingRow.list_date,
    FindingRow.rule_code,
    FindingRow.level,
    FindingRow.party_role,
    FindingRow.party_seq,
    FindingRow.subject_key,
    FindingRow.detail,
    FindingRow.outcome,
    FindingRow.case_no,
)


def by_claim(
    connection: Connection, claims: Sequence[Claim], shown: Mapping[str, Shown]
) -> dict[str, list[Found]]:
    """By the finding that was claimed to be corrected, what was found beside it.

    Not the claimed finding itself, and no call of before the correction was keyed in.
    """
    fields = {rule.code: rule.fields for rule in catalogue.load()}
    of_policy = _of_policies(connection, {claim.policy_no for claim in claims})
    found = {}
    for claim in claims:
        rows, at = of_policy[claim.policy_no], shown[claim.finding_id]
        earlier = _earlier_of_case(rows, claim.case_no, at.judged_on)
        found[claim.finding_id] = [
            _found(row, fields, earlier)
            for row in rows
            if row.list_date == at.judged_on and not _was_found_before(claim, at, row)
        ]
    return found


def _of_policies(connection: Connection, policy_nos: Iterable[str]) -> Mapping[str, list[Any]]:
    of_policy: defaultdict[str, list[Any]] = defaultdict(list)
    for chunk in chunks(sorted(policy_nos)):
        statement = select(*_COLUMNS).where(
            FindingRow.policy_no.in_(chunk), FindingRow.status != "superseded"
        )
        for row in connection.execute(statement):
            of_policy[row.policy_no].append(row)
    return of_policy


def _earlier_of_case(rows: Iterable[Any], case_no: str, judged_on: date | None) -> set[Any]:
    """Rule and party of what the case had before that batch."""
    return {
        _rule_and_party(row)
        for row in rows
        if row.case_no == case_no and judged_on and row.list_date < judged_on
    }


def _found(row: Any, fields: Mapping[str, tuple[str, ...]], earlier: set[Any]) -> Found:
    return Found(
        rule_code=row.rule_code,
        level=row.level,
        party_role=row.party_role,
        party_seq=row.party_seq,
        subject_key=row.subject_key,
        fields=fields.get(row.rule_code, ()),
        is_known=row.outcome is not None or _rule_and_party(row) in earlier,
        is_explained=row.outcome == LEGITIMATE,
    )


def _rule_and_party(row: Any) -> tuple[str, str | None, int | None]:
    return (row.rule_code, row.party_role, row.party_seq)


def _was_found_before(claim: Claim, shown: Shown, row: Any) -> bool:
    """The claim itself, told by the list that shows its correction; or a call of before it."""
    called = called_at(row)
    is_earlier = called and shown.keyed_at and called < shown.keyed_at
    return row.finding_id == claim.finding_id or bool(is_earlier)
