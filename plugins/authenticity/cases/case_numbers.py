"""Which cases the findings of a list date belong to, by rule, for the Data Docs.

A case is shown by its number, policy, channel, due day and state: nothing of a customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from authenticity.cases import workload
from authenticity.store.tables import FindingRow
from authenticity.working_days.deadlines import local_day

_SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case as it stands; `channel_code` is compliance's for a group case."""

    case_no: str
    policy_no: str
    channel_code: str
    due_on: date
    status: str
    waits_for: str | None
    in_conflict: bool


@dataclass(frozen=True, slots=True)
class RuleCases:
    """One rule on one list date: its cases in order, and how many findings have none."""

    cases: tuple[ListedCase, ...]
    without_case: int


def by_rule(connection: Connection, list_date: date) -> dict[str, RuleCases]:
    """The cases of every rule that the list date has findings of; superseded ones left out."""
    rows = connection.execute(
        select(FindingRow.rule_code, FindingRow.case_no)
        .where(FindingRow.list_date == list_date, FindingRow.status != _SUPERSEDED)
        .order_by(FindingRow.rule_code, FindingRow.case_no)
    )
    found: dict[str, list[str | None]] = {}
    for rule_code, case_no in rows:
        found.setdefault(rule_code, []).append(case_no)
    known = _cases(connection, list_date)
    return {
        code: RuleCases(
            cases=tuple(known[case_no] for case_no in sorted({no for no in case_nos if no})),
            without_case=case_nos.count(None),
        )
        for code, case_nos in found.items()
    }


def _cases(connection: Connection, list_date: date) -> dict[str, ListedCase]:
    """By number, every case that has a finding of the list date."""
    wanted = select(FindingRow.case_no).where(
        FindingRow.list_date == list_date, FindingRow.case_no.is_not(None)
    )
    return {
        row.case_no: ListedCase(
            row.case_no, row.policy_no, row.channel_code, local_day(row.due_at),
            row.status, row.waits_for, bool(row.in_conflict),
        )
        for row in connection.execute(workload.cases_among(wanted))
    }  # fmt: skip
