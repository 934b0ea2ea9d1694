"""Step 5: store and ledger have to hold before the findings are released."""

from __future__ import annotations

from datetime import date

from authenticity.dag_names import DAILY_SCREENING, RECONCILE
from authenticity.ledger.release import release
from authenticity.runtime import connections
from authenticity.runtime.step_frame import log, stage
from authenticity.services import auditing
from authenticity.services.status import current
from authenticity.settings import now


def run(list_date_text: str) -> None:
    """Release the run of a list date.

    Raises `AuditError` when somebody else changed the case store: the chain is walked from where it
    was whole at the last list, every row is compared with its seal. Raises `ImbalanceError` naming
    what does not add up.
    """
    list_date = date.fromisoformat(list_date_text)
    try:
        with stage(DAILY_SCREENING, list_date, RECONCILE), connections.case_store() as store:
            auditing.require_good(store)
            release(store, DAILY_SCREENING, list_date, now())
            log.info("%s reconcile: the ledger balances", list_date)
    finally:
        current.publish()  # what does not add up is seen there, too
