"""`quarterly_rollup`: the quarter that is over, or the one that was chosen, as a version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from authenticity.reporting.quarter.quarters import Quarter
from authenticity.services import roll_up
from authenticity.settings import now
from authenticity.working_days.deadlines import local_day


def quarter(instant: datetime | None, chosen: str) -> dict[str, Any]:
    """Roll up; gives quarter and version, as `sign_quarter` takes them.

    A run by hand may have no instant of its own: then it is of now.
    """
    over = Quarter.of(local_day(instant or now())).previous
    done = roll_up.roll_up(Quarter.read(chosen) if chosen else over)
    return {"quarter": done.quarter, "version": done.version}
