"""The commission hold list as a workbook to compliance and to each channel's manager.

Once a day at most, and only when the list has changed since.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection, exists, select

from authenticity.cases.workload import COMPLIANCE
from authenticity.delivery.addressees import Addressees
from authenticity.delivery.registers_sent import Register
from authenticity.delivery.table_workbook import Column, Table
from authenticity.sanctions import seller_names
from authenticity.sanctions.sanction_kinds import SanctionWords
from authenticity.sanctions.seller_names import Names
from authenticity.store.consequence_tables import HoldRow
from authenticity.store.resolution_tables import MessageRow

NAME = "hold_list"

_COLUMNS = (
    Column("业务员或代理机构", 30),
    Column("渠道", 12),
    Column("起始日期", 13),
    Column("未结件数", 10),
    Column("案件号", 60),
)


def registers(
    connection: Connection,
    addressees: Addressees,
    compliance_name: str,
    words: SanctionWords,
    names: Names,
    on: date,
) -> list[Register]:
    """What to tell today; nothing if the list was told today, or nobody was ever on it."""
    rows = connection.execute(select(HoldRow.__table__).order_by(HoldRow.hold_id)).all()
    if not rows or _told(connection, on):
        return []
    found = []
    for recipient in addressees.compliance():
        found.append(_register(recipient, COMPLIANCE, compliance_name, rows, words, names, on))
    for code in sorted({row.channel_code for row in rows if row.channel_code}):
        own = [row for row in rows if row.channel_code == code]
        audience = addressees.registers.channel(code).name
        for recipient in addressees.manager(code):
            found.append(_register(recipient, code, audience, own, words, names, on))
    return found


def _told(connection: Connection, on: date) -> bool:
    today = exists().where(
        MessageRow.folder_date == on, MessageRow.attachment.contains(f"/{NAME}_", autoescape=True)
    )
    return bool(connection.scalar(select(today)))


def _register(
    recipient: str,
    folder: str,
    audience: str,
    rows: Sequence[Any],
    words: SanctionWords,
    names: Names,
    on: date,
) -> Register:
    held = [row for row in rows if row.until is None]
    spells = [f"{row.hold_id}:{row.until}:{row.cases if row in held else ''}" for row in rows]
    return Register(
        kind="report",
        name=NAME,
        recipient=recipient,
        folder=folder,
        channel_code=None if folder == COMPLIANCE else folder,
        identity=(folder, *spells),
        audience=audience,
        title=words.hold_list.title,
        text=f"缓发手续费名单有变动，现有 {len(held)} 个业务员或代理机构在名单上。",
        on=on,
        table=partial(_table, held, audience, words, names, on),
    )


def _table(
    held: Sequence[Any], audience: str, words: SanctionWords, names: Names, on: date
) -> Table:
    known = names()
    rows = []
    for row in held:
        cases = json.loads(row.cases)
        who = seller_names.shown(row.subject_kind, row.subject_no, known, words)
        channel = row.channel_code or ""
        rows.append((who, channel, row.since.isoformat(), str(len(cases)), "、".join(cases)))
    return Table(
        sheet=words.hold_list.sheet,
        mark=words.mark,
        title=words.hold_list.title,
        about=f"{audience}　{on}　共 {len(rows)} 个",
        hint=words.hold_list.hint,
        columns=_COLUMNS,
        rows=rows,
    )
