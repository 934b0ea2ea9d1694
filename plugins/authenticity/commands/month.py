"""`make month MONTH=2026-09`: the month's operations summary, and the lists for the counters."""

from __future__ import annotations

import argparse
import sys

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import in_home
from authenticity.reporting.month.months import Month
from authenticity.services import month_summary, next_contact
from authenticity.services.month_summary import Summarised
from authenticity.settings import home


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the month's files are there."""
    parser = argparse.ArgumentParser(prog="make month", description=__doc__)
    parser.add_argument("--month", default="")
    chosen = parser.parse_args(arguments)
    return in_home(lambda: write(chosen.month))


def write(month: str) -> None:
    """Summarise the month and say what came of it."""
    asked = Month.read(month)
    with airflow_runtime.quiet(home().logs / f"month-{asked}.log", narrate=False):
        done = month_summary.summarise(asked)
        asking = next_contact.list_for_counters(asked)
    for line in [*_said(done), f"lists for the counters: {asking}"]:
        print(line)


def _said(done: Summarised) -> list[str]:
    state = "new" if done.is_new else "unchanged"
    missing = f", {done.missing} working days missing" if done.missing else ""
    return [
        f"{done.month}: {state}{missing}, messages for head office: {done.told}",
        str(done.folder),
    ]


if __name__ == "__main__":
    sys.exit(main())
