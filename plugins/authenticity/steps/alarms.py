"""What Airflow calls when a deadline of a run has passed."""

from __future__ import annotations

import logging
from typing import Any

log = logging.getLogger("authenticity")


def list_is_late(**_context: Any) -> None:
    """T+1 is over and the list of the day does not exist (implementing rules, art. 7)."""
    log.error(
        "the list of suspicious records was not made within one working day of entry (art. 7); "
        "see docs/runbook.md, section daily_screening"
    )
