"""How the case store keeps answers: columns of the finding, evidence, contact attempts, events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, update

from authenticity.audit import events
from authenticity.cases.answered_findings import Given
from authenticity.cases.answers import Answer
from authenticity.store.resolution_tables import ContactAttemptRow, EvidenceRow
from authenticity.store.tables import FindingRow

Accepted = list[tuple[Answer, Row[Any]]]
"""Answers that are taken, each with its finding as it stood before."""


def write(
    connection: Connection, accepted: Accepted, given: Mapping[str, Given], at: datetime
) -> None:
    """Writes outcome, evidence and attempts; what was given before is not written twice."""
    if not accepted:
        return
    statement = update(FindingRow.__table__).where(  # type: ignore[arg-type]
        FindingRow.finding_id == bindparam("key")
    )
    connection.execute(statement, [_columns(answer, row, at) for answer, row in accepted])
    evidence, attempts = [], []
    for answer, row in accepted:
        origin = {"case_no": row.case_no, "given_by": answer.investigator, "given_at": at}
        evidence += _evidence(answer, given[answer.finding_id], origin)
        attempts += _attempts(answer, given[answer.finding_id], origin)
    for table, values in ((EvidenceRow, evidence), (ContactAttemptRow, attempts)):
        if values:
            connection.execute(insert(table), values)


def _evidence(answer: Answer, given: Given, origin: dict[str, Any]) -> list[dict[str, Any]]:
    fresh = {(letter, reference): digest for letter, reference, digest in answer.evidence}
    return [
        {
            **origin,
            "finding_id": answer.finding_id,
            "kind": letter,
            "reference": reference,
            "sha256": digest,
        }
        for (letter, reference), digest in fresh.items()
        if (letter, reference) not in given.evidence
    ]


def _attempts(answer: Answer, given: Given, origin: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {**origin, "finding_id": answer.finding_id, "attempted_on": day, "remark": remark}
        for day, remark in dict.fromkeys(answer.attempts)
        if (day, remark) not in given.attempts
    ]


def _columns(answer: Answer, row: Row[Any], at: datetime) -> dict[str, Any]:
    """What the finding says from now on; what came of another outcome is forgotten.

    A remark that came before there was an outcome stays.
    """
    is_same = answer.outcome == row.outcome
    followed = ("answered_at", "confirmed_on", "call_since", "called_on")
    kept = {name: getattr(row, name) if is_same else None for name in followed}
    return {
        "key": answer.finding_id,
        **kept,
        "answered_at": row.answered_at if is_same else at,
        "outcome": answer.outcome,
        "investigator": answer.investigator,
        "handled_on": answer.handled_on,
        "remark": answer.remark or (row.remark if is_same or row.outcome is None else None),
    }


def write_events(connection: Connection, accepted: Accepted, at: datetime, actor: str) -> None:
    """One event a case and investigator, who is its actor; it keeps what the answer replaces."""
    told: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for answer, row in accepted:
        told[answer.investigator, row.case_no].append(_told(answer, row))
    for investigator in sorted({investigator for investigator, _case_no in told}):
        new = [
            events.NewEvent(case_no, "answered", {"answers": told[who, case_no], "through": actor})
            for who, case_no in sorted(told)
            if who == investigator
        ]
        events.append_all(connection, new, at, investigator)


def _told(answer: Answer, row: Row[Any]) -> dict[str, Any]:
    evidence: Iterable[str] = (f"{letter}={ref}" for letter, ref, _hash in answer.evidence)
    return {
        "finding": answer.finding_id,
        "outcome": answer.outcome,
        "before": row.outcome,
        "evidence": sorted(evidence),
        "attempts": sorted(day.isoformat() for day, _remark in answer.attempts),
        "handled_on": answer.handled_on.isoformat() if answer.handled_on else None,
    }
