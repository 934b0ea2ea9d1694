"""The tables of what comes after the list: people, answers, evidence, returns, messages, notes.

Free text of people (remarks, notes, contact records) is kept with numbers and addresses masked; as
it was written it stands in the encrypted archive of the returned file only (docs/decisions/0027).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from authenticity.store.tables import Base


class PersonRow(Base):
    """Who works with cases (`make people`); `role` as in rulebook §5."""

    __tablename__ = "person"
    user_name: Mapped[str] = mapped_column(primary_key=True)
    display_name: Mapped[str]
    role: Mapped[str]
    channel_code: Mapped[str | None]
    branch_code: Mapped[str | None]
    team_code: Mapped[str | None]
    email: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class EvidenceRow(Base):
    """One piece of evidence for a finding: letter A to H of the form, and where it is archived."""

    __tablename__ = "evidence"
    evidence_id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("problem_case.case_no"))
    finding_id: Mapped[str] = mapped_column(ForeignKey("finding.finding_id"))
    kind: Mapped[str]
    reference: Mapped[str]
    sha256: Mapped[str | None]
    given_by: Mapped[str]
    given_at: Mapped[datetime]


class ContactAttemptRow(Base):
    """One dated attempt to reach the customer (UNREACHABLE needs three on different days)."""

    __tablename__ = "contact_attempt"
    attempt_id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("problem_case.case_no"))
    finding_id: Mapped[str] = mapped_column(ForeignKey("finding.finding_id"))
    attempted_on: Mapped[date]
    remark: Mapped[str] = mapped_column(Text)
    given_by: Mapped[str]
    given_at: Mapped[datetime]


class ReturnRow(Base):
    """A file that somebody sent back; with a `reason` it was refused as a whole.

    `moved_at`: when it was taken out of where it lay. Null: it may still lie there after a kill.
    """

    __tablename__ = "returned_list"
    return_id: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    source: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str]
    sender: Mapped[str | None]
    channel_code: Mapped[str | None]
    list_date: Mapped[date | None]
    lines: Mapped[int]
    accepted: Mapped[int]
    refused: Mapped[int]
    reason: Mapped[str | None]
    reply_file: Mapped[str | None]
    archive_file: Mapped[str]
    moved_at: Mapped[datetime | None]


class ReturnLineRow(Base):
    """What became of a returned list's answer to one finding; `line_no` is the row on the sheet.

    A line may be about several findings: `part_no` counts them from 1.
    """

    __tablename__ = "returned_line"
    return_id: Mapped[str] = mapped_column(ForeignKey("returned_list.return_id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True)
    part_no: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[str | None]
    accepted: Mapped[bool]
    reason: Mapped[str | None]


class MessageRow(Base):
    """The outbox of messages: one to one recipient. Content is fixed when it is created.

    `attachment` is a path below the outbox; `attachment_sha256` is what was first sent of it.
    `status`: pending, unknown (the server may have it), sent, superseded.
    """

    __tablename__ = "message"
    message_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    case_no: Mapped[str | None] = mapped_column(ForeignKey("problem_case.case_no"))
    channel_code: Mapped[str | None]
    recipient: Mapped[str]
    transport: Mapped[str]
    folder_date: Mapped[date]
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.delivery_id"))
    attachment: Mapped[str | None]
    attachment_sha256: Mapped[str | None]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[str]
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int]
    error: Mapped[str | None]


class LadderStepRow(Base):
    """A step of the ladder that a case has taken, once (rulebook §5)."""

    __tablename__ = "ladder_step"
    case_no: Mapped[str] = mapped_column(ForeignKey("problem_case.case_no"), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime]


class NoteRow(Base):
    """A note on a case, a salesperson or an agency."""

    __tablename__ = "note"
    note_id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_no: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str]
    written_at: Mapped[datetime]


class ManualItemRow(Base):
    """A problem item found elsewhere (Art. 13); `list_date`: the list that took it in."""

    __tablename__ = "manual_item"
    item_id: Mapped[str] = mapped_column(primary_key=True)
    policy_no: Mapped[str]
    party_role: Mapped[str | None]
    party_seq: Mapped[int | None]
    field: Mapped[str]
    description: Mapped[str] = mapped_column(Text)
    origin: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]
    list_date: Mapped[date | None]
