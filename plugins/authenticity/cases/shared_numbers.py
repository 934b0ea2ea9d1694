"""Findings about numbers that several people share, by the seller of their policies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from authenticity.cases import states, stored_finding
from authenticity.findings.finding import Finding
from authenticity.store.tables import CaseRow, FindingRow, JudgedPolicyRow

Seller = tuple[str, str]
"""Kind (`salesperson`, `agency`) and code."""

_SUPERSEDED = "superseded"
_VERIFIED = (states.VERIFIED, states.REOPENED)
_CODES = {"salesperson": JudgedPolicyRow.agent_code, "agency": JudgedPolicyRow.agency_code}


@dataclass(frozen=True, slots=True)
class SharedNumberFinding:
    """A finding with a number; `verdict`: its outcome, once its case is verified."""

    finding: Finding
    verdict: str | None
    has_case: bool


def of_sellers(
    connection: Connection,
    sellers: Iterable[Seller],
    list_dates: Sequence[date] | None = None,
    outcomes: Sequence[str] | None = None,
) -> Mapping[Seller, list[SharedNumberFinding]]:
    """Of each seller, the latest finding of each party and number first.

    The seller is who the policy had when its list was made. `list_dates`, `outcomes`: these only;
    None: all.
    """
    found: dict[Seller, list[SharedNumberFinding]] = defaultdict(list)
    wanted = sorted(set(sellers))
    statement = _statement(wanted)
    if list_dates is not None:
        statement = statement.where(FindingRow.list_date.in_(list_dates))
    if outcomes is not None:
        statement = statement.where(FindingRow.outcome.in_(outcomes))
    for row in connection.execute(statement):
        each = SharedNumberFinding(
            stored_finding.finding_of(row),
            row.outcome if row.case_status in _VERIFIED else None,
            row.case_no is not None,
        )
        for seller in (("salesperson", row.agent_code), ("agency", row.agency_code)):
            if seller in wanted:
                found[seller].append(each)
    return found


def _statement(sellers: Sequence[Seller]) -> Select[Any]:
    of_seller = [
        column.in_([code for kind_of, code in sellers if kind_of == kind])
        for kind, column in _CODES.items()
    ]
    return (
        select(
            *stored_finding.COLUMNS,
            FindingRow.outcome,
            FindingRow.case_no,
            CaseRow.status.label("case_status"),
            JudgedPolicyRow.agent_code,
            JudgedPolicyRow.agency_code,
        )
        .join(
            JudgedPolicyRow,
            and_(
                JudgedPolicyRow.policy_no == FindingRow.policy_no,
                JudgedPolicyRow.list_date == FindingRow.list_date,
            ),
        )
        .outerjoin(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(
            or_(*of_seller), FindingRow.cluster_id.is_not(None), FindingRow.status != _SUPERSEDED
        )
        .order_by(FindingRow.list_date.desc(), FindingRow.policy_no, FindingRow.finding_id)
    )
