"""Findings: what validation and screening hand over, and how a day's set is recorded.

Recording is idempotent: a list date holds exactly the findings of its last run. On a re-run

* the same findings change nothing: no row, no event, no case number;
* a finding that was not there before is added, and waits for `lifecycle.open_cases`;
* a finding that says something else (same identity, other detail) is changed in place, with an
  event on its case. Another version of its rule, or other labels of the same persons, say nothing
  else to anybody: they are kept as they were until what people are told changes too;
* a finding that is not seen any more is dealt with by `cases.retraction`: taken away as long as
  nobody outside was told of it, else kept as `superseded`;
* a finding whose level changed is taken away and added anew, if nobody was told; else its level
  stays as it was told.

The status of a finding: `new` (recorded) -> `open` (belongs to a case), `listed` (a warning
without a case) or `counted` (information) -> `closed` (its case was withdrawn) or `superseded`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from authenticity import canonical
from authenticity.audit import events
from authenticity.cases import finding_changes, judged_policies, retraction
from authenticity.errors import StoreError
from authenticity.settings import now
from authenticity.store.tables import FindingRow
from authenticity.working_days.deadlines import PolicyClock


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that one subject did not pass. Holds nothing readable: `detail` is masked.

    `level` is E, W or I and may differ from the rule's own (a village address lowers a hit to
    W). `subject_key` tells several findings of one rule on one party apart ("mobile"); it is ""
    where a rule can hit a party but once, and must be stable from run to run. `is_group` asks
    for one case for the whole cluster instead of one for the policy. `rule_version` names the text
    of the rule that made it. `persons` are labels of all persons on its number, for `waivers`;
    nobody is shown them.
    """

    list_date: date
    rule_code: str
    article: str
    level: str
    policy_no: str
    confidence: str | None = None
    party_role: str | None = None
    party_seq: int | None = None
    customer_no: str | None = None
    subject_key: str = ""
    cluster_id: str | None = None
    cluster_persons: int | None = None
    counterpart_policies: tuple[str, ...] = ()
    detail: Mapping[str, object] = field(default_factory=dict)
    is_group: bool = False
    rule_version: str | None = None
    persons: tuple[str, ...] = ()

    @property
    def finding_id(self) -> str:
        """16 hex digits, the same in every run of the list date."""
        party = (self.party_role or "", "" if self.party_seq is None else self.party_seq)
        return canonical.digest(
            (self.list_date, self.rule_code, self.policy_no, *party, self.subject_key)
        )

    @property
    def case_key(self) -> str:
        """What has one open case at a time: the policy, or the cluster of a group case."""
        return f"group:{self.cluster_id}" if self.is_group else self.policy_no


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """What lists and deadlines need to know of a policy; nothing of it is personal.

    `cooling_off_days` is the policy's, else the product's; `term_months` None is whole life.
    """

    policy_no: str
    product_code: str
    product_name: str
    channel_code: str
    branch_code: str
    entered_on: date
    team_code: str | None = None
    agent_code: str | None = None
    agency_code: str | None = None
    issued_on: date | None = None
    receipt_signed_on: date | None = None
    callback_done_on: date | None = None
    cooling_off_days: int | None = None
    term_months: int | None = None
    premium_fen: int | None = None

    def columns(self) -> dict[str, Any]:
        """The facts by name, as `judged_policy` keeps them."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def clock(self) -> PolicyClock:
        return PolicyClock(
            receipt_signed_on=self.receipt_signed_on,
            cooling_off_days=self.cooling_off_days,
            term_months=self.term_months,
            callback_done_on=self.callback_done_on,
        )


@dataclass(frozen=True)
class Recorded:
    """What recording did. `total` is the number of findings of the list date, each once."""

    total: int
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    superseded: int = 0


LEVELS = ("E", "W", "I")
CONFIDENCES = ("A", "B", "C", None)


def record(
    connection: Connection,
    list_date: date,
    findings: Iterable[Finding],
    policies: Mapping[str, PolicyFacts],
    at: datetime | None = None,
) -> Recorded:
    """Makes the store hold these findings for the list date, and no others (see the module).

    `policies` must hold the facts of every policy with a finding; it may hold more. `at` stamps
    the events of a re-run that changes something. Raises `StoreError` for a finding of another
    date, an unknown level or confidence, missing facts, or two findings of one identity.
    """
    events.lock(connection)
    at = at or now()
    rows = _rows(list_date, findings)
    stored = finding_changes.stored(connection, list_date)
    gone = [row for finding_id, row in stored.items() if finding_id not in rows]
    fate = retraction.retract(
        connection, list_date, gone, finding_changes.regraded(rows, stored), at
    )
    fresh = [row for key, row in rows.items() if key not in stored or key in fate.regraded]
    policy_nos = {row["policy_no"] for row in rows.values()}
    facts = {no: policies[no].columns() for no in policy_nos if no in policies}
    judged_policies.record(connection, list_date, policy_nos, facts)
    if fresh:
        connection.execute(insert(FindingRow), fresh)
    kept = {key: row for key, row in stored.items() if key in rows and key not in fate.regraded}
    changed = finding_changes.apply(connection, rows, kept, at)
    return Recorded(
        total=len(rows),
        added=len(fresh),
        changed=changed,
        unchanged=len(kept) - changed,
        removed=fate.removed,
        superseded=fate.superseded,
    )


def _rows(list_date: date, findings: Iterable[Finding]) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for finding in findings:
        row = _row(list_date, finding)
        known = rows.setdefault(row["finding_id"], row)
        if known["digest"] != row["digest"]:
            raise StoreError(
                f"two findings of {finding.rule_code} on policy {finding.policy_no} have one "
                "identity; their rule must give each its own subject_key"
            )
    return rows


def _row(list_date: date, finding: Finding) -> dict[str, Any]:
    if (
        finding.list_date != list_date
        or finding.level not in LEVELS
        or finding.confidence not in CONFIDENCES
    ):
        raise StoreError(
            f"a finding of {finding.rule_code} on policy {finding.policy_no} has a wrong list "
            "date, level or confidence"
        )
    told = {
        "rule_code": finding.rule_code,
        "article": finding.article,
        "level": finding.level,
        "confidence": finding.confidence,
        "policy_no": finding.policy_no,
        "party_role": finding.party_role,
        "party_seq": finding.party_seq,
        "customer_no": finding.customer_no,
        "subject_key": finding.subject_key,
        "cluster_id": finding.cluster_id,
        "cluster_persons": finding.cluster_persons,
        "counterpart_policies": canonical.dumps(list(finding.counterpart_policies)),
        "detail": canonical.dumps(dict(finding.detail)),
        "is_group": finding.is_group,
        "case_key": finding.case_key,
    }
    return {
        "finding_id": finding.finding_id,
        "digest": canonical.digest(tuple(told.values())),
        "list_date": list_date,
        **told,
        "rule_version": finding.rule_version,
        "persons": canonical.dumps(sorted(finding.persons)) if finding.persons else None,
        "case_no": None,
        "status": "new",
        "disposition": None,
    }
