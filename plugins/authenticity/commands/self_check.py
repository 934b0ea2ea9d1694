"""`make self-check [FROM=2020-01-01]`: the whole stock through all rules, and a report."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import in_home
from authenticity.commands.run import date_of
from authenticity.settings import home


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the report of the stock as it is now is there."""
    parser = argparse.ArgumentParser(prog="make self-check", description=__doc__)
    parser.add_argument("--from", default="", dest="since")
    chosen = parser.parse_args(arguments)
    return in_home(lambda: _check(date_of(chosen.since, "FROM") if chosen.since else None))


def _check(since: date | None) -> None:
    from authenticity.services import self_check

    with airflow_runtime.quiet(home().logs / "self-check.log"):
        done = self_check.check(since)
    print(done.folder)
    print(
        "to have cases opened of it, start the DAG stock_self_check in Airflow (make up) with "
        '{"open_cases": true, "by": "<user name>"}'
    )


if __name__ == "__main__":
    sys.exit(main())
