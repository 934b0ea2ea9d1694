"""The moment from which T+1 is over for a run: the end of its list date, local time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from airflow.sdk.definitions.deadline import BaseDeadlineReference

from authenticity.settings import LOCAL


class ListDateEnd(BaseDeadlineReference):
    """For Airflow's deadlines: the end of the list date, however late the run was queued.

    A run by hand has somebody who waits for it, and its list date may be long over: it has none.
    """

    required_kwargs: ClassVar[set[str]] = {"dag_id", "run_id"}

    def _evaluate_with(self, *, session: Any, dag_id: str, run_id: str) -> datetime | None:
        from airflow.models.dagrun import DagRun
        from sqlalchemy import select

        statement = select(DagRun.run_type, DagRun.data_interval_end).where(
            DagRun.dag_id == dag_id, DagRun.run_id == run_id
        )
        found = session.execute(statement).one_or_none()
        if found is None or found.run_type == "manual" or found.data_interval_end is None:
            return None
        return end_of(found.data_interval_end.astimezone(LOCAL).date())


def end_of(list_date: date) -> datetime:
    """Midnight after a list date."""
    return datetime.combine(list_date + timedelta(days=1), time(), tzinfo=LOCAL)
