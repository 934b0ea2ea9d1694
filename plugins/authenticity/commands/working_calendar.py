"""`make calendar`: how far the official calendar reaches, and what a changed one would move."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.table import Table

from authenticity.cases import calendar_changes
from authenticity.cases.calendar_changes import Move
from authenticity.commands import airflow_runtime
from authenticity.commands.frame import in_home
from authenticity.commands.terminal import terminal
from authenticity.errors import ConfigurationError
from authenticity.runtime import connections
from authenticity.settings import home, now
from authenticity.working_days.conventions import Conventions
from authenticity.working_days.deadlines import local_day
from authenticity.working_days.official_calendar import OfficialCalendar


def main(arguments: list[str] | None = None) -> int:
    """Show, and with `--apply` move the deadlines that the calendar in force changes."""
    parser = argparse.ArgumentParser(prog="make calendar", description=__doc__)
    parser.add_argument("--file", default="")
    parser.add_argument("--apply", default="")
    chosen = parser.parse_args(arguments)
    return in_home(lambda: show(chosen.file.strip(), chosen.apply.strip() not in ("", "0")))


def show(file: str, is_applied: bool) -> None:
    """Print what is known and what would move; move it only on the calendar in force.

    Raises `ConfigurationError` when a file that is not in force is to be applied.
    """
    if file and is_applied:
        raise ConfigurationError(
            "APPLY=1 moves deadlines onto the calendar in force only; put the days of FILE into "
            "include/calendar_overrides.yaml first"
        )
    calendar = _calendar(file)
    console = terminal()
    with airflow_runtime.quiet(home().logs / "calendar.log", narrate=False):
        provisional, moves, done = _asked(calendar, is_applied)
    left = (calendar.known_until - local_day(now())).days
    console.print(f"official until {calendar.known_until}, {left} days from now")
    count, first = provisional
    console.print(
        f"open deadlines on an unpublished calendar: {count}" + (f", from {first}" if first else "")
    )
    console.print(moves_table(moves, file or "the calendar in force"))
    if is_applied:
        console.print(f"moved now: {done} deadlines, each with an event")
    elif moves and not file:
        console.print("the next list moves them; at once: make calendar APPLY=1")


def moves_table(moves: Sequence[Move], name: str) -> Table:
    """Deadlines that change, by channel and day."""
    table = Table(
        title=f"What {name} changes",
        caption="" if moves else "no open deadline changes",
    )
    for heading in ("channel", "due now", "due then"):
        table.add_column(heading)
    table.add_column("cases", justify="right")
    table.add_column("no more provisional", justify="right")
    keys = Counter((each.channel_code, each.due_before, each.due_after) for each in moves)
    settled = Counter(
        (each.channel_code, each.due_before, each.due_after) for each in moves if each.is_settled
    )
    for key, count in sorted(keys.items()):
        channel, before, after = key
        table.add_row(channel, str(before), str(after), f"{count:,}", f"{settled[key]:,}")
    return table


def _calendar(file: str) -> OfficialCalendar:
    if not file:
        return OfficialCalendar.load()
    path = Path(file)
    if not os.path.isfile(path):
        raise ConfigurationError(f"FILE={file} names no file; write it like FILE=calendar.yaml")
    return OfficialCalendar.load(path)


def _asked(
    calendar: OfficialCalendar, is_applied: bool
) -> tuple[tuple[int, date | None], list[Move], int]:
    conventions = Conventions.load()
    with connections.case_store() as store:
        with store.read() as connection:
            moves = calendar_changes.moves(connection, calendar, conventions)
            provisional = calendar_changes.provisional(connection)
        if not is_applied:
            return provisional, moves, 0
        with store.begin() as connection:
            done = calendar_changes.apply(
                connection, calendar, conventions, now(), getpass.getuser()
            )
    return provisional, moves, done


if __name__ == "__main__":
    sys.exit(main())
