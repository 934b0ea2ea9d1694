"""What follows a verdict: sanctions, referrals, the commission hold list, re-check campaigns.

Cases that were verified before get their sanction records with the next `track_resolution`.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import BigInteger, Column, Date, Integer, Text

from authenticity.store.migrations import views_r0004
from authenticity.store.migrations.views import create_view, replace_view

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _sanctions()
    _referrals()
    _holds()
    _campaigns()
    replace_view("v_case", views_r0004.V_CASE)
    replace_view("v_callback_due", views_r0004.V_CALLBACK_DUE)
    for name, select in views_r0004.NEW_VIEWS.items():
        create_view(name, select)


def downgrade() -> None:
    raise NotImplementedError("a store is never taken back a version; restore a backup instead")


def _text(*names: str, nullable: bool = False) -> list[Column[str]]:
    return [Column(name, Text, nullable=nullable) for name in names]


def _subject() -> list[Column[Any]]:
    return [*_text("subject_kind", "subject_no"), *_text("channel_code", nullable=True)]


def _sanctions() -> None:
    op.create_table(
        "sanction",
        Column("sanction_no", Text, primary_key=True),
        Column("serial", Integer, nullable=False),
        Column("case_no", Text, sa.ForeignKey("problem_case.case_no"), nullable=False),
        *_subject(),
        *_text("branch_code", "team_code", nullable=True),
        *_text("outcome"),
        Column("opened_on", Date, nullable=False),
        Column("chased_at", INSTANT),
        *_text("kind", nullable=True),
        Column("amount_fen", BigInteger),
        Column("points", Integer),
        Column("decided_on", Date),
        *_text("decided_by", nullable=True),
        Column("told_compliance_on", Date),
        *_text("remark", "filled_by", nullable=True),
        Column("filled_at", INSTANT),
    )
    of_a_case = ["case_no", "subject_kind", "subject_no"]
    op.create_index("ux_sanction_case", "sanction", of_a_case, unique=True)
    op.create_index("ix_sanction_filled", "sanction", ["filled_at", "opened_on"])


def _referrals() -> None:
    op.create_table(
        "referral",
        Column("referral_id", Integer, primary_key=True),
        *_text("subject_kind", "subject_no", "reason", "referred_by"),
        Column("referred_at", INSTANT, nullable=False),
        *_text("decision", "closed_by", nullable=True),
        Column("closed_at", INSTANT),
    )
    op.create_index("ix_referral_subject", "referral", ["subject_kind", "subject_no"])


def _holds() -> None:
    op.create_table(
        "commission_hold",
        Column("hold_id", Integer, primary_key=True),
        *_subject(),
        Column("since", Date, nullable=False),
        Column("until", Date),
        *_text("cases"),
    )
    op.create_index("ix_hold_subject", "commission_hold", ["subject_kind", "subject_no"])


def _campaigns() -> None:
    op.create_table(
        "campaign",
        Column("campaign_no", Text, primary_key=True),
        Column("serial", Integer, nullable=False),
        *_subject(),
        Column("opened_on", Date, nullable=False),
        *_text("status", "complaints"),
        Column("ended_on", Date),
        *_text("reason", nullable=True),
    )
    op.create_index("ix_campaign_subject", "campaign", ["subject_kind", "subject_no"])
    op.create_table(
        "campaign_policy",
        Column("campaign_no", Text, sa.ForeignKey("campaign.campaign_no"), primary_key=True),
        Column("policy_no", Text, primary_key=True),
        Column("position", Integer, nullable=False),
        Column("portion_on", Date),
        Column("asked_on", Date),
        Column("checked_on", Date),
        Column("left_on", Date),
        Column("call_since", Date),
        Column("called_on", Date),
    )
    op.create_index("ix_campaign_policy", "campaign_policy", ["policy_no"])
