"""`make recipients DATE=…`: who got which list, with the command that shows the password."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from rich.markup import escape
from rich.table import Table

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import guarded
from authenticity.commands.run import working_day
from authenticity.commands.terminal import printable, terminal
from authenticity.delivery import standing
from authenticity.delivery.standing import ListOf
from authenticity.errors import ConfigurationError
from authenticity.runtime import connections, home_checks
from authenticity.settings import LOCAL, home


def main(arguments: list[str] | None = None) -> int:
    """Print the lists of a date by recipient."""
    parser = argparse.ArgumentParser(prog="make recipients", description=__doc__)
    parser.add_argument("--date", required=True)
    chosen = parser.parse_args(arguments)
    return guarded(lambda: show(working_day(chosen.date)))


def show(list_date: date) -> None:
    """Print the lists of `list_date`; `ConfigurationError` where none was made."""
    home_checks.require_begun(home())
    airflow_runtime.configure()
    with (
        airflow_runtime.quiet(home().logs / "recipients.log", narrate=False),
        connections.case_store() as store,
        store.read() as connection,
    ):
        lists = standing.lists_by_recipient(connection, list_date)
    if not lists:
        raise ConfigurationError(f"no list was made for {list_date}; make run DATE={list_date}")
    console = terminal()
    console.print(table(lists, list_date))
    for recipient in sorted({each.recipient for each in lists}):
        line = f"make password RECIPIENT={printable(recipient)}"
        console.print(line, markup=False, soft_wrap=True)


_OF = attrgetter("channel_code", "recipient")


def table(lists: Sequence[ListOf], list_date: date) -> Table:
    """A line a recipient and below it one a file, so that names stay whole; times are local."""
    shown = Table(title=f"Lists of {list_date}", caption="below: what shows each password")
    shown.add_column("file", overflow="fold")
    shown.add_column("lines", justify="right")
    for name in ("sent", "received"):
        shown.add_column(name)
    for (channel, recipient), files in groupby(lists, _OF):
        shown.add_section()
        shown.add_row(escape(printable(f"{channel}: {recipient}")), style="bold")
        for each in files:
            name = escape(printable(each.file_name))
            shown.add_row(name, f"{each.lines:,}", _time(each.sent_at), _time(each.received_at))
    return shown


def _time(at: datetime | None) -> str:
    return f"{at.astimezone(LOCAL):%m-%d %H:%M}" if at else ""


if __name__ == "__main__":
    sys.exit(main())
