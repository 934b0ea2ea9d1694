"""Which cases the findings of a list date belong to, by rule: numbers only, for the Data Docs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from authenticity.store.tables import FindingRow

_SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class RuleCases:
    """One rule on one list date: its cases in order, and how many findings have none."""

    case_nos: tuple[str, ...]
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
    return {
        code: RuleCases(
            case_nos=tuple(sorted({case_no for case_no in case_nos if case_no})),
            without_case=case_nos.count(None),
        )
        for code, case_nos in found.items()
    }
