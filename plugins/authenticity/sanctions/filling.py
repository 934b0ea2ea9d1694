"""What the channel did about a sanction record, put on record by workbook or command (Art. 13, 22).

Reasons are Chinese: whoever fills a form in reads them, and quote nothing that was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select, update

from authenticity.access import people, permissions
from authenticity.audit import events
from authenticity.canonical import clean
from authenticity.privacy import free_text
from authenticity.sanctions.sanction_kinds import SanctionKind, SanctionWords
from authenticity.store.consequence_tables import SanctionRow
from authenticity.store.tables import CaseRow
from authenticity.values import text
from authenticity.working_days.deadlines import local_day

SAME = "已登记，内容相同"
UNKNOWN = "处罚编号不存在，请在我部下发的登记表上填写"
RECORDED = "已登记；如需更正，请由本渠道用 make sanction 登记"
_WRITTEN = re.compile(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")
_LARGEST = 10**9
"""Yuan or points; a slip of the finger beyond it would spoil every total."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What somebody says of one record; `measure` is text: yuan or points, by kind."""

    sanction_no: str
    kind: str
    measure: str
    decided_on: date | None
    decided_by: str
    told_compliance_on: date | None
    remark: str
    filled_by: str


@dataclass(frozen=True, slots=True)
class FillingResult:
    """Whether it counts, and why not."""

    sanction_no: str
    accepted: bool
    reason: str | None = None


def fill(
    connection: Connection,
    fillings: Sequence[Filling],
    words: SanctionWords,
    at: datetime,
    *,
    may_correct: bool,
) -> list[FillingResult]:
    """Puts on record what can be, in the caller's transaction, each line by itself.

    `may_correct`: also in place of what is on record; the event keeps that.
    """
    events.lock(connection)
    return [_fill(connection, each, words, at, may_correct) for each in fillings]


def _fill(
    connection: Connection, filling: Filling, words: SanctionWords, at: datetime, may_correct: bool
) -> FillingResult:
    row = _record(connection, filling.sanction_no)
    reason = (
        (UNKNOWN if row is None else None)
        or _of_content(filling, row, words, local_day(at))
        or _of_person(connection, filling.filled_by, row, local_day(at))
    )
    if reason:
        return FillingResult(filling.sanction_no, accepted=False, reason=reason)
    columns = _columns(filling, words)
    before = {name: getattr(row, name) for name in columns}
    if row.filled_at is not None and before == columns:
        return FillingResult(filling.sanction_no, accepted=False, reason=SAME)
    if row.filled_at is not None and not may_correct:
        return FillingResult(filling.sanction_no, accepted=False, reason=RECORDED)
    _write(connection, row, columns, filling.filled_by, at)
    return FillingResult(filling.sanction_no, accepted=True)


def _record(connection: Connection, sanction_no: str) -> Any:
    statement = (
        select(SanctionRow.__table__, CaseRow.opened_on.label("case_opened_on"))
        .join(CaseRow, CaseRow.case_no == SanctionRow.case_no)
        .where(SanctionRow.sanction_no == sanction_no)
    )
    return connection.execute(statement).one_or_none()


def _of_content(filling: Filling, row: Any, words: SanctionWords, today: date) -> str | None:
    """Whether it is filled in so that it can be kept."""
    kind = words.kind(filling.kind)
    if kind is None:
        return "处罚种类未填或不在选项内"
    if not filling.decided_by or len(filling.decided_by) > words.longest_decider:
        return f"未填决定部门或决定人，或超过 {words.longest_decider} 字"
    if len(filling.remark) > words.longest_remark:
        return f"备注超过 {words.longest_remark} 字"
    if kind.needs_remark and not filling.remark:
        return f"种类为{kind.label}时须填备注"
    return _of_measure(filling.measure, kind) or _of_days(filling, row.case_opened_on, today)


def _of_measure(said: str, kind: SanctionKind) -> str | None:
    if kind.measure == "none":
        return f"种类为{kind.label}时不填金额或扣分" if said else None
    value = _number(said)
    if value is None or not 0 < value <= _LARGEST:
        return "金额或扣分未填，或不是正数"
    exponent = 2 if kind.measure == "yuan" else 0
    if value != round(value, exponent):
        return "金额最多两位小数" if kind.measure == "yuan" else "扣分须为整数"
    return None


def _of_days(filling: Filling, case_opened_on: date, today: date) -> str | None:
    decided, told = filling.decided_on, filling.told_compliance_on
    if decided is None or told is None:
        return "未填决定日期或告知合规日期"
    if max(decided, told) > today:
        return "日期晚于今天"
    if decided < case_opened_on:
        return "决定日期早于立案日期"
    return "告知合规日期早于决定日期" if told < decided else None


def _of_person(connection: Connection, user_name: str, row: Any, today: date) -> str | None:
    person = people.find_all(connection, [user_name]).get(user_name)
    if person is None:
        return "填报人未登记，请填本人用户名；尚未登记的请联系客户服务部登记"
    if not person.is_on_duty(today):
        return "填报人当前不在岗"
    if not permissions.may(person, "sanction", row.channel_code):
        return "填报人不负责该业务员或机构所属渠道"
    if row.subject_kind == "salesperson" and user_name == row.subject_no:
        return "不得登记对本人的处罚"
    return None


def _columns(filling: Filling, words: SanctionWords) -> dict[str, Any]:
    """The columns of the record; free text masked, as notes are."""
    kind = words.kind(filling.kind)
    assert kind is not None, "the content was checked"  # noqa: S101
    value = _number(filling.measure) or Decimal()
    return {
        "kind": kind.code,
        "amount_fen": int(value * 100) if kind.measure == "yuan" else None,
        "points": int(value) if kind.measure == "points" else None,
        "decided_on": filling.decided_on,
        "decided_by": clean(free_text.mask(filling.decided_by)),
        "told_compliance_on": filling.told_compliance_on,
        "remark": clean(free_text.mask(filling.remark)) or None,
    }


def _write(
    connection: Connection, row: Any, columns: dict[str, Any], user_name: str, at: datetime
) -> None:
    connection.execute(
        update(SanctionRow)
        .where(SanctionRow.sanction_no == row.sanction_no)
        .values(**columns, filled_by=user_name, filled_at=at)
    )
    told = ("kind", "amount_fen", "points", "decided_on", "decided_by", "told_compliance_on")
    detail: dict[str, object] = {"sanction_no": row.sanction_no}
    detail |= {name: _shown(columns[name]) for name in told}
    if row.filled_at is not None:
        detail["before"] = {name: _shown(getattr(row, name)) for name in told}
    events.append(connection, row.case_no, "sanction_recorded", detail, at, user_name)


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _number(said: str) -> Decimal | None:
    """Plain digits, or in groups of three; `1e3` or `1,00` is a slip of the finger."""
    plain = text.fold(said)
    return Decimal(plain.replace(",", "")) if _WRITTEN.fullmatch(plain) else None
