"""What became of cases and messages, in the model's words, and what is not as it says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from authenticity.audit.chain import Place
from authenticity.audit.verification import verify
from authenticity.store.resolution_tables import MessageRow
from authenticity.store.tables import CaseRow, FindingRow, ReconciliationRow
from authenticity.working_days.deadlines import local_day
from authenticity_lab.simulation.mail_trouble import Mailbox
from authenticity_lab.simulation.model import Model

CaseKey = tuple[str, date]
FindingKey = tuple[str, str, date]


@dataclass(frozen=True)
class Numbers:
    """By policy and opening day the case's number; by policy, rule and list date the finding's."""

    cases: dict[CaseKey, str]
    findings: dict[FindingKey, str]

    @classmethod
    def read(cls, connection: Connection) -> Numbers:
        cases = connection.execute(select(CaseRow.policy_no, CaseRow.opened_on, CaseRow.case_no))
        findings = connection.execute(
            select(
                FindingRow.policy_no,
                FindingRow.rule_code,
                FindingRow.list_date,
                FindingRow.finding_id,
            ).order_by(FindingRow.finding_id)
        )
        return cls(
            {(policy, day): no for policy, day, no in cases},
            {(policy, rule, day): no for policy, rule, day, no in findings},
        )


def differences(connection: Connection, model: Model, mailbox: Mailbox, today: date) -> list[str]:
    """One line for each thing that is not as the model says."""
    found = _compared("case", _cases(connection), _foretold(model))
    found += _compared("messages", _messages(connection), dict(+model.told))
    listed = select(FindingRow.policy_no, FindingRow.rule_code, FindingRow.list_date)
    without = Counter(map(tuple, connection.execute(listed.where(FindingRow.case_no.is_(None)))))
    found += _compared("listed only", dict(without), dict(Counter(model.listed_only)))
    unbalanced = select(ReconciliationRow.measure).where(~ReconciliationRow.balanced)
    found += [f"ledger: {measure}" for measure in connection.scalars(unbalanced)]
    contents = ((no, set(mails)) for no, mails in mailbox.arrived.items())
    found += [f"two contents under {no}" for no, mails in contents if len(mails) > 1]
    return [f"{today}: {line}" for line in found]


def chain_faults(connection: Connection, since: Place, today: date) -> tuple[list[str], Place]:
    """What is wrong with the audit chain from a place on where it was whole; and where it ends."""
    report = verify(connection, since=since)
    is_whole = report.has_integrity and report.is_complete
    count, _, last_hash = report.head.partition(":")
    found = [] if is_whole else [f"{today}: audit chain: {report}"]
    return found, Place(int(count), last_hash)


def undelivered(connection: Connection, mailbox: Mailbox) -> list[str]:
    """Messages that nobody got, once all servers are well."""
    ids = connection.scalars(select(MessageRow.message_id).where(MessageRow.transport == "mail"))
    return [f"never arrived: {no}" for no in ids if no not in mailbox.arrived]


def _compared(what: str, actual: dict[Any, Any], foretold: dict[Any, Any]) -> list[str]:
    return [
        f"{what} {key}: {actual.get(key, 'none')}; the model says {foretold.get(key, 'none')}"
        for key in sorted(actual.keys() | foretold.keys(), key=str)
        if actual.get(key) != foretold.get(key)
    ]


def _cases(connection: Connection) -> dict[CaseKey, tuple[Any, ...]]:
    rows = connection.execute(select(CaseRow.__table__)).all()
    opened: dict[str, date] = {row.case_no: row.opened_on for row in rows}
    of_case: dict[str, list[tuple[Any, ...]]] = {no: [] for no in opened}
    for finding in connection.execute(select(*_FINDING)):
        if finding.case_no:
            of_case[finding.case_no].append(tuple(finding)[1:])
    return {
        (row.policy_no, row.opened_on): (
            row.status,
            local_day(row.due_at),
            row.escalation_level,
            opened.get(row.relapse_of or ""),
            sorted(of_case[row.case_no], key=str),
        )
        for row in rows
    }


_FINDING = (
    FindingRow.case_no,
    FindingRow.rule_code,
    FindingRow.list_date,
    FindingRow.outcome,
    FindingRow.confirmed_on,
    FindingRow.status,
)


def _foretold(model: Model) -> dict[CaseKey, tuple[Any, ...]]:
    return {
        (case.policy, case.opened_on): (
            case.status,
            case.due_on,
            case.level,
            case.relapse_of,
            sorted(
                (
                    (e.rule, e.list_date, e.outcome, e.confirmed_on, _status(e.is_closed))
                    for e in case.errors
                ),
                key=str,
            ),
        )
        for case in model.cases
    }


def _status(is_closed: bool) -> str:
    return "closed" if is_closed else "open"


def _messages(connection: Connection) -> dict[tuple[str, str, date], int]:
    rows = connection.execute(select(MessageRow.kind, MessageRow.recipient, MessageRow.created_at))
    return Counter((kind, to, local_day(at)) for kind, to, at in rows)
