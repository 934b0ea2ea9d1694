"""The tables of the case store (docs/architecture.md), typed, for Core statements.

Dates are the insurer's (Asia/Shanghai), instants UTC, amounts in fen. JSON is canonical text;
the views of `migrations/views.py` serve it as JSON where the database has such a type. No
column holds a personal value of a customer: `detail` comes masked.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Integer, MetaData, SmallInteger, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from authenticity.store.column_types import Instant, SafeText


class Base(DeclarativeBase):
    """Maps Python types to columns."""

    metadata = MetaData()
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: SafeText,
        datetime: Instant,
    }


class PolicyFactColumns:
    """What lists and deadlines need to know of a policy; the same columns wherever it is kept."""

    product_code: Mapped[str]
    product_name: Mapped[str]
    channel_code: Mapped[str]
    branch_code: Mapped[str]
    team_code: Mapped[str | None]
    agent_code: Mapped[str | None]
    agency_code: Mapped[str | None]
    entered_on: Mapped[date]
    issued_on: Mapped[date | None]
    receipt_signed_on: Mapped[date | None]
    callback_done_on: Mapped[date | None]
    cooling_off_days: Mapped[int | None]
    term_months: Mapped[int | None]
    premium_fen: Mapped[int | None] = mapped_column(BigInteger)


class RunRow(Base):
    """One attempt of a DAG for a list date."""

    __tablename__ = "run"
    run_id: Mapped[int] = mapped_column(primary_key=True)
    dag_id: Mapped[str]
    list_date: Mapped[date]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    status: Mapped[str]
    error: Mapped[str | None]
    rule_set_version: Mapped[str]
    calendar_version: Mapped[str]
    code_version: Mapped[str]


class JudgedPolicyRow(PolicyFactColumns, Base):
    """What a list needs to know of a policy, as it stood when the list of a day was made."""

    __tablename__ = "judged_policy"
    list_date: Mapped[date] = mapped_column(primary_key=True)
    policy_no: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]


class CaseRow(PolicyFactColumns, Base):
    """A problem case. `case_key` is its policy, or the cluster of a group case."""

    __tablename__ = "problem_case"
    case_no: Mapped[str] = mapped_column(primary_key=True)
    serial: Mapped[int]
    case_key: Mapped[str]
    is_group: Mapped[bool]
    policy_no: Mapped[str]
    opened_on: Mapped[date]
    status: Mapped[str]
    confidence: Mapped[str | None]
    dispatched_at: Mapped[datetime | None]
    investigation_due_at: Mapped[datetime]
    cooling_off_ends_on: Mapped[date | None]
    callback_due_on: Mapped[date | None]
    due_at: Mapped[datetime]
    due_basis: Mapped[str]
    provisional: Mapped[bool]
    in_conflict: Mapped[bool]
    fallback_used: Mapped[bool]
    calendar_version: Mapped[str]
    facts_on: Mapped[date]
    escalation_level: Mapped[int] = mapped_column(SmallInteger)
    outcome: Mapped[str | None]
    investigator: Mapped[str | None]
    resolved_at: Mapped[datetime | None]
    verifier: Mapped[str | None]
    verified_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    relapse_of: Mapped[str | None] = mapped_column(ForeignKey("problem_case.case_no"))
    received_at: Mapped[datetime | None]


class FindingRow(Base):
    """One rule that one subject of one policy did not pass on one list date."""

    __tablename__ = "finding"
    finding_id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    list_date: Mapped[date]
    rule_code: Mapped[str]
    article: Mapped[str]
    level: Mapped[str]
    confidence: Mapped[str | None]
    policy_no: Mapped[str]
    party_role: Mapped[str | None]
    party_seq: Mapped[int | None]
    customer_no: Mapped[str | None]
    subject_key: Mapped[str]
    cluster_id: Mapped[str | None]
    cluster_persons: Mapped[int | None]
    counterpart_policies: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    is_group: Mapped[bool]
    case_key: Mapped[str]
    case_no: Mapped[str | None] = mapped_column(ForeignKey("problem_case.case_no"))
    status: Mapped[str]
    disposition: Mapped[str | None]
    rule_version: Mapped[str | None]
    persons: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None]
    investigator: Mapped[str | None]
    handled_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    remark: Mapped[str | None] = mapped_column(Text)
    confirmed_on: Mapped[date | None]
    call_since: Mapped[date | None]
    called_on: Mapped[date | None]


class EventRow(Base):
    """What happened to a case, or (without one) to a person, a return or a message.

    Rows are only ever added; each seals its predecessor.
    """

    __tablename__ = "case_event"
    event_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    case_no: Mapped[str | None] = mapped_column(ForeignKey("problem_case.case_no"))
    event_no: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    detail: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str]
    chain_hash: Mapped[str]


class ChainHeadRow(Base):
    """The one row that says how long the audit chain is; its seal needs the key."""

    __tablename__ = "event_chain"
    chain_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_count: Mapped[int]
    last_at: Mapped[datetime | None]
    last_hash: Mapped[str]
    seal: Mapped[str]


class DeliveryRow(Base):
    """A list file of the outbox, for one recipient; `received_at`: opened or answered."""

    __tablename__ = "delivery"
    delivery_id: Mapped[int] = mapped_column(primary_key=True)
    list_date: Mapped[date]
    channel_code: Mapped[str]
    recipient: Mapped[str]
    transport: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str]
    content_digest: Mapped[str]
    lines: Mapped[int]
    message_id: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int]
    error: Mapped[str | None]
    received_at: Mapped[datetime | None]


class ReconciliationRow(Base):
    """A line of the nothing-lost ledger; `expected` is None for a figure that only informs."""

    __tablename__ = "reconciliation"
    list_date: Mapped[date] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)
    expected: Mapped[int | None] = mapped_column(BigInteger)
    balanced: Mapped[bool]
