"""A run is released when nothing of its list date is out of balance."""

from __future__ import annotations

from datetime import date, datetime

from authenticity.errors import ImbalanceError
from authenticity.ledger import ledger_entries, runs
from authenticity.store.case_store import Store


def release(store: Store, dag_id: str, list_date: date, at: datetime) -> None:
    """Mark the run released, or raise `ImbalanceError` naming what does not add up."""
    with store.begin() as connection:
        broken = ledger_entries.imbalances(connection, list_date)
        if broken:
            raise ImbalanceError(
                f"the ledger of {list_date} does not balance ({'; '.join(map(str, broken[:3]))}); "
                "nothing is dispatched; see docs/runbook.md, section daily_screening"
            )
        runs.finish(connection, dag_id, list_date, status=runs.RELEASED, at=at)
