"""The status as one page, `status/index.html` of the home: counts only, and no outside request."""

from __future__ import annotations

from datetime import datetime

from authenticity import files
from authenticity.cases.state_names import WAITING
from authenticity.pages import whole_page
from authenticity.pages.day_now import LIST_STATES
from authenticity.services.status import charts, day_now, figures
from authenticity.services.status.figures import Status
from authenticity.settings import INCLUDE, LOCAL, Home

TEMPLATES = INCLUDE / "status"

PAGE = "index.html"
TROUBLE = "trouble.html.j2"

_STEPS = {
    "clerk": "核查、答复",
    "core_system": "等下次取数看到更正",
    "callback": "更正后再次回访",
    "verifier": "客户服务或合规核实",
}
_WEEKDAYS = "一二三四五六日"


def publish(home: Home, status: Status) -> None:
    """Puts the page into the home, whole or not at all."""
    with files.draft(home.status / PAGE) as draft:
        draft.write(render(status).encode())


def publish_trouble(home: Home, reason: str, at: datetime) -> None:
    """The page of a home whose status cannot be read: since when, and the line that says why."""
    asked_at = at.astimezone(LOCAL)
    text = whole_page.render(TEMPLATES, {}, page=TROUBLE, reason=reason, asked_at=asked_at)
    with files.draft(home.status / PAGE) as draft:
        draft.write(text.encode())


def render(status: Status) -> str:
    """The whole page; every value is escaped, and a name that is not given raises."""
    today, calendar = status.today, status.calendar
    days = calendar.working_days(calendar.add_working_days(today, -figures.PERIOD), today)
    return whole_page.render(
        TEMPLATES,
        {"share": _share},
        status=status,
        asked_at=status.asked_at.astimezone(LOCAL),
        audited_at=status.audit.at.astimezone(LOCAL) if status.audit else None,
        today_words=f"{today} 星期{_WEEKDAYS[today.weekday()]}",
        now=day_now.of(status),
        list_state=day_now.list_state,
        list_states=LIST_STATES,
        charts={
            "due": charts.by_due_day(status.opened, today, calendar),
            "age": charts.by_age(status.opened, today, calendar),
            "timeliness": charts.by_timeliness(status.due, days),
        },
        waiting=WAITING,
        steps=_STEPS,
        period=figures.PERIOD,
    )


def _share(percent: float) -> str:
    return f"{percent:g}%"
