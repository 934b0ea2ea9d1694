"""What followed from a quarter's verdicts: sanctions, referrals, holds, re-checks (Art. 13-24)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from authenticity.reporting.period import Period
from authenticity.reporting.quarter.figures import ConsequenceFigures
from authenticity.store.consequence_tables import (
    CampaignPolicyRow,
    CampaignRow,
    HoldRow,
    ReferralRow,
    SanctionRow,
)
from authenticity.store.resolution_tables import NoteRow
from authenticity.store.tables import CaseRow

OPEN = "open"
"""Stands for the kind of a sanction that the channel has not filled in."""

Subject = tuple[str, str, str, str]
"""Kind, code, and the case's channel and branch."""


@dataclass
class Sanctions:
    """Sanctions of one subject by kind, and what was deducted in all."""

    kinds: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    amount_fen: int = 0


def sanctions(connection: Connection, period: Period) -> Mapping[Subject, Sanctions]:
    """Sanctions for cases that the quarter's lists opened, whenever they were decided."""
    groups = (
        SanctionRow.subject_kind,
        SanctionRow.subject_no,
        CaseRow.channel_code,
        CaseRow.branch_code,
        SanctionRow.kind,
        SanctionRow.filled_at.is_(None),
    )
    amount = func.coalesce(func.sum(SanctionRow.amount_fen), 0)
    statement = (
        select(*groups, func.count(), amount)
        .join(CaseRow, CaseRow.case_no == SanctionRow.case_no)
        .where(CaseRow.opened_on.in_(period.list_dates))
        .group_by(*groups)
    )
    found: dict[Subject, Sanctions] = defaultdict(Sanctions)
    for kind_of, number_of, channel, branch, kind, is_open, count, fen in connection.execute(
        statement
    ):
        each = found[kind_of, number_of, channel, branch]
        each.kinds[OPEN if is_open else kind or OPEN] += count
        each.amount_fen += int(fen or 0)
    return found


def count(connection: Connection, period: Period) -> ConsequenceFigures:
    """What compliance and the channels did besides, within the quarter."""
    opened = CampaignRow.opened_on.between(period.span.first, period.as_of)
    referred = ReferralRow.referred_at.between(period.begins_at, period.ends_at)
    held = and_(
        HoldRow.since <= period.as_of, or_(HoldRow.until.is_(None), HoldRow.until > period.as_of)
    )
    policies = select(func.count(), func.count(CampaignPolicyRow.checked_on)).join(
        CampaignRow, CampaignRow.campaign_no == CampaignPolicyRow.campaign_no
    )
    rechecked, checked = connection.execute(policies.where(opened)).one()
    written = NoteRow.written_at.between(period.begins_at, period.ends_at)
    return ConsequenceFigures(
        notes=_number(connection, NoteRow, written),
        referrals=_number(connection, ReferralRow, referred),
        referrals_closed=_number(
            connection, ReferralRow, and_(referred, ReferralRow.closed_at.is_not(None))
        ),
        campaigns=_number(connection, CampaignRow, opened),
        campaign_policies=rechecked,
        campaign_checked=checked,
        holds=_number(connection, HoldRow, held),
    )


def _number(connection: Connection, row: type, condition: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(row).where(condition)
    return int(connection.scalar(statement) or 0)
