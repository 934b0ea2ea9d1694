"""One list date in the case store: who left, what changed, what was found, and where it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from authenticity.cases import (
    closed_loop,
    manual_items,
    new_calls,
    placing,
    policy_changes,
    recording,
    repeated_answers,
    withdrawing,
)
from authenticity.cases.closed_loop import LoopResult
from authenticity.cases.correction_check import Shown
from authenticity.cases.manual_items import ManualItem
from authenticity.cases.placing import Placed
from authenticity.cases.policy_facts import BatchFacts, PolicyFacts
from authenticity.dag_names import OPEN_CASES
from authenticity.findings.finding import Finding
from authenticity.ledger import ledger_entries, office_measures
from authenticity.ledger.ledger_entries import Entry
from authenticity.ledger.office_measures import Office
from authenticity.working_days.official_calendar import OfficialCalendar


@dataclass(frozen=True)
class ListDay:
    """Where the findings went, what became of corrections, and the day's figures."""

    placed: Placed
    corrections: LoopResult
    ledger: list[Entry]


@dataclass(frozen=True)
class Beside:
    """What is known on a list date beside what its rules found.

    `corrected`: by finding, what the core system shows of answers CORRECTED. `called`: by policy,
    the days of its successful calls, which end the waiting for one. `items`: problem items that
    people entered; `policies`: facts of theirs that the batch does not hold.
    """

    corrected: Mapping[str, Shown] = field(default_factory=dict)
    called: Mapping[str, Sequence[date]] = field(default_factory=dict)
    items: Sequence[ManualItem] = ()
    policies: Mapping[str, PolicyFacts] = field(default_factory=dict)


def record(
    connection: Connection,
    list_date: date,
    found: Sequence[Finding],
    facts: BatchFacts,
    calendar: OfficialCalendar,
    at: datetime,
    beside: Beside | None = None,
) -> ListDay:
    """Record all findings and open the cases, in the caller's transaction.

    Cases of policies that left are withdrawn first, and what the batch says of a policy's receipt
    or callback reaches its unfinished case. Corrections are judged before the day's findings join
    their cases, because a case that got a new error is with its back office again. A list date that
    is run again behind a later one changes nothing that the later one decided: of policies that it
    holds, too, and of corrections and calls, nothing is said anew.
    """
    reason = "the policy is no longer live"
    left = [no for no in facts.left if no not in facts.superseded]
    present = {no: known for no, known in facts.policies.items() if no not in facts.superseded}
    withdrawing.withdraw(connection, left, reason, at, left_on=list_date)
    policy_changes.refresh_clocks(connection, list_date, present, calendar, at)
    beside = beside or Beside()
    items = [manual_items.finding_of(item, list_date) for item in beside.items]
    manual_items.take(connection, [item.item_id for item in beside.items], list_date)
    policies = {**beside.policies, **facts.policies}
    recorded = recording.record(connection, list_date, [*found, *items], policies, at)
    repeated_answers.carry_over(connection, list_date, at)
    corrections = LoopResult()
    if not ledger_entries.is_overtaken(connection, list_date, OPEN_CASES):
        corrections = closed_loop.judge(connection, list_date, beside.corrected, at)
        new_calls.record(connection, beside.called, at)
    placed = placing.place_findings(connection, list_date, calendar, at)
    entries = [
        Entry("findings_recorded", recorded.total, len(found) + len(items)),
        *ledger_entries.identity("findings_placed", recorded.total, placed.dispositions),
        *_policies(found, facts.in_scope),
        *_by_office(facts),
        Entry("manual_items", len(items), None),
        Entry("cases_opened", placed.cases_opened, None),
    ]
    return ListDay(placed, corrections, entries)


def _policies(found: Sequence[Finding], in_scope: Collection[str]) -> list[Entry]:
    """In scope = clean + flagged; a finding on a policy out of scope would break the sum."""
    flagged = {finding.policy_no for finding in found}
    parts = {"clean": len(set(in_scope) - flagged), "flagged": len(flagged)}
    return ledger_entries.identity("policies_in_scope", len(in_scope), parts)


def _by_office(facts: BatchFacts) -> list[Entry]:
    """In scope by channel and branch: what pass rates of an office are taken of."""
    policies = (facts.policies[number] for number in facts.in_scope)
    judged = Counter(Office(each.channel_code, each.branch_code) for each in policies)
    return office_measures.entries(judged, len(facts.in_scope))
