"""The state of the day as the pages show it at their top."""

from __future__ import annotations

from authenticity.delivery.standing import ListCounts
from authenticity.pages.day_now import ChannelNow, DayNow
from authenticity.services.status.figures import ChannelStatus, Status
from authenticity.settings import LOCAL

_TIME = "%Y-%m-%d %H:%M"


def of(status: Status) -> DayNow:
    """Adds up the lists of the channels that have one, and names each channel's file."""
    with_list = [each.lists for each in status.channels if each.lists.planned]
    released_at = status.released_at
    return DayNow(
        asked_at=f"{status.asked_at.astimezone(LOCAL):{_TIME}}",
        list_date=status.list_date.isoformat(),
        not_released=status.not_released,
        released_at=f"{released_at.astimezone(LOCAL):{_TIME}}" if released_at else None,
        is_late=status.is_late,
        made=sum(each.made for each in with_list),
        sent=sum(each.sent for each in with_list),
        with_list=len(with_list),
        received=sum(each.received_at is not None for each in with_list),
        failing=status.unsent.failing,
        channels=tuple(map(_channel, status.channels)),
    )


def _channel(channel: ChannelStatus) -> ChannelNow:
    whole = channel.whole
    return ChannelNow(
        name=whole.name,
        file_name=channel.lists.file_name,
        list_state=list_state(channel.lists),
        unfinished=whole.unfinished,
        due_today=whole.due_today,
        overdue=whole.overdue,
        conflicts=whole.conflicts,
    )


def list_state(lists: ListCounts) -> str:
    """How far a channel's lists are: one of `pages.day_now.LIST_STATES`."""
    if not lists.planned:
        return "none"
    if lists.received_at:
        return "received"
    return "sent" if lists.sent else "made" if lists.made else "planned"
