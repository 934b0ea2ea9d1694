"""Step 5: the ledger has to balance before the findings are released."""

from __future__ import annotations

from datetime import date

from authenticity.cases import ledger, runs
from authenticity.cases.store import Store
from authenticity.errors import ImbalanceError
from authenticity.settings import now
from authenticity.steps import connections
from authenticity.steps.pull import DAG_ID
from authenticity.steps.stage import log, stage


def run(list_date_text: str) -> None:
    """Release the run of a list date, or raise `ImbalanceError` naming what does not add up."""
    list_date = date.fromisoformat(list_date_text)
    with stage(DAG_ID, list_date, "reconcile"), connections.case_store() as store:
        release(store, DAG_ID, list_date)
        log.info("%s reconcile: the ledger balances", list_date)


def release(store: Store, dag_id: str, list_date: date) -> None:
    """Mark the run released once nothing of the list date is out of balance."""
    with store.begin() as connection:
        broken = ledger.imbalances(connection, list_date)
        if broken:
            raise ImbalanceError(
                f"the ledger of {list_date} does not balance ({'; '.join(map(str, broken[:3]))}); "
                "nothing is dispatched; see docs/runbook.md, section daily_screening"
            )
        runs.finish(connection, dag_id, list_date, status=runs.RELEASED, at=now())
