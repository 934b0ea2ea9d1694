"""Airflow's own database, cleaned by Airflow's own means, in a process that may open it.

Airflow hides its database from tasks, so a task starts this module as a process of its own:

    python -m authenticity.runtime.airflow_metadata BEFORE RUN_ID

It must be the database that the task's own run is recorded in; no other one is touched.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime

from authenticity.dag_names import CLEAN_AIRFLOW
from authenticity.errors import AuthenticityError
from authenticity.runtime.airflow_connections import find
from authenticity.settings import PROJECT

CONNECTION = "airflow_metadata"
_HIDDEN = ("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "AIRFLOW__CORE__SQL_ALCHEMY_CONN")
_FORBIDDEN = "airflow-db-not-allowed"
_FOREIGN, _FAILED = 3, 4


class MetadataError(AuthenticityError):
    """Airflow's own database cannot be found or cleaned."""


def clean(before: datetime, run_id: str) -> None:
    """Remove what Airflow recorded before an instant, unless its run is still under way.

    Raises `MetadataError` when the database is not the one that has `run_id`, or refuses.
    """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", __name__, before.isoformat(), run_id],
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode == _FOREIGN:
        raise MetadataError(
            "the database that Airflow's settings name does not have this run; say where Airflow's "
            "own database is in AIRFLOW_CONN_AIRFLOW_METADATA"
        )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1][:200]
        raise MetadataError(f"Airflow's own database could not be cleaned ({last}); run it again")


def _environment() -> dict[str, str]:
    """This process's variables, with Airflow's database as it is outside a task."""
    variables = {**os.environ, "PYTHONPATH": str(PROJECT / "plugins")}
    for name in _HIDDEN:
        if variables.get(name, "").startswith(_FORBIDDEN):
            del variables[name]
    connection = find(CONNECTION)
    if connection is not None:
        variables[_HIDDEN[0]] = connection.get_uri().replace("postgres://", "postgresql://", 1)
    return variables


def main(arguments: Sequence[str]) -> int:
    """Check that the database is the right one, then let Airflow clean it."""
    import pendulum
    from airflow.models.dagrun import DagRun
    from airflow.utils.db_cleanup import run_cleanup
    from airflow.utils.session import create_session
    from airflow.utils.state import State
    from sqlalchemy import select
    from sqlalchemy.exc import SQLAlchemyError

    before, run_id = datetime.fromisoformat(arguments[0]), arguments[1]
    try:
        with create_session() as session:
            own = select(DagRun.id).where(DagRun.dag_id == CLEAN_AIRFLOW, DagRun.run_id == run_id)
            if session.scalar(own) is None:
                return _FOREIGN
            unfinished = select(DagRun.dag_id).where(
                DagRun.start_date < before, DagRun.state.not_in(State.finished_dr_states)
            )
            waiting = sorted(set(session.scalars(unfinished)))
    except SQLAlchemyError:
        return _FOREIGN
    run_cleanup(
        clean_before_timestamp=pendulum.instance(before),
        exclude_dag_ids=waiting or None,
        confirm=False,
        skip_archive=True,
        error_on_cleanup_failure=True,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
