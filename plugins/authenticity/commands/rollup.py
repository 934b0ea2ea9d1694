"""`make rollup QUARTER=2026Q3 [PARTIAL=1] [BY=…]`: the quarter's report as a draft, or restated."""

from __future__ import annotations

import argparse
import sys

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import in_home
from authenticity.reporting.quarter import versions
from authenticity.reporting.quarter.quarters import Quarter
from authenticity.services import roll_up
from authenticity.services.roll_up import Rollup
from authenticity.settings import home


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the quarter's report is there as it is on record."""
    parser = argparse.ArgumentParser(prog="make rollup", description=__doc__)
    for name in ("quarter", "partial", "by"):
        parser.add_argument(f"--{name}", default="")
    chosen = parser.parse_args(arguments)
    return in_home(lambda: write(chosen.quarter, chosen.partial.strip() == "1", chosen.by.strip()))


def write(quarter: str, is_partial: bool, by: str) -> None:
    """Roll the quarter up and say what came of it, and what is left to do."""
    asked = Quarter.read(quarter)
    with airflow_runtime.quiet(home().logs / f"rollup-{asked}.log", narrate=False):
        done = roll_up.roll_up(asked, partial=is_partial, by=by)
    for line in _said(done):
        print(line)


def _said(done: Rollup) -> list[str]:
    state = "new" if done.is_new else "unchanged"
    changes = f", {done.differences} figures restated" if done.differences else ""
    lines = [
        f"{done.quarter} version {done.version}: {state}, {done.status}{changes}",
        str(done.folder),
    ]
    if done.status == versions.DRAFT:
        lines.append(
            "to have it signed, start the DAG sign_quarter in Airflow (make up) with "
            f'{{"quarter": "{done.quarter}"}}'
        )
    if not done.has_company:
        lines.append(
            "note: it bears the name that include/quarter.yaml comes with; write the insurer's "
            "full name there as company, without which a real core system's quarter is refused"
        )
    return lines


if __name__ == "__main__":
    sys.exit(main())
