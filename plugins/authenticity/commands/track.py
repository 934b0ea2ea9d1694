"""`make track`: the open cases followed once, as of the clock: returns, reminders, what waits."""

from __future__ import annotations

import argparse
import sys

from authenticity.commands.frame import guarded
from authenticity.commands.run import date_of, run_days
from authenticity.dag_names import TRACK_RESOLUTION
from authenticity.settings import LOCAL, now


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the DAG succeeded; `--date` names the run, today unless given."""
    parser = argparse.ArgumentParser(prog="make track", description=__doc__)
    parser.add_argument("--date", default="")
    chosen = parser.parse_args(arguments)
    return guarded(lambda: _track(chosen.date.strip()))


def _track(text: str) -> None:
    day = date_of(text, "DATE") if text else now().astimezone(LOCAL).date()
    run_days((TRACK_RESOLUTION,), [day])


if __name__ == "__main__":
    sys.exit(main())
