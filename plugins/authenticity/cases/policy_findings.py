"""Everything the case store knows against one policy: its findings and what became of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from authenticity.store.tables import CaseRow, FindingRow


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """One finding; `detail` is masked. What belongs to a case is None where there is none.

    `rule_version` names the text of the rule that made it, None for findings of before r0002.
    """

    list_date: date
    rule_code: str
    level: str
    confidence: str | None
    party_role: str | None
    party_seq: int | None
    customer_no: str | None
    cluster_persons: int | None
    counterpart_policies: tuple[str, ...]
    detail: Mapping[str, Any]
    status: str
    case_no: str | None
    case_status: str | None
    due_at: datetime | None
    rule_version: str | None


def of_policy(connection: Connection, policy_no: str) -> list[StoredFinding]:
    """The policy's findings of all list dates, newest first."""
    rows = connection.execute(
        select(
            FindingRow.list_date,
            FindingRow.rule_code,
            FindingRow.level,
            FindingRow.confidence,
            FindingRow.party_role,
            FindingRow.party_seq,
            FindingRow.customer_no,
            FindingRow.cluster_persons,
            FindingRow.counterpart_policies,
            FindingRow.detail,
            FindingRow.status,
            FindingRow.case_no,
            CaseRow.status.label("case_status"),
            CaseRow.due_at,
            FindingRow.rule_version,
        )
        .outerjoin(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(FindingRow.policy_no == policy_no)
        .order_by(FindingRow.list_date.desc(), FindingRow.rule_code, FindingRow.finding_id)
    ).mappings()
    return [
        StoredFinding(
            **{
                **row,
                "counterpart_policies": tuple(json.loads(row["counterpart_policies"])),
                "detail": json.loads(row["detail"]),
            }
        )
        for row in rows
    ]
