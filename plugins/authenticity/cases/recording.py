"""How the findings of a list date are recorded in the case store.

Recording is idempotent: a list date holds exactly the findings of its last run. On a re-run

* the same findings change nothing: no row, no event, no case number;
* a finding that was not there before is added, and waits for `placing.place_findings`;
* a finding that says something else (same identity, other detail) is changed in place, with an
  event on its case, unless it was verified as it was. Another version of its rule, or other labels
  of the same persons, say nothing else to anybody: they are kept as they were until what people are
  told changes too;
* a finding that is not seen any more is dealt with by `cases.retraction`: taken away as long as
  nobody outside was told of it, else kept as `superseded`;
* a finding whose level changed is taken away and added anew, if nobody was told; else its level
  stays as it was told.

The status of a finding: `new` (recorded) -> `open` (belongs to a case), `listed` (a warning
without a case) or `counted` (information) -> `closed` (its case was withdrawn) or `superseded`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from authenticity.audit import events
from authenticity.cases import finding_changes, judged_policies, retraction, stored_finding
from authenticity.cases.policy_facts import PolicyFacts
from authenticity.errors import StoreError
from authenticity.findings.finding import CONFIDENCES, LEVELS, Finding
from authenticity.settings import now
from authenticity.store.tables import FindingRow


@dataclass(frozen=True)
class Recorded:
    """What recording did. `total` is the number of findings of the list date, each once."""

    total: int
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    superseded: int = 0


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
    row = stored_finding.row_of(finding)
    return {**row, "case_no": None, "status": "new", "disposition": None}
