"""What compliance and the channel are told of a campaign: a message, and a workbook (Art. 14).

Told when it is opened, when complaints join or leave it, and when it is over. The workbook has the
policies with what became of each; it names no customer.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection, and_, func, select

from authenticity.cases.workload import COMPLIANCE
from authenticity.delivery.addressees import Addressees
from authenticity.delivery.registers_sent import Register
from authenticity.delivery.table_workbook import Column, Table
from authenticity.recheck import campaigns
from authenticity.recheck.campaigns import Campaign
from authenticity.recheck.recheck_settings import RecheckSettings
from authenticity.store.consequence_tables import CampaignPolicyRow, CampaignRow
from authenticity.store.tables import FindingRow

_COLUMNS = (
    Column("序号", 6),
    Column("保单号", 26),
    Column("安排日期", 13),
    Column("核查清单日", 13),
    Column("发现问题数", 11),
    Column("须再次回访", 13),
    Column("回访完成", 13),
    Column("状态", 16),
)


def registers(
    connection: Connection,
    addressees: Addressees,
    compliance_name: str,
    settings: RecheckSettings,
    on: date,
) -> list[Register]:
    """One for each campaign and recipient; what was told before is not told again."""
    found = []
    for own in campaigns.of_subjects(connection).values():
        for campaign in own:
            for recipient, folder, audience in _to(campaign, addressees, compliance_name):
                table = partial(_table, connection, campaign, settings, on)
                found.append(
                    Register(
                        kind="report",
                        name="recheck",
                        recipient=recipient,
                        folder=folder,
                        channel_code=None if folder == COMPLIANCE else folder,
                        identity=(
                            campaign.campaign_no,
                            campaign.status,
                            *sorted(campaign.complaints),
                        ),
                        audience=audience,
                        title=f"{settings.title}（{settings.states[campaign.status]}）",
                        text=_text(connection, campaign, settings),
                        on=on,
                        table=table,
                    )
                )
    return found


def _to(
    campaign: Campaign, addressees: Addressees, compliance_name: str
) -> list[tuple[str, str, str]]:
    """Recipient, folder and how they are called."""
    found = [(each, COMPLIANCE, compliance_name) for each in addressees.compliance()]
    code = campaign.channel_code
    if code is not None:
        name = addressees.registers.channel(code).name
        found += [(each, code, name) for each in addressees.manager(code)]
    return found


def _text(connection: Connection, campaign: Campaign, settings: RecheckSettings) -> str:
    of_campaign = CampaignPolicyRow.campaign_no == campaign.campaign_no
    count = connection.scalar(select(func.count()).where(of_campaign)) or 0
    kind = settings.subjects[campaign.subject.kind]
    said = (
        f"{kind} {campaign.subject.number} 一年内查实的销售误导投诉 {len(campaign.complaints)} 件，"
        f"其有效保单 {count} 件重新核查（{campaign.campaign_no}），"
        f"状态：{settings.states[campaign.status]}"
    )
    reason = _reason(connection, campaign)
    return f"{said}，原因：{reason}。" if reason else f"{said}。"


def _reason(connection: Connection, campaign: Campaign) -> str | None:
    return connection.scalar(
        select(CampaignRow.reason).where(CampaignRow.campaign_no == campaign.campaign_no)
    )


def _table(
    connection: Connection, campaign: Campaign, settings: RecheckSettings, on: date
) -> Table:
    kind = settings.subjects[campaign.subject.kind]
    return Table(
        sheet=settings.sheet,
        mark=settings.mark,
        title=f"{settings.title}　{kind} {campaign.subject.number}",
        about=f"{campaign.campaign_no}　{on}　{settings.states[campaign.status]}",
        hint=f"查实投诉：{'、'.join(sorted(campaign.complaints))}",
        columns=_COLUMNS,
        rows=[_row(row, settings) for row in _policies(connection, campaign)],
    )


def _policies(connection: Connection, campaign: Campaign) -> list[Any]:
    """The policies in their order, each with the errors of the list that checked it."""
    part = CampaignPolicyRow
    errors = (
        select(func.count())
        .where(
            and_(
                FindingRow.policy_no == part.policy_no,
                FindingRow.list_date == part.checked_on,
                FindingRow.level == "E",
                FindingRow.status != "superseded",
            )
        )
        .scalar_subquery()
    )
    statement = (
        select(part.__table__, errors.label("errors"))
        .where(part.campaign_no == campaign.campaign_no)
        .order_by(part.position)
    )
    return list(connection.execute(statement))


def _row(row: Any, settings: RecheckSettings) -> tuple[str, ...]:
    if row.left_on and not row.checked_on:
        state = "已失效"
    elif not row.checked_on:
        state = "已安排" if row.portion_on else "待安排"
    else:
        state = "待回访" if row.call_since and not (row.called_on or row.left_on) else "已核查"
    return (
        str(row.position),
        row.policy_no,
        _day(row.portion_on),
        _day(row.checked_on),
        str(row.errors) if row.checked_on else "",
        _day(row.call_since),
        _day(row.called_on),
        state,
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
