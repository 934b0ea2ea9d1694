"""What in the status needs an operator, in the words that they are told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from authenticity.delivery.alerts import Alert
from authenticity.services.status.figures import WARNED_BEFORE, Status


def of(status: Status, released: Collection[date]) -> list[Alert]:
    """`released`: the list dates that are out. Before the first of all, no list is missed."""
    return [*_lists(status, released), *_calendar(status)]


def _lists(status: Status, released: Collection[date]) -> Iterator[Alert]:
    """The list of today that is not out when work begins, and that of yesterday: T+1 is over."""
    before = status.calendar.previous_working_day(status.list_date)
    started = min(released, default=status.today)
    if started < before and before not in released:
        last_out = max(day for day in released if day < before)
        first = status.calendar.next_working_day(last_out)  # earlier days may lack one, too
        command = f"make run FROM={first} DATE={status.list_date}"
        is_covered = status.list_date in released
        mend = "" if is_covered else f"请排除原因后补做：{command}；"
        yield Alert(
            identity=("list_missed", before.isoformat()),
            what=f"{before} 的问题件清单未在一个工作日内产生（第七条）",
            action=f"{mend}请告知客户服务部门：渠道的调查时间可能要缩短。",
        )
    if started < status.list_date and status.list_date not in released:
        yield Alert(
            identity=("list_not_out", status.list_date.isoformat()),
            what=f"{status.list_date} 的问题件清单尚未产生，时限为当日 24 时",
            action="请检查 daily_screening 是否已启用、调度器是否在运行、当日任务是否失败"
            "（docs/runbook.md 的 daily_screening 一节）。",
        )


def _calendar(status: Status) -> Iterator[Alert]:
    """Once a week, until the next year's days are entered."""
    if not status.calendar_ends_soon:
        return
    year, week, _ = status.today.isocalendar()
    until = status.calendar.known_until
    yield Alert(
        identity=("calendar_ends", until.isoformat(), f"{year}-{week}"),
        what=f"官方工作日历将于 {until} 用完（提前 {WARNED_BEFORE.days} 天提醒）",
        action="请按国务院办公厅通知更新 include/calendar_overrides.yaml"
        "（docs/how-to/update-the-calendar.md）。",
    )
