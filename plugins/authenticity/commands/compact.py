"""`make compact DATE=…`: the stock and the days up to a list date, put together now."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import in_home
from authenticity.commands.run import working_day
from authenticity.settings import home
from authenticity.steps import compact


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the stock of the list date is there."""
    parser = argparse.ArgumentParser(prog="make compact", description=__doc__)
    parser.add_argument("--date", required=True)
    chosen = parser.parse_args(arguments)
    return in_home(lambda: _now(working_day(chosen.date)))


def _now(list_date: date) -> None:
    with airflow_runtime.quiet(home().logs / f"compact-{list_date}.log"):
        compact.up_to(list_date)


if __name__ == "__main__":
    sys.exit(main())
