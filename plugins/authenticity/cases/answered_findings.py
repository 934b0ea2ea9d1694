"""Findings as they stand before an answer: their cases, and what was given for them so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from authenticity.store.chunks import chunks
from authenticity.store.resolution_tables import ContactAttemptRow, EvidenceRow
from authenticity.store.tables import CaseRow, FindingRow


@dataclass
class Given:
    """Evidence and contact attempts of one finding, of all answers to it."""

    evidence: set[tuple[str, str]] = field(default_factory=set)
    attempts: set[tuple[date, str]] = field(default_factory=set)

    @property
    def letters(self) -> set[str]:
        return {letter for letter, _reference in self.evidence}

    @property
    def attempt_days(self) -> set[date]:
        return {day for day, _remark in self.attempts}


def read(connection: Connection, finding_ids: Sequence[str]) -> dict[str, Row[Any]]:
    """By finding: its answer, and of its case number, status, channel and kind, if it has one."""
    statement = select(
        FindingRow.finding_id,
        FindingRow.list_date,
        FindingRow.level,
        FindingRow.status,
        FindingRow.outcome,
        FindingRow.remark,
        FindingRow.handled_on,
        FindingRow.answered_at,
        FindingRow.confirmed_on,
        FindingRow.call_since,
        FindingRow.called_on,
        FindingRow.case_no,
        CaseRow.status.label("case_status"),
        CaseRow.channel_code,
        CaseRow.is_group,
    ).outerjoin(CaseRow, CaseRow.case_no == FindingRow.case_no)
    found: dict[str, Row[Any]] = {}
    for chunk in chunks(finding_ids):
        rows: Sequence[Any] = connection.execute(
            statement.where(FindingRow.finding_id.in_(chunk))
        ).all()
        found.update((row.finding_id, row) for row in rows)
    return found


def given(connection: Connection, finding_ids: Sequence[str]) -> defaultdict[str, Given]:
    """By finding, what was given for it so far."""
    found: defaultdict[str, Given] = defaultdict(Given)
    evidence = select(EvidenceRow.finding_id, EvidenceRow.kind, EvidenceRow.reference)
    attempts = select(
        ContactAttemptRow.finding_id, ContactAttemptRow.attempted_on, ContactAttemptRow.remark
    )
    for chunk in chunks(finding_ids):
        of_chunk = EvidenceRow.finding_id.in_(chunk)
        for finding_id, letter, reference in connection.execute(evidence.where(of_chunk)):
            found[finding_id].evidence.add((letter, reference))
        tried = ContactAttemptRow.finding_id.in_(chunk)
        for finding_id, day, remark in connection.execute(attempts.where(tried)):
            found[finding_id].attempts.add((day, remark))
    return found
