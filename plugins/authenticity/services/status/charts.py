"""The charts of the status page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from authenticity.cases import workload
from authenticity.cases.state_names import WAITING
from authenticity.cases.workload import DueCases, OpenCases
from authenticity.pages.stacked_bars import LABELS, Chart, Stack, draw
from authenticity.working_days.official_calendar import OfficialCalendar

DAYS_AHEAD, DAYS_BEHIND = 5, 3
"""Working days around today that the chart of due days shows one by one."""

AGES = (0, 1, 2, 3, 5, 10)
"""First working day of each group of ages; three are the investigation's (Art. 13)."""


def by_due_day(opened: Iterable[OpenCases], today: date, calendar: OfficialCalendar) -> Chart:
    """Cases with the clerk by due day: what is late, what is today, what comes.

    A due day that is off stands with the working day before it, on which it is worked on.
    """
    days = [
        *(calendar.add_working_days(today, -n) for n in range(DAYS_BEHIND, 0, -1)),
        today,
        *(calendar.add_working_days(today, n) for n in range(1, DAYS_AHEAD + 1)),
    ]
    counts: Counter[date | str] = Counter()
    for each in opened:
        if each.waits_for == workload.CLERK:
            worked = _worked(each.due_on, calendar)
            place = "before" if worked < days[0] else "after" if worked > days[-1] else worked
            counts[place] += each.count
    stacks = [_due_stack("更早", counts["before"], "late")]
    for at, day in enumerate(days):
        kind = "late" if day < today else "today" if day == today else "ahead"
        is_named = (at - DAYS_BEHIND) % 2 == 0
        stacks.append(_due_stack(_name(day, today), counts[day], kind, is_named))
    stacks.append(_due_stack("更晚", counts["after"], "ahead"))
    return draw("待渠道答复，按处理时限", stacks)


def by_age(opened: Iterable[OpenCases], today: date, calendar: OfficialCalendar) -> Chart:
    """Unfinished cases by working days since their list, and by whom they wait for."""
    opened = tuple(opened)
    ages = {day: _age(day, today, calendar) for day in {each.opened_on for each in opened}}
    counts: Counter[tuple[int, str]] = Counter()
    for each in opened:
        group = max(start for start in AGES if start <= ages[each.opened_on])
        counts[group, each.waits_for] += each.count
    stacks = []
    for at, start in enumerate(AGES):
        name = _age_name(start, AGES[at + 1] if at + 1 < len(AGES) else None)
        parts = [
            (kind, counts[start, kind], f"{name}：{WAITING[kind]} {counts[start, kind]:,} 件")
            for kind in workload.WAITS_FOR
        ]
        stacks.append(Stack(name, parts))
    return draw("未结案件，按下发后工作日", stacks)


def by_timeliness(due: Iterable[DueCases], days: Sequence[date]) -> Chart:
    """What came due on each day: answered in time below, not so above."""
    came: Counter[date] = Counter()
    timely: Counter[date] = Counter()
    for each in due:
        came[each.due_on] += each.count
        timely[each.due_on] += each.on_time
    stacks = []
    shown = [day for day in days if came[day]] or list(days[-1:])
    every = -(-len(shown) // LABELS)
    for at, day in enumerate(shown):
        late = came[day] - timely[day]
        words = f"{day} 到期 {came[day]:,} 件，按时答复 {timely[day]:,} 件"
        name = f"{day.month}/{day.day}" if (len(shown) - 1 - at) % every == 0 else ""
        stacks.append(Stack(name, [("timely", timely[day], words), ("late", late, words)]))
    return draw("近一个月到期的案件", stacks, len(shown) <= LABELS)


def _name(day: date, today: date) -> str:
    return "今日" if day == today else f"{day.month}/{day.day}"


def _due_stack(name: str, count: int, kind: str, is_named: bool = True) -> Stack:
    parts = [(kind, count, f"时限 {name}：{count:,} 件")]
    return Stack(name if is_named else "", parts, kind == "today")


def _worked(day: date, calendar: OfficialCalendar) -> date:
    return day if calendar.is_working_day(day) else calendar.previous_working_day(day)


def _age(day: date, today: date, calendar: OfficialCalendar) -> int:
    """Working days after the list date, today included; nil on that day and before."""
    if day >= today:
        return 0
    return len(calendar.working_days(day, today)) - int(calendar.is_working_day(day))


def _age_name(start: int, following: int | None) -> str:
    if start == 0:
        return "当日"
    if following is None:
        return f"{start} 天以上"
    return f"{start} 天" if following == start + 1 else f"{start}-{following - 1} 天"
