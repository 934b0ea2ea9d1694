"""The closed loop: answers CORRECTED of RESOLVED cases against what the core system shows.

At the run of a list date, before its findings are placed. Only answers of before the list date
count, of cases that were resolved before it: a list date that is run again decides nothing anew. A
correction that was shown is judged again by each later batch until its case is verified. An error
whose correction is not shown goes back, with its case; its other answers stay. A warning holds no
case, and goes back alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, or_, select, update

from authenticity.audit import events
from authenticity.cases import correction_check, correction_fields, returning, states
from authenticity.cases.correction_check import Claim, Decision, Found, Shown
from authenticity.cases.correction_fields import CALL_RULE, MANUAL_RULE
from authenticity.cases.outcomes import CORRECTED, LEGITIMATE
from authenticity.dag_names import OPEN_CASES
from authenticity.ledger import ledger_entries
from authenticity.rules import catalogue
from authenticity.settings import LOCAL
from authenticity.store.chunks import chunks
from authenticity.store.resolution_tables import ManualItemRow
from authenticity.store.tables import CaseRow, FindingRow
from authenticity.working_days.deadlines import local_day

ACTOR = "system"

CALLED_AGAIN = ("callback.", "recheck.")
"""Rules after whose correction the customer is called again (rulebook §5, D11)."""

BESIDE_ENTRIES = frozenset({"account_no", "agent_code"})
"""Fields of customers' accounts and of the register of salespeople, which are keyed in without a
change of the policy: `policy.updated_at` moves with the policy and its parties only."""

_WHY: Mapping[Decision, str] = {
    correction_check.NO_ENTRY: "核心系统中该保单自下发清单后未见更正",
    correction_check.UNCHANGED: "核心系统中该项内容未变更",
    correction_check.STILL_FAILS: "核心系统中的内容仍不符合规则",
    correction_check.NEW_ERROR: "更正后的内容又出现新的问题",
}

_SHOWN = "核心系统仍显示"


@dataclass(frozen=True)
class LoopResult:
    """What the closed loop did: findings confirmed, and the reasons of cases that went back."""

    confirmed: int = 0
    sent_back: Mapping[str, str] = field(default_factory=dict)


def claims(connection: Connection, list_date: date) -> list[Claim]:
    """The answers that the run of a list date has to judge."""
    statement = (
        select(
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
            CaseRow.due_at,
            ManualItemRow.entered_at,
        )
        .join(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .outerjoin(
            ManualItemRow,
            (ManualItemRow.item_id == FindingRow.subject_key)
            & (FindingRow.rule_code == MANUAL_RULE),
        )
        .where(
            or_(
                FindingRow.confirmed_on.is_(None)
                & (CaseRow.status == states.RESOLVED)
                & (CaseRow.resolved_at < _begin(list_date)),
                (FindingRow.confirmed_on < list_date)
                & CaseRow.status.in_((states.RESOLVED, *states.WITH_BACK_OFFICE)),
            ),
            FindingRow.status == "open",
            FindingRow.outcome == CORRECTED,
            FindingRow.answered_at < _begin(list_date),
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
            for claim in claims(connection, list_date)
            if list_date > claim.due_on
            and not BESIDE_ENTRIES.isdisjoint(known.of(rules.rule(claim.rule_code), claim.detail))
        }
    )


def of_recorded_batches(
    connection: Connection, list_date: date, shown: Mapping[str, Shown]
) -> dict[str, Shown]:
    """What may be judged now: a batch whose findings are not recorded says nothing of a rule.

    Its step may have failed, and a later list have run first. Those claims wait for a list after
    it was run again.
    """
    days = {each.judged_on for each in shown.values() if each.judged_on}
    known = ledger_entries.recorded(connection, days, OPEN_CASES) | {None, list_date}
    return {finding_id: each for finding_id, each in shown.items() if each.judged_on in known}


def judge(
    connection: Connection, list_date: date, shown: Mapping[str, Shown], at: datetime
) -> LoopResult:
    """Confirms or sends back each claim of which the caller knows what the core system shows.

    In the caller's transaction, once the findings of the list date are recorded.
    """
    events.lock(connection)
    waiting = [claim for claim in claims(connection, list_date) if claim.finding_id in shown]
    found = _found(connection, waiting, shown)
    decisions = {
        claim: correction_check.decide(
            claim, shown[claim.finding_id], found[claim.finding_id], list_date
        )
        for claim in waiting
    }
    right = [
        claim
        for claim in waiting
        if decisions[claim] == correction_check.CONFIRMED and not claim.confirmed_on
    ]
    _confirm(connection, list_date, right, shown, at)
    wrong: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in waiting:
        if decisions[claim] in _WHY:
            wrong[claim.case_no].append(claim)
    statuses, reasons = states.statuses(connection, wrong), {}
    for case_no, of_case in sorted(wrong.items()):
        told = (_reason(decisions[claim], shown[claim.finding_id]) for claim in of_case)
        reason = "；".join(dict.fromkeys(told))
        finding_ids = [claim.finding_id for claim in of_case]
        has_error = any(claim.level == "E" for claim in of_case)
        is_resolved = statuses[case_no] == states.RESOLVED
        go = returning.send_back if has_error and is_resolved else returning.take_back
        go(connection, case_no, reason, at, ACTOR, finding_ids)
        if has_error:
            reasons[case_no] = reason
    return LoopResult(len(right), reasons)


def _begin(list_date: date) -> datetime:
    return datetime.combine(list_date, time.min, tzinfo=LOCAL)


def _claim(row: Any) -> Claim:
    values = row._asdict()
    due_on, entered_at = local_day(values.pop("due_at")), values.pop("entered_at")
    values["detail"] = json.loads(values["detail"])
    found_at = entered_at.astimezone(LOCAL).replace(tzinfo=None) if entered_at else _called_at(row)
    return Claim(**values, due_on=due_on, found_at=found_at)


def _called_at(row: Any) -> datetime | None:
    """The hour of the call that found it; None where no call did, or nobody knows when."""
    called_at = json.loads(row.detail).get("called_at") if row.rule_code == CALL_RULE else None
    return datetime.fromisoformat(called_at) if called_at else None


def _confirm(
    connection: Connection,
    list_date: date,
    right: Sequence[Claim],
    shown: Mapping[str, Shown],
    at: datetime,
) -> None:
    told: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for claim in right:
        confirmed_on = shown[claim.finding_id].judged_on or list_date
        is_called = claim.rule_code.startswith(CALLED_AGAIN)
        connection.execute(
            update(FindingRow)
            .where(FindingRow.finding_id == claim.finding_id)
            .values(confirmed_on=confirmed_on, call_since=confirmed_on if is_called else None)
        )
        told[claim.case_no].append(
            {"finding": claim.finding_id, "confirmed_on": confirmed_on.isoformat()}
        )
    new = [
        events.NewEvent(case_no, "correction_confirmed", {"findings": findings})
        for case_no, findings in sorted(told.items())
    ]
    events.append_all(connection, new, at, ACTOR)


def _reason(decision: Decision, shown: Shown) -> str:
    values = "，".join(f"{label}：{value}" for label, value in shown.values)
    return f"{_WHY[decision]}（{_SHOWN}{values}）" if values else _WHY[decision]


def _found(
    connection: Connection, waiting: Sequence[Claim], shown: Mapping[str, Shown]
) -> dict[str, list[Found]]:
    """By claim, what was found on its policy in the batch that judged it."""
    fields = {rule.code: rule.fields for rule in catalogue.load()}
    of_policy: defaultdict[str, list[Any]] = defaultdict(list)
    columns = (
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
    for chunk in chunks(sorted({claim.policy_no for claim in waiting})):
        statement = select(*columns).where(
            FindingRow.policy_no.in_(chunk), FindingRow.status != "superseded"
        )
        for row in connection.execute(statement):
            of_policy[row.policy_no].append(row)
    found = {}
    for claim in waiting:
        rows, judged_on = of_policy[claim.policy_no], shown[claim.finding_id].judged_on
        before = {
            (row.rule_code, row.party_role, row.party_seq)
            for row in rows
            if row.case_no == claim.case_no and judged_on and row.list_date < judged_on
        }
        found[claim.finding_id] = [
            Found(
                rule_code=row.rule_code,
                level=row.level,
                party_role=row.party_role,
                party_seq=row.party_seq,
                subject_key=row.subject_key,
                fields=fields.get(row.rule_code, ()),
                is_known=row.outcome is not None
                or (row.rule_code, row.party_role, row.party_seq) in before,
                is_explained=row.outcome == LEGITIMATE,
            )
            for row in rows
            if row.list_date == judged_on
            and not _was_found_before(claim, shown[claim.finding_id], row)
        ]
    return found


def _was_found_before(claim: Claim, shown: Shown, row: Any) -> bool:
    """The claim itself, told by the list that shows its correction; or a call of before it."""
    called_at = _called_at(row)
    is_earlier = called_at and shown.keyed_at and called_at < shown.keyed_at
    return row.finding_id == claim.finding_id or bool(is_earlier)
