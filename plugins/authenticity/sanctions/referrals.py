"""Salespeople and agencies brought before compliance's committee, and what it decided (Art. 24)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from authenticity.access import permissions
from authenticity.access.people import Person
from authenticity.audit import events
from authenticity.canonical import clean
from authenticity.errors import ConfigurationError, StoreError
from authenticity.privacy import free_text
from authenticity.store.consequence_tables import ReferralRow

SubjectKind = Literal["salesperson", "agency"]

LONGEST = 2_000
"""Characters, as of a note; more is a report for the archive."""


def refer(
    connection: Connection,
    kind: SubjectKind,
    subject_no: str,
    reason: str,
    by: Person,
    at: datetime,
) -> int:
    """Opens a referral and gives its number; that of the open one, if the subject has one.

    Raises `AccessError` when this person may not, `ConfigurationError` for an empty or endless
    reason. Whether the subject exists, the caller knows.
    """
    permissions.require(by, "refer")
    text = _masked(reason, "REASON")
    events.lock(connection)
    known = open_of(connection, kind, subject_no)
    if known is not None:
        return known
    subject = {"subject_kind": kind, "subject_no": subject_no}
    row = insert(ReferralRow).values(
        **subject, reason=text, referred_by=by.user_name, referred_at=at
    )
    number = connection.execute(row.returning(ReferralRow.referral_id)).scalar_one()
    _tell(connection, "referred", number, subject, text, by, at)
    return number


def open_of(connection: Connection, kind: SubjectKind, subject_no: str) -> int | None:
    """The number of the subject's open referral."""
    return connection.scalar(
        select(ReferralRow.referral_id).where(
            ReferralRow.subject_kind == kind,
            ReferralRow.subject_no == subject_no,
            ReferralRow.closed_at.is_(None),
        )
    )


def close(connection: Connection, number: int, decision: str, by: Person, at: datetime) -> bool:
    """Puts the committee's decision on record; False when this very one is.

    Raises `StoreError` for a referral that is not there, or that was decided otherwise.
    """
    permissions.require(by, "refer")
    text = _masked(decision, "DECISION")
    events.lock(connection)
    row = connection.execute(
        select(ReferralRow.__table__).where(ReferralRow.referral_id == number)
    ).one_or_none()
    if row is None:
        raise StoreError(f"there is no referral {number}; look into v_referral")
    if row.closed_at is not None:
        if row.decision == text:
            return False
        raise StoreError(f"referral {number} is closed with another decision; refer anew instead")
    values = {"decision": text, "closed_by": by.user_name, "closed_at": at}
    statement = update(ReferralRow).where(ReferralRow.referral_id == number)
    connection.execute(statement.values(**values))
    subject = {"subject_kind": row.subject_kind, "subject_no": row.subject_no}
    _tell(connection, "referral_closed", number, subject, text, by, at)
    return True


def _tell(
    connection: Connection,
    kind: str,
    number: int,
    subject: dict[str, str],
    text: str,
    by: Person,
    at: datetime,
) -> None:
    digest = hashlib.sha256(text.encode()).hexdigest()
    detail = {"referral": number, **subject, "sha256": digest}
    events.append(connection, None, kind, detail, at, by.user_name)


def _masked(text: str, name: str) -> str:
    masked = clean(free_text.mask(text).strip())
    if not masked or len(masked) > LONGEST:
        raise ConfigurationError(f"{name} has to have 1 to {LONGEST} characters; write why")
    return masked
