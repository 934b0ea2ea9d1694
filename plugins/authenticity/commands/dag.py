"""`make dag DAG=… DATE=…`: one DAG for one list date, in this process."""

from __future__ import annotations

import argparse
import sys

from authenticity.commands.frame import guarded
from authenticity.commands.run import run_days, working_day


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the DAG succeeded."""
    parser = argparse.ArgumentParser(prog="make dag", description=__doc__)
    parser.add_argument("--dag", required=True)
    parser.add_argument("--date", required=True)
    chosen = parser.parse_args(arguments)
    return guarded(lambda: run_days((chosen.dag,), [working_day(chosen.date)]))


if __name__ == "__main__":
    sys.exit(main())
