"""Everything the case store knows against one policy: its findings and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from authenticity.cases import stored_finding
from authenticity.findings.finding import Finding
from authenticity.store.tables import CaseRow, FindingRow


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """One finding and its place. What belongs to a case is None where there is none."""

    finding: Finding
    status: str
    case_no: str | None
    case_status: str | None
    due_at: datetime | None


def findings_of_policy(connection: Connection, policy_no: str) -> list[PlacedFinding]:
    """The policy's findings of all list dates, newest first."""
    rows = connection.execute(
        select(
            *stored_finding.COLUMNS,
            FindingRow.status,
            FindingRow.case_no,
            CaseRow.status.label("case_status"),
            CaseRow.due_at,
        )
        .outerjoin(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(FindingRow.policy_no == policy_no)
        .order_by(FindingRow.list_date.desc(), FindingRow.rule_code, FindingRow.finding_id)
    )
    return [
        PlacedFinding(
            finding=stored_finding.finding_of(row),
            status=row.status,
            case_no=row.case_no,
            case_status=row.case_status,
            due_at=row.due_at,
        )
        for row in rows
    ]
