"""The day at a glance: its lists, the work by channel and team, messages, the calendar's reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, func, select

from authenticity.audit.last_audit import LastAudit
from authenticity.cases import workload
from authenticity.cases.workload import COMPLIANCE, DueCases, OpenCases
from authenticity.dag_names import DAILY_JOB
from authenticity.delivery import standing
from authenticity.delivery.recipients import Registers
from authenticity.delivery.standing import ListCounts, Unsent
from authenticity.ledger import ledger_entries, runs
from authenticity.services.status.offices import Office, office
from authenticity.settings import LOCAL
from authenticity.store.tables import RunRow
from authenticity.working_days.deadlines import local_day
from authenticity.working_days.official_calendar import OfficialCalendar

WORK_BEGINS = time(8)
"""The list of a working day has to be there when people come to work."""

PERIOD = 20
"""Working days, about a month, of which the share answered in time is taken."""

WARNED_BEFORE = timedelta(days=45)
"""The notice of the next year has to be entered by then (rulebook §2)."""


@dataclass(frozen=True)
class ChannelStatus:
    """A channel, its teams with cases, and its lists of the day."""

    code: str
    whole: Office
    teams: tuple[Office, ...]
    lists: ListCounts
    unsent: Unsent


@dataclass(frozen=True)
class Status:
    """All that is shown. `list_date`: the last one whose list has to exist by now, or as asked.

    `not_released`: the DAG of it that has not ended well, if any. `opened` and `due` are the counts
    behind the offices, for charts. `set_aside`: rows that its pull left out, by table.
    `index_damaged`: files of the index that the list went without. `released_at`: when its lists
    were out for the first time. `restored`: delivered files that were put back today. `audit`: what
    the last one found, if any was made.
    """

    asked_at: datetime
    today: date
    list_date: date
    not_released: str | None
    set_aside: Mapping[str, int]
    whole: Office
    channels: tuple[ChannelStatus, ...]
    unsent: Unsent
    opened: tuple[OpenCases, ...]
    due: tuple[DueCases, ...]
    calendar: OfficialCalendar
    index_damaged: int = 0
    released_at: datetime | None = None
    restored: int = 0
    audit: LastAudit | None = None

    @property
    def is_late(self) -> bool:
        """Whether the list was out after its day, or is not out although that is over (Art. 7)."""
        out_at = self.asked_at if self.not_released else self.released_at
        return out_at is not None and local_day(out_at) > self.list_date

    @property
    def provisional(self) -> int:
        """Unfinished cases whose due time rests on a year without an official calendar."""
        return sum(each.count for each in self.opened if each.provisional)

    @property
    def calendar_ends_soon(self) -> bool:
        return self.calendar.known_until - self.today < WARNED_BEFORE


def read(
    connection: Connection,
    registers: Registers,
    calendar: OfficialCalendar,
    now: datetime,
    list_date: date | None = None,
) -> Status:
    """The state of things at `now`; lists of `list_date`, else of the last one that has to exist.

    Cases are counted as they stand in the store.
    """
    today = local_day(now)
    shown = list_date or last_expected(now, calendar)
    first = calendar.add_working_days(today, -PERIOD)
    opened = tuple(workload.open_cases(connection))
    since = datetime.combine(first, time(), tzinfo=LOCAL)
    due = tuple(workload.due_cases(connection, since, now))
    unsent = standing.unsent(connection)
    lists = {each.channel_code: each for each in standing.lists_of(connection, shown)}
    codes = {each.channel_code for each in opened} | {each.channel_code for each in due}
    codes |= set(lists) | (set(registers.channels) - {COMPLIANCE})
    return Status(
        asked_at=now,
        today=today,
        list_date=shown,
        not_released=_not_released(connection, shown),
        set_aside=ledger_entries.rows_set_aside(connection, shown),
        whole=office("全部", opened, due, today),
        channels=tuple(
            _channel(code, registers, opened, due, today, lists, unsent) for code in sorted(codes)
        ),
        unsent=_all_of(unsent),
        opened=opened,
        due=due,
        calendar=calendar,
        index_damaged=ledger_entries.damaged_index_files(connection, shown),
        released_at=_released_at(connection, shown),
        restored=standing.restored_since(connection, datetime.combine(today, time(), tzinfo=LOCAL)),
    )


def last_expected(now: datetime, calendar: OfficialCalendar) -> date:
    """The last working day whose list has to exist: today's from the beginning of work on."""
    today = local_day(now)
    begun = now.astimezone(LOCAL).time() >= WORK_BEGINS
    is_today = calendar.is_working_day(today) and begun
    return today if is_today else calendar.previous_working_day(today)


def released(connection: Connection) -> list[date]:
    """The list dates of which every DAG of the daily job has ended well, in order."""
    statement = (
        select(RunRow.list_date)
        .where(RunRow.status == runs.RELEASED, RunRow.dag_id.in_(DAILY_JOB))
        .group_by(RunRow.list_date)
        .having(func.count(RunRow.dag_id.distinct()) == len(DAILY_JOB))
        .order_by(RunRow.list_date)
    )
    return list(connection.scalars(statement))


def _not_released(connection: Connection, list_date: date) -> str | None:
    """A run again that is still under way, or failed, does not take back a list that is out."""
    released = select(RunRow.dag_id).where(
        RunRow.list_date == list_date, RunRow.status == runs.RELEASED
    )
    there = set(connection.scalars(released))
    return next((dag_id for dag_id in DAILY_JOB if dag_id not in there), None)


def _released_at(connection: Connection, list_date: date) -> datetime | None:
    """When the last DAG of the daily job first ended well."""
    return connection.scalar(
        select(func.min(RunRow.ended_at)).where(
            RunRow.list_date == list_date,
            RunRow.dag_id == DAILY_JOB[-1],
            RunRow.status == runs.RELEASED,
        )
    )


def _channel(
    code: str,
    registers: Registers,
    opened: Iterable[OpenCases],
    due: Iterable[DueCases],
    today: date,
    lists: Mapping[str, ListCounts],
    unsent: Mapping[str, Unsent],
) -> ChannelStatus:
    opened = [each for each in opened if each.channel_code == code]
    due = [each for each in due if each.channel_code == code]
    codes = {each.team_code for each in opened} | {each.team_code for each in due}
    teams = sorted(team for team in codes if team)
    return ChannelStatus(
        code=code,
        whole=office(registers.channel(code).name, opened, due, today),
        teams=tuple(
            office(
                registers.teams[team].name if team in registers.teams else team,
                [each for each in opened if each.team_code == team],
                [each for each in due if each.team_code == team],
                today,
            )
            for team in teams
        ),
        lists=lists.get(code, ListCounts(code, 0, 0, 0, 0, None)),
        unsent=unsent.get(code, Unsent()),
    )


def _all_of(unsent: Mapping[str, Unsent]) -> Unsent:
    oldest = [each.oldest_at for each in unsent.values() if each.oldest_at]
    return Unsent(
        waiting=sum(each.waiting for each in unsent.values()),
        failing=sum(each.failing for each in unsent.values()),
        oldest_at=min(oldest, default=None),
        given_up=sum(each.given_up for each in unsent.values()),
    )
