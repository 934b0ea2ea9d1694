"""The tables of what follows a verdict: sanctions, referrals, holds, re-check campaigns (§5a, 5b).

`subject_kind` is `salesperson` or `agency`, `subject_no` its code, as notes have it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from authenticity.store.tables import Base


class SanctionRow(Base):
    """What the channel did about false or refused data (Art. 13, 22); open until `filled_at`."""

    __tablename__ = "sanction"
    sanction_no: Mapped[str] = mapped_column(primary_key=True)
    serial: Mapped[int]
    case_no: Mapped[str] = mapped_column(ForeignKey("problem_case.case_no"))
    subject_kind: Mapped[str]
    subject_no: Mapped[str]
    channel_code: Mapped[str | None]
    branch_code: Mapped[str | None]
    team_code: Mapped[str | None]
    outcome: Mapped[str]
    opened_on: Mapped[date]
    chased_at: Mapped[datetime | None]
    kind: Mapped[str | None]
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    points: Mapped[int | None]
    decided_on: Mapped[date | None]
    decided_by: Mapped[str | None]
    told_compliance_on: Mapped[date | None]
    remark: Mapped[str | None]
    filled_by: Mapped[str | None]
    filled_at: Mapped[datetime | None]


class ReferralRow(Base):
    """A salesperson or agency before compliance's committee (Art. 24)."""

    __tablename__ = "referral"
    referral_id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_no: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    referred_by: Mapped[str]
    referred_at: Mapped[datetime]
    decision: Mapped[str | None] = mapped_column(Text)
    closed_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]


class HoldRow(Base):
    """A spell on the commission hold list (缓发手续费); `cases` is a JSON list of its case numbers.

    While it lasts these are the cases that keep it; afterwards those of its last day.
    """

    __tablename__ = "commission_hold"
    hold_id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_no: Mapped[str]
    channel_code: Mapped[str | None]
    since: Mapped[date]
    until: Mapped[date | None]
    cases: Mapped[str] = mapped_column(Text)


class CampaignRow(Base):
    """A re-check after repeated mis-selling (Art. 14). `status`: running, finished, ended.

    `complaints` is a JSON list of complaint numbers; `ended` has a `reason`.
    """

    __tablename__ = "campaign"
    campaign_no: Mapped[str] = mapped_column(primary_key=True)
    serial: Mapped[int]
    subject_kind: Mapped[str]
    subject_no: Mapped[str]
    channel_code: Mapped[str | None]
    opened_on: Mapped[date]
    status: Mapped[str]
    complaints: Mapped[str] = mapped_column(Text)
    ended_on: Mapped[date | None]
    reason: Mapped[str | None]


class CampaignPolicyRow(Base):
    """A policy of a campaign, by `position` newest first.

    `portion_on`: the day whose portion it is of; `asked_on`: the list whose pull asked for it;
    `checked_on`: the list that judged it again;
    `left_on`: no longer live; `call_since`, `called_on`: the new call it asks for, and had.
    """

    __tablename__ = "campaign_policy"
    campaign_no: Mapped[str] = mapped_column(ForeignKey("campaign.campaign_no"), primary_key=True)
    policy_no: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    portion_on: Mapped[date | None]
    asked_on: Mapped[date | None]
    checked_on: Mapped[date | None]
    left_on: Mapped[date | None]
    call_since: Mapped[date | None]
    called_on: Mapped[date | None]
