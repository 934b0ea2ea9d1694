"""Sanction records that the channel has not filled in are chased once (rulebook §5a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from authenticity.audit import events
from authenticity.audit.events import NewEvent
from authenticity.sanctions.sanction_kinds import SanctionWords
from authenticity.store.consequence_tables import SanctionRow
from authenticity.working_days.deadlines import local_day
from authenticity.working_days.official_calendar import OfficialCalendar


@dataclass(frozen=True, slots=True)
class OpenSanction:
    """A record that waits for its channel."""

    sanction_no: str
    case_no: str
    subject_kind: str
    subject_no: str
    channel_code: str
    outcome: str
    opened_on: date
    chased_at: datetime | None


def waiting(connection: Connection) -> list[OpenSanction]:
    """All that are open, by channel, the oldest first."""
    columns = [getattr(SanctionRow, name) for name in OpenSanction.__slots__]
    statement = select(*columns).where(SanctionRow.filled_at.is_(None))
    rows = connection.execute(statement.order_by(SanctionRow.channel_code, SanctionRow.sanction_no))
    return [OpenSanction(*row) for row in rows]


def sweep(
    connection: Connection,
    at: datetime,
    calendar: OfficialCalendar,
    words: SanctionWords,
    actor: str = "system",
) -> list[OpenSanction]:
    """Marks what is to be chased now, in the caller's transaction, and gives it for the messages.

    Due when so many whole working days after the verdict have gone by. Again it finds nothing.
    """
    events.lock(connection)
    today = local_day(at)
    due = [
        each
        for each in waiting(connection)
        if each.chased_at is None
        and calendar.add_working_days(each.opened_on, words.chase_after.value) < today
    ]
    for each in due:
        connection.execute(
            update(SanctionRow)
            .where(SanctionRow.sanction_no == each.sanction_no)
            .values(chased_at=at)
        )
    new = [
        NewEvent(each.case_no, "sanction_chased", {"sanction_no": each.sanction_no}) for each in due
    ]
    events.append_all(connection, new, at, actor)
    return due
