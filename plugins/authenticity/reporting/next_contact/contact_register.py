"""The counters' lists as workbooks: one a branch, each customer once, told once a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import date
from functools import partial

from authenticity import canonical
from authenticity.delivery.addressees import Addressees
from authenticity.delivery.registers_sent import Register
from authenticity.delivery.table_workbook import Column, Table
from authenticity.reporting.next_contact.contact_settings import ContactSettings
from authenticity.reporting.next_contact.customers import Customer
from authenticity.reporting.period import Span

NAME = "next_contact"
_COLUMNS = (
    Column("客户号", 24),
    Column("客户", 10),
    Column("请补充", 40),
    Column("证件", 26),
    Column("保单号", 54),
)


def registers(
    customers: Iterable[Customer],
    month: Span,
    settings: ContactSettings,
    to: Addressees,
    mailbox: str | None,
    on: date,
) -> list[Register]:
    """One a branch and recipient. The same customers of the same month are told once."""
    branches: dict[str, list[Customer]] = defaultdict(list)
    for each in customers:
        branches[each.branch_code].append(each)
    return [
        Register(
            kind="report",
            name=NAME,
            recipient=recipient,
            folder=f"COUNTER_{branch}",
            channel_code=None,
            identity=(str(month), branch, canonical.digest(list(map(astuple, own)), 16)),
            audience=f"{settings.audience} {branch}".strip(),
            title=settings.title,
            text=_told(own, settings),
            on=on,
            table=partial(_table, branch, own, month, settings),
        )
        for branch, own in sorted(branches.items())
        for recipient in to.counters(branch, mailbox)
    ]


def _told(own: Sequence[Customer], settings: ContactSettings) -> str:
    shown, more = _listed(own, settings)
    ending = sum(each.ends_on is not None for each in shown)
    counts = f"名单列有客户 {len(shown):,} 名，其中证件已过期或将到期 {ending:,} 名"
    return f"{counts}；{more}{'；' if more else ''}本月名单代替以前的名单。"


def _listed(own: Sequence[Customer], settings: ContactSettings) -> tuple[Sequence[Customer], str]:
    """Those who are on the list, and a word on how many are not."""
    shown = own[: settings.customers_in_list.value]
    left_out = len(own) - len(shown)
    return shown, f"另有 {left_out:,} 名未列入" if left_out else ""


def _table(branch: str, own: Sequence[Customer], month: Span, settings: ContactSettings) -> Table:
    shown, more = _listed(own, settings)
    return Table(
        sheet=settings.sheet,
        mark=settings.mark,
        title=settings.title,
        about=f"{settings.audience} {branch}　{month}　共 {len(own):,} 名　{more}".strip(),
        hint=settings.hint,
        columns=_COLUMNS,
        rows=[_row(each, month.last, settings) for each in shown],
    )


def _row(each: Customer, last: date, settings: ContactSettings) -> tuple[str, ...]:
    labels: dict[str, str] = {asked.field: asked.label for asked in settings.fields}
    named = each.policy_nos[: settings.policies_named.value]
    more = len(each.policy_nos) - len(named)
    return (
        "、".join(each.customer_nos),
        each.name,
        "、".join(labels[field] for field in each.fields),
        _document(each.ends_on, last),
        "、".join(named) + (f" 等 {len(each.policy_nos)} 份" if more else ""),
    )


def _document(ends_on: date | None, last: date) -> str:
    """A document is good on its last day."""
    if ends_on is None:
        return ""
    return f"{ends_on} {'已过期' if ends_on <= last else '到期'}，请更新"
