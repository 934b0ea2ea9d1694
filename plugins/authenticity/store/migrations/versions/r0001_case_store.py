"""The case store: runs, findings, cases, the audit chain, the outbox and the ledger."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Boolean, Column, Date, Integer, SmallInteger, Text

from authenticity.store.migrations.views_r0001 import VIEWS

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG = sa.BigInteger()
OPEN = "status IN ('OPEN', 'DISPATCHED', 'RESOLVED', 'RETURNED')"


def _text(*names: str, nullable: bool = False) -> list[Column[str]]:
    return [Column(name, Text, nullable=nullable) for name in names]


def _policy_facts() -> list[Column[Any]]:
    columns: list[Column[Any]] = [
        *_text("product_code", "product_name", "channel_code", "branch_code"),
        *_text("team_code", "agent_code", "agency_code", nullable=True),
        Column("entered_on", Date, nullable=False),
        *(Column(name, Date) for name in ("issued_on", "receipt_signed_on", "callback_done_on")),
        *(Column(name, Integer) for name in ("cooling_off_days", "term_months")),
        Column("premium_fen", BIG),
    ]
    return columns


def upgrade() -> None:
    _runs_and_ledger()
    _judged_policies()
    _cases()
    _findings()
    _events()
    _outbox()
    _forbid_changes_of_events()
    is_postgres = op.get_bind().dialect.name == "postgresql"
    as_json = r"CAST(\1 AS json)" if is_postgres else r"\1"
    for name, select in VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {re.sub(r'{json:([a-z_.]+)}', as_json, select)}")


def downgrade() -> None:
    raise NotImplementedError("the audit chain is never thrown away; restore a backup instead")


def _runs_and_ledger() -> None:
    op.create_table(
        "run",
        Column("run_id", Integer, primary_key=True),
        *_text("dag_id"),
        Column("list_date", Date, nullable=False),
        Column("started_at", INSTANT, nullable=False),
        Column("ended_at", INSTANT),
        *_text("status"),
        *_text("error", nullable=True),
        *_text("rule_set_version", "calendar_version", "code_version"),
    )
    op.create_index("ix_run_list_date", "run", ["list_date", "dag_id"])
    op.create_table(
        "reconciliation",
        Column("list_date", Date, primary_key=True),
        Column("stage", Text, primary_key=True),
        Column("measure", Text, primary_key=True),
        Column("value", BIG, nullable=False),
        Column("expected", BIG),
        Column("balanced", Boolean, nullable=False),
    )


def _judged_policies() -> None:
    op.create_table(
        "judged_policy",
        Column("list_date", Date, primary_key=True),
        Column("policy_no", Text, primary_key=True),
        *_text("digest"),
        *_policy_facts(),
    )


def _cases() -> None:
    op.create_table(
        "problem_case",
        Column("case_no", Text, primary_key=True),
        Column("serial", Integer, nullable=False),
        *_text("case_key"),
        Column("is_group", Boolean, nullable=False),
        *_text("policy_no"),
        Column("opened_on", Date, nullable=False),
        *_text("status"),
        *_text("confidence", nullable=True),
        *_policy_facts(),
        Column("dispatched_at", INSTANT),
        Column("investigation_due_at", INSTANT, nullable=False),
        Column("cooling_off_ends_on", Date),
        Column("callback_due_on", Date),
        Column("due_at", INSTANT, nullable=False),
        *_text("due_basis"),
        *(
            Column(name, Boolean, nullable=False)
            for name in ("provisional", "in_conflict", "fallback_used")
        ),
        *_text("calendar_version"),
        Column("facts_on", Date, nullable=False),
        Column("escalation_level", SmallInteger, nullable=False),
        *_text("outcome", "investigator", nullable=True),
        Column("resolved_at", INSTANT),
        *_text("verifier", nullable=True),
        Column("verified_at", INSTANT),
        Column("closed_at", INSTANT),
        Column("relapse_of", Text, sa.ForeignKey("problem_case.case_no")),
    )
    op.create_index(
        "ux_problem_case_open",
        "problem_case",
        ["case_key"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    op.create_index("ux_problem_case_serial", "problem_case", ["opened_on", "serial"], unique=True)
    op.create_index("ix_problem_case_key", "problem_case", ["case_key"])


def _findings() -> None:
    op.create_table(
        "finding",
        Column("finding_id", Text, primary_key=True),
        *_text("digest"),
        Column("list_date", Date, nullable=False),
        *_text("rule_code", "article", "level"),
        *_text("confidence", nullable=True),
        *_text("policy_no"),
        *_text("party_role", nullable=True),
        Column("party_seq", Integer),
        *_text("customer_no", nullable=True),
        *_text("subject_key"),
        *_text("cluster_id", nullable=True),
        Column("cluster_persons", Integer),
        *_text("counterpart_policies", "detail"),
        Column("is_group", Boolean, nullable=False),
        *_text("case_key"),
        Column("case_no", Text, sa.ForeignKey("problem_case.case_no")),
        *_text("status"),
        *_text("disposition", nullable=True),
        sa.CheckConstraint("level IN ('E', 'W', 'I')", name="finding_level"),
    )
    op.create_index("ix_finding_list_date", "finding", ["list_date", "status"])
    op.create_index("ix_finding_case", "finding", ["case_no"])


def _events() -> None:
    op.create_table(
        "case_event",
        Column("event_id", Integer, primary_key=True, autoincrement=False),
        Column("case_no", Text, sa.ForeignKey("problem_case.case_no"), nullable=False),
        Column("event_no", Integer, nullable=False),
        Column("at", INSTANT, nullable=False),
        *_text("actor", "kind", "detail", "previous_hash", "chain_hash"),
    )
    op.create_index("ux_case_event_no", "case_event", ["case_no", "event_no"], unique=True)
    op.create_table(
        "event_chain",
        Column("chain_id", Integer, primary_key=True, autoincrement=False),
        Column("event_count", Integer, nullable=False),
        Column("last_at", INSTANT),
        *_text("last_hash", "seal"),
    )


def _outbox() -> None:
    op.create_table(
        "delivery",
        Column("delivery_id", Integer, primary_key=True),
        Column("list_date", Date, nullable=False),
        *_text("channel_code", "recipient", "transport", "file_name", "sha256", "content_digest"),
        Column("lines", Integer, nullable=False),
        *_text("message_id", "status"),
        Column("created_at", INSTANT, nullable=False),
        Column("sent_at", INSTANT),
        Column("attempts", Integer, nullable=False),
        *_text("error", nullable=True),
    )
    key = ["list_date", "channel_code", "recipient", "file_name"]
    op.create_index("ux_delivery_message", "delivery", key, unique=True)
    op.create_index("ux_delivery_message_id", "delivery", ["message_id"], unique=True)
    op.create_index("ix_delivery_status", "delivery", ["status"])


def _forbid_changes_of_events() -> None:
    """A slip of an operator is refused; the chain is for those who remove the triggers."""
    words = "case events are only ever added"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change_of_event() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER case_event_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            "ON case_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_event()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER case_event_no_{change.lower()} BEFORE {change} ON case_event "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
