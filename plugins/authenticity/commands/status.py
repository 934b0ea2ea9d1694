"""`make status`: the day's lists and the work of each channel; fails while the list is not out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator

from rich import box
from rich.markup import escape
from rich.table import Table

from authenticity.cases import workload
from authenticity.commands import airflow_runtime
from authenticity.commands.frame import in_home
from authenticity.commands.run import working_day
from authenticity.commands.terminal import printable, terminal
from authenticity.errors import ConfigurationError, DispatchError
from authenticity.services.status import current
from authenticity.services.status.figures import PERIOD, ChannelStatus, Status
from authenticity.services.status.offices import Office
from authenticity.settings import LOCAL, home

_WAITING = ("wait for\nclerk", "core\nsystem", "call-\nback", "veri-\nfier")


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the list is released, and Airflow works where it makes lists."""
    parser = argparse.ArgumentParser(prog="make status", description=__doc__)
    parser.add_argument("--channel", default="")
    parser.add_argument("--date", default="")
    chosen = parser.parse_args(arguments)
    return in_home(lambda: show(chosen.channel.strip(), chosen.date.strip()))


def show(channel_code: str, day: str) -> None:
    """Print the status of all channels or of one, and write the monitor's file.

    Raises `DispatchError` when the list of the date was not released, or Airflow makes none.
    """
    list_date = working_day(day) if day else None
    with airflow_runtime.quiet(home().logs / "status.log", narrate=False):
        status = current.read(list_date)
        found = current.troubles(status, publish=list_date is None)
    channels = chosen_channels(status, channel_code)
    console = terminal()
    for line in facts(status):
        console.print(line)
    console.print(lists_table(status, channels))
    console.print(work_table(status, channels))
    if found:
        raise DispatchError(" | ".join(trouble.what for trouble in found))


def chosen_channels(status: Status, channel_code: str) -> list[ChannelStatus]:
    """The channels to print; `ConfigurationError` for one that nobody knows."""
    channels = [each for each in status.channels if channel_code in ("", each.code)]
    if channel_code and not channels:
        known = ", ".join(each.code for each in status.channels) or "none yet"
        raise ConfigurationError(f"there is no channel {channel_code}; there are {known}")
    return channels


def facts(status: Status) -> Iterator[str]:
    """What is true of all channels: time, messages that wait, the calendar's reach."""
    asked_at = status.asked_at.astimezone(LOCAL)
    yield f"{asked_at:%Y-%m-%d %H:%M}, list of {status.list_date}"
    unsent = status.unsent
    if unsent.waiting:
        yield f"messages not sent: {unsent.waiting}, of them tried in vain: {unsent.failing}"
    if unsent.given_up:
        yield f"messages given up: {unsent.given_up}; v_message says why, lists lie in the outbox"
    if status.set_aside:
        rows = ", ".join(f"{count} of {table}" for table, count in status.set_aside.items())
        yield f"rows set aside because their key cannot be used: {rows}"
    if status.calendar_ends_soon:
        yield f"the official calendar ends on {status.calendar.known_until}: enter the next year's"
    if status.index_damaged:
        yield (
            f"the stock was read without its damaged index ({status.index_damaged} files), with "
            "the same findings: make compact DATE=… makes a new one"
        )
    if status.restored:
        yield (
            f"delivered files that somebody changed or took away today, put back: {status.restored}"
        )
    yield audit_line(status)
    if status.provisional:
        yield f"open deadlines on an unpublished calendar: {status.provisional}"


def audit_line(status: Status) -> str:
    """When the home was last audited, with what result, and the head of the chain."""
    audit = status.audit
    if audit is None:
        return "no audit is on record: make audit"
    how = "make audit" if audit.is_whole else "with the list"
    result = f"{audit.faults} faults, see them with: make audit" if audit.faults else "good"
    at = audit.at.astimezone(LOCAL)
    return f"last audit {at:%Y-%m-%d %H:%M} ({how}): {result}; head {audit.head}"


def lists_table(status: Status, channels: Iterable[ChannelStatus]) -> Table:
    """The lists of the date by channel, leaders' copies included."""
    table = Table(title=f"Lists of {status.list_date}")
    table.add_column("channel", overflow="fold")
    for name in ("planned", "made", "sent", "lines"):
        table.add_column(name, justify="right")
    table.add_column("received")
    for each in channels:
        lists = each.lists
        counts = (lists.planned, lists.made, lists.sent, lists.lines)
        received = lists.received_at
        at = f"{received.astimezone(LOCAL):%m-%d %H:%M}" if received else ""
        table.add_row(_named(each.whole), *map(_number, counts), at)
    return table


def work_table(status: Status, channels: Iterable[ChannelStatus]) -> Table:
    """Unfinished cases by channel and team."""
    table = Table(
        title="Unfinished cases",
        box=box.SIMPLE_HEAD,
        padding=0,
        caption="due, overdue, conflict: of those with the clerk. On time: of those due in "
        f"{PERIOD} working days",
    )
    table.add_column("channel, team", overflow="fold", min_width=16)
    for name in ("all", "due\ntoday", "over-\ndue", "con-\nflict", *_WAITING, "on time"):
        table.add_column(name, justify="right")
    for channel in channels:
        table.add_row(_named(channel.whole), *_counts(channel.whole))
        for team in channel.teams:
            table.add_row(f"  {_named(team)}", *_counts(team))
    table.add_section()
    table.add_row("all channels", *_counts(status.whole))
    return table


def _counts(office: Office) -> list[str]:
    counts = (office.unfinished, office.due_today, office.overdue, office.conflicts)
    waits = (office.waits.get(kind, 0) for kind in workload.WAITS_FOR)
    share = office.on_time_share
    return [*map(_number, (*counts, *waits)), "" if share is None else f"{share:.1f} %"]


def _number(count: int) -> str:
    return f"{count:,}" if count else ""


def _named(office: Office) -> str:
    """A register holds what was once keyed in: no markup, no control character."""
    return escape(printable(office.name))


if __name__ == "__main__":
    sys.exit(main())
