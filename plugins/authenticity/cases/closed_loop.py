"""The closed loop: answers CORRECTED of RESOLVED cases against what the core system shows.

At the run of a list date, before its findings are placed. An error whose correction is not shown
goes back, with its case; its other answers stay. A warning holds no case, and goes back alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, update

from authenticity.audit import events
from authenticity.cases import claims, correction_check, found_beside, returning, states
from authenticity.cases.correction_check import Claim, Decision, Shown
from authenticity.cases.correction_fields import MANUAL_RULE
from authenticity.dag_names import OPEN_CASES
from authenticity.ledger import ledger_entries
from authenticity.store.tables import FindingRow

ACTOR = "system"

CALLED_AGAIN = ("callback.", "recheck.")
"""Rules after whose correction the customer is called again (rulebook §5, D11)."""

CALLBACK = "callback"
"""Where a manual item comes from that was found in a call: its customer is called again, too."""

_WHY: Mapping[Decision, str] = {
    correction_check.NO_ENTRY: "核心系统中该保单自下发清单后未见更正",
    correction_check.UNCHANGED: "核心系统中该项内容未变更",
    correction_check.STILL_FAILS: "核心系统中的内容仍不符合规则",
    correction_check.NEW_ERROR: "更正后的内容又出现新的问题",
}

_ONE_DAY = timedelta(days=1)
_SHOWN = "核心系统仍显示"


@dataclass(frozen=True)
class LoopResult:
    """What the closed loop did: findings confirmed, and the reasons of cases that went back."""

    confirmed: int = 0
    sent_back: Mapping[str, str] = field(default_factory=dict)


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
    waiting = [each for each in claims.waiting(connection, list_date) if each.finding_id in shown]
    found = found_beside.by_claim(connection, waiting, shown)
    decided: dict[Decision, list[Claim]] = defaultdict(list)
    for claim in waiting:
        of_claim = shown[claim.finding_id], found[claim.finding_id]
        decided[correction_check.decide(claim, *of_claim, list_date)].append(claim)
    right = [claim for claim in decided[correction_check.CONFIRMED] if not claim.confirmed_on]
    _confirm(connection, list_date, right, shown, at)
    wrong: defaultdict[str, dict[Claim, str]] = defaultdict(dict)
    for decision in _WHY:
        for claim in decided[decision]:
            wrong[claim.case_no][claim] = _reason(decision, shown[claim.finding_id])
    return LoopResult(len(right), _send_back(connection, wrong, at))


def _send_back(
    connection: Connection, wrong: Mapping[str, Mapping[Claim, str]], at: datetime
) -> dict[str, str]:
    """By case what is wrong with its claims. Only errors hold a case: their reasons come back."""
    statuses, reasons = states.statuses(connection, wrong), {}
    for case_no, of_case in sorted(wrong.items()):
        ordered = sorted(of_case, key=lambda claim: claim.finding_id)
        reason = "；".join(dict.fromkeys(of_case[claim] for claim in ordered))
        finding_ids = [claim.finding_id for claim in ordered]
        has_error = any(claim.level == "E" for claim in of_case)
        is_resolved = statuses[case_no] == states.RESOLVED
        go = returning.send_back if has_error and is_resolved else returning.take_back
        go(connection, case_no, reason, at, ACTOR, finding_ids)
        if has_error:
            reasons[case_no] = reason
    return reasons


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
        connection.execute(
            update(FindingRow)
            .where(FindingRow.finding_id == claim.finding_id)
            .values(
                confirmed_on=confirmed_on,
                call_since=_call_since(claim, shown[claim.finding_id], confirmed_on),
            )
        )
        told[claim.case_no].append(
            {"finding": claim.finding_id, "confirmed_on": confirmed_on.isoformat()}
        )
    new = [
        events.NewEvent(case_no, "correction_confirmed", {"findings": findings})
        for case_no, findings in sorted(told.items())
    ]
    events.append_all(connection, new, at, ACTOR)


def _call_since(claim: Claim, shown: Shown, confirmed_on: date) -> date | None:
    """From when on a new call comes after the correction; None where none is asked for.

    The day after it was keyed in, or after the answer where no field shows it: of one day nobody
    knows what was first. It may be before the list, over a holiday say.
    """
    is_from_call = claim.rule_code == MANUAL_RULE and claim.detail.get("origin") == CALLBACK
    if not claim.rule_code.startswith(CALLED_AGAIN) and not is_from_call:
        return None
    corrected_on = shown.keyed_at.date() if shown.keyed_at else claim.answered_on
    return min(corrected_on + _ONE_DAY, confirmed_on) if corrected_on else confirmed_on


def _reason(decision: Decision, shown: Shown) -> str:
    values = "，".join(f"{label}：{value}" for label, value in shown.values)
    return f"{_WHY[decision]}（{_SHOWN}{values}）" if values else _WHY[decision]
