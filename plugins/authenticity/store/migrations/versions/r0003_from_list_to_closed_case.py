"""What comes after the list: people, outcomes by finding, evidence, returns, messages, the ladder.

Verified cases of before had one outcome, which becomes that of each of their findings. Events may
be about no case: a person, a return, a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, Date, Integer, Text

from authenticity.store.migrations import four_eyes, views_r0003
from authenticity.store.migrations.views import create_view, replace_view

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _outcomes_of_findings()
    _events_without_a_case()
    _people()
    _answers()
    _returns()
    _messages()
    _notes_and_items()
    replace_view("v_finding", views_r0003.V_FINDING)
    replace_view("v_case", views_r0003.V_CASE)
    for name, select in views_r0003.NEW_VIEWS.items():
        create_view(name, select)
    four_eyes.create()


def downgrade() -> None:
    raise NotImplementedError("a store is never taken back a version; restore a backup instead")


def _text(*names: str, nullable: bool = False) -> list[Column[str]]:
    return [Column(name, Text, nullable=nullable) for name in names]


def _case_no(*, nullable: bool = False) -> Column[Any]:
    return Column("case_no", Text, sa.ForeignKey("problem_case.case_no"), nullable=nullable)


def _finding_id() -> Column[Any]:
    return Column("finding_id", Text, sa.ForeignKey("finding.finding_id"), nullable=False)


def _add(table: str, columns: Sequence[Column[Any]]) -> None:
    for column in columns:
        op.add_column(table, column)


def _outcomes_of_findings() -> None:
    _add(
        "finding",
        [
            *_text("outcome", "investigator", "remark", nullable=True),
            *(Column(n, Date) for n in ("handled_on", "confirmed_on", "call_since", "called_on")),
            Column("answered_at", INSTANT),
        ],
    )
    _add("problem_case", [Column("received_at", INSTANT)])
    _add("delivery", [Column("received_at", INSTANT)])
    op.execute(
        "UPDATE finding SET outcome = (SELECT c.outcome FROM problem_case AS c"
        " WHERE c.case_no = finding.case_no) WHERE case_no IS NOT NULL AND status = 'open'"
    )
    op.create_index("ix_finding_policy", "finding", ["policy_no"])
    op.create_index("ix_problem_case_status", "problem_case", ["status", "due_at"])


def _events_without_a_case() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("case_event", "case_no", nullable=True)
        return
    # SQLite cannot change a column: the table is made anew, with its rows, index and triggers.
    kept = op.get_bind().exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'case_event' AND sql IS NOT NULL"
        " AND type IN ('index', 'trigger')"
    )
    statements = [row.sql for row in kept]
    view = op.get_bind().exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'view' AND name = 'v_case_event'"
    )
    (view_sql,) = view.one()
    for name in ("case_event_no_update", "case_event_no_delete"):
        op.execute(f"DROP TRIGGER {name}")
    op.execute("DROP VIEW v_case_event")
    op.create_table(
        "case_event_with_all",
        Column("event_id", Integer, primary_key=True, autoincrement=False),
        _case_no(nullable=True),
        Column("event_no", Integer, nullable=False),
        Column("at", INSTANT, nullable=False),
        *_text("actor", "kind", "detail", "previous_hash", "chain_hash"),
    )
    op.execute("INSERT INTO case_event_with_all SELECT * FROM case_event")
    op.drop_table("case_event")
    op.rename_table("case_event_with_all", "case_event")
    for statement in (*statements, view_sql):
        op.execute(sa.text(statement.replace(":", r"\:")))


def _people() -> None:
    op.create_table(
        "person",
        Column("user_name", Text, primary_key=True),
        *_text("display_name", "role"),
        *_text("channel_code", "branch_code", "team_code", "email", nullable=True),
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
    )
    op.create_index("ux_person_name", "person", [sa.text("lower(user_name)")], unique=True)


def _answers() -> None:
    op.create_table(
        "evidence",
        Column("evidence_id", Integer, primary_key=True),
        _case_no(),
        _finding_id(),
        *_text("kind", "reference"),
        *_text("sha256", nullable=True),
        *_text("given_by"),
        Column("given_at", INSTANT, nullable=False),
    )
    op.create_index("ux_evidence", "evidence", ["finding_id", "kind", "reference"], unique=True)
    op.create_index("ix_evidence_case", "evidence", ["case_no"])
    op.create_table(
        "contact_attempt",
        Column("attempt_id", Integer, primary_key=True),
        _case_no(),
        _finding_id(),
        Column("attempted_on", Date, nullable=False),
        *_text("remark", "given_by"),
        Column("given_at", INSTANT, nullable=False),
    )
    op.create_index("ix_contact_attempt", "contact_attempt", ["finding_id"])
    op.create_index("ix_contact_attempt_case", "contact_attempt", ["case_no"])


def _returns() -> None:
    op.create_table(
        "returned_list",
        Column("return_id", Text, primary_key=True),
        Column("received_at", INSTANT, nullable=False),
        *_text("source", "file_name", "sha256"),
        *_text("sender", "channel_code", nullable=True),
        Column("list_date", Date),
        *(Column(name, Integer, nullable=False) for name in ("lines", "accepted", "refused")),
        *_text("reason", "reply_file", nullable=True),
        *_text("archive_file"),
        Column("moved_at", INSTANT),
    )
    op.create_index("ix_returned_list", "returned_list", ["sha256"])
    op.create_table(
        "returned_line",
        Column("return_id", Text, sa.ForeignKey("returned_list.return_id"), primary_key=True),
        Column("line_no", Integer, primary_key=True),
        Column("part_no", Integer, primary_key=True),
        *_text("finding_id", nullable=True),
        Column("accepted", sa.Boolean, nullable=False),
        *_text("reason", nullable=True),
    )


def _messages() -> None:
    op.create_table(
        "message",
        Column("message_id", Text, primary_key=True),
        *_text("kind"),
        _case_no(nullable=True),
        *_text("channel_code", nullable=True),
        *_text("recipient", "transport"),
        Column("folder_date", Date, nullable=False),
        Column("delivery_id", Integer, sa.ForeignKey("delivery.delivery_id")),
        *_text("attachment", "attachment_sha256", nullable=True),
        *_text("subject", "body", "status"),
        Column("created_at", INSTANT, nullable=False),
        Column("next_attempt_at", INSTANT),
        Column("sent_at", INSTANT),
        Column("attempts", Integer, nullable=False),
        *_text("error", nullable=True),
    )
    op.create_index("ix_message_status", "message", ["status", "next_attempt_at"])
    op.create_table(
        "ladder_step",
        Column("case_no", Text, sa.ForeignKey("problem_case.case_no"), primary_key=True),
        Column("step", Text, primary_key=True),
        Column("taken_at", INSTANT, nullable=False),
    )


def _notes_and_items() -> None:
    op.create_table(
        "note",
        Column("note_id", Integer, primary_key=True),
        *_text("subject_kind", "subject_no", "text", "written_by"),
        Column("written_at", INSTANT, nullable=False),
    )
    op.create_table(
        "manual_item",
        Column("item_id", Text, primary_key=True),
        *_text("policy_no"),
        *_text("party_role", nullable=True),
        Column("party_seq", Integer),
        *_text("field", "description", "origin", "entered_by"),
        Column("entered_at", INSTANT, nullable=False),
        Column("list_date", Date),
    )
    op.create_index("ix_manual_item_list_date", "manual_item", ["list_date"])
