"""The demo's quarters: the one that was over, and the one under way, each released as partial.

The insurer has used the software since 28 September only, so both lack working days.
"""

from __future__ import annotations

import os
from datetime import datetime, time
from pathlib import Path

from authenticity.commands import airflow_runtime
from authenticity.reporting.quarter.quarters import Quarter
from authenticity.services import roll_up
from authenticity.services.roll_up import Rollup
from authenticity.settings import LOCAL, home
from authenticity_lab.office.days import DAYS

COMPLIANCE = "coy"
"""Of the demo's people, in compliance."""

QUARTERS = (Quarter(2026, 3), Quarter(2026, 4))
"""In this order: the second one is compared with the first."""


def write() -> list[Rollup]:
    """Both reports, in the evening of the last day that was lived."""
    at = datetime.combine(DAYS[-1], time(18, 30), tzinfo=LOCAL)
    os.environ["AUTHENTICITY_CLOCK"] = at.isoformat()
    with airflow_runtime.quiet(home().logs / "rollup.log", narrate=False):
        return [roll_up.roll_up(each, partial=True, by=COMPLIANCE) for each in QUARTERS]


def report(done: Rollup) -> Path:
    """The PDF of a roll-up."""
    return done.folder / "report.pdf"
