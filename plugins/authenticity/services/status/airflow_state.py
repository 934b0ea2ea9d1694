"""Whether Airflow is at work, by its own database: a scheduler that lives, DAGs that are on.

Airflow's own health page answers only while its API server lives, and nothing of it tells of a DAG
that is off. Two of its tables do both (`job`, `dag`; a test compares their columns).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from authenticity.dag_names import DAILY_SCREENING, DISPATCH_LISTS, TRACK_RESOLUTION
from authenticity.settings import LOCAL

NEEDED = (DAILY_SCREENING, DISPATCH_LISTS, TRACK_RESOLUTION)
"""Without one of these no list is made, none goes out, or nobody is reminded."""

JOB = sa.table(
    "job",
    sa.column("job_type"),
    sa.column("state"),
    sa.column("latest_heartbeat", sa.DateTime(timezone=True)),
)
DAG = sa.table("dag", sa.column("dag_id"), sa.column("is_paused", sa.Boolean))

_RUNNING = "running"
_HIDDEN = "airflow-db-not-allowed"
"""What a task sees in place of the database's address."""


@dataclass(frozen=True)
class Trouble:
    """`code`: for a monitor. `what`: one line, with what to do."""

    code: str
    what: str


@dataclass(frozen=True)
class AirflowState:
    """`last_sign`: of the scheduler, None where none ever ran: commands make the lists there.

    `has_ended`: it said good-bye. `off`: needed DAGs that are paused.
    """

    last_sign: datetime | None
    has_ended: bool
    off: tuple[str, ...]
    patience: timedelta

    def troubles(self, now: datetime) -> Iterator[Trouble]:
        """What keeps Airflow from making the next list, if it is Airflow's to make it."""
        if self.last_sign is None:
            return
        if self.has_ended or now - self.last_sign > self.patience:
            if not self.has_ended or set(self.off) != set(NEEDED):
                at = self.last_sign.astimezone(LOCAL)
                yield Trouble(
                    "no_scheduler",
                    f"no scheduler runs, the last sign of one is of {at:%Y-%m-%d %H:%M}; see "
                    "logs/airflow.log of the home, then: make down, and make up",
                )
            return
        for dag_id in self.off:
            yield Trouble("dag_paused", f"the DAG {dag_id} is paused; switch it on in the UI")


def read() -> AirflowState | None:
    """As it is now; None in a task, which may not look and is proof enough of a scheduler."""
    from airflow.configuration import conf

    address = str(conf.get("database", "sql_alchemy_conn"))
    if address.startswith(_HIDDEN):
        return None
    patience = conf.getint("scheduler", "scheduler_health_check_threshold")
    return read_from(address, timedelta(seconds=patience))


def read_from(address: str, patience: timedelta) -> AirflowState:
    """The state in the database at `address`; without a database, no scheduler ever ran."""
    url = sa.make_url(address)
    never = AirflowState(None, has_ended=False, off=(), patience=patience)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return never
    engine = sa.create_engine(url, hide_parameters=True)
    newest = (
        sa.select(JOB.c.state, JOB.c.latest_heartbeat)
        .where(JOB.c.job_type == "SchedulerJob", JOB.c.latest_heartbeat.is_not(None))
        .order_by(sa.desc(JOB.c.state == _RUNNING), JOB.c.latest_heartbeat.desc())
    )
    off = sa.select(DAG.c.dag_id).where(DAG.c.dag_id.in_(NEEDED), DAG.c.is_paused)
    try:
        with engine.connect() as connection:
            job = connection.execute(newest).first()
            paused = tuple(sorted(connection.scalars(off)))
    except sa.exc.DBAPIError:
        return never
    finally:
        engine.dispose()
    if job is None:
        return never
    at = job.latest_heartbeat
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return AirflowState(at, has_ended=job.state != _RUNNING, off=paused, patience=patience)
