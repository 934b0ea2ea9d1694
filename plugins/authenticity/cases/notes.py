"""Notes of compliance on a case, a salesperson or an agency (Art. 24)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select

from authenticity.access import permissions
from authenticity.access.people import Person
from authenticity.audit import events
from authenticity.cases import states
from authenticity.errors import ConfigurationError
from authenticity.privacy import free_text
from authenticity.store.resolution_tables import NoteRow

SubjectKind = Literal["case", "salesperson", "agency"]

LONGEST = 2_000
"""Characters; more is a report, which belongs into the archive as evidence."""


def write(
    connection: Connection,
    kind: SubjectKind,
    subject_no: str,
    text: str,
    author: Person,
    at: datetime,
) -> int | None:
    """Keeps a note with numbers and addresses masked, and gives its number.

    The note that the subject already has last is not written again: None. Raises `AccessError`
    when the author may not, `ConfigurationError` for an empty or endless text, and `StoreError`
    for a case that is not there. Whether a salesperson or agency exists, the caller knows.
    """
    permissions.require(author, "note")
    content = {"text": _masked(text), "written_by": author.user_name}
    events.lock(connection)
    if kind == "case":
        states.statuses(connection, [subject_no])
    if _last(connection, kind, subject_no) == tuple(content.values()):
        return None
    row = insert(NoteRow).values(subject_kind=kind, subject_no=subject_no, written_at=at, **content)
    note_id = connection.execute(row.returning(NoteRow.note_id)).scalar_one()
    detail = {
        "note": note_id,
        "subject_kind": kind,
        "subject_no": subject_no,
        "sha256": hashlib.sha256(content["text"].encode()).hexdigest(),
    }
    case_no = subject_no if kind == "case" else None
    events.append(connection, case_no, "noted", detail, at, author.user_name)
    return note_id


def _masked(text: str) -> str:
    masked = free_text.mask(text).strip()
    if not masked or len(masked) > LONGEST:
        raise ConfigurationError(
            f"TEXT has to have 1 to {LONGEST} characters; write the note, or archive a report"
        )
    return masked


def _last(connection: Connection, kind: str, subject_no: str) -> tuple[str, str] | None:
    """Text and author of the latest note on a subject."""
    row = connection.execute(
        select(NoteRow.text, NoteRow.written_by)
        .where(NoteRow.subject_kind == kind, NoteRow.subject_no == subject_no)
        .order_by(NoteRow.note_id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.text, row.written_by)
