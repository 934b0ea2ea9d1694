"""`dispatch_lists`, step 3: the run of each list date is closed once its lists add up."""

from __future__ import annotations

from datetime import date

from authenticity.dag_names import DISPATCH_LISTS, RECONCILE
from authenticity.ledger.release import release
from authenticity.runtime import connections
from authenticity.runtime.step_frame import stage
from authenticity.settings import now


def runs_of(list_dates: list[str]) -> None:
    """Release the run of each list date, or raise `ImbalanceError` naming what does not add up."""
    for text in list_dates:
        list_date = date.fromisoformat(text)
        with stage(DISPATCH_LISTS, list_date, RECONCILE), connections.case_store() as store:
            release(store, DISPATCH_LISTS, list_date, now())
