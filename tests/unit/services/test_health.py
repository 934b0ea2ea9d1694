"""A dead scheduler, a DAG that is off, a list that is missed: told to a monitor, each by name."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.unit.services.test_alarming import MON, TUE, WED, out, store  # noqa: F401
from tests.unit.services.test_status import CALENDAR, REGISTERS, local

from authenticity.services.status import airflow_state, figures, health
from authenticity.services.status.airflow_state import DAG, JOB, NEEDED, AirflowState, Trouble
from authenticity.settings import Home
from authenticity.store.case_store import Store

NOW = datetime(2026, 9, 23, 9, tzinfo=UTC)
PATIENCE = timedelta(seconds=30)


def airflow(path: Path, jobs: dict[datetime, str], off: tuple[str, ...] = ()) -> AirflowState:
    """The state of an Airflow whose database has these schedulers, by last sign of life."""
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE job (job_type, state, latest_heartbeat TIMESTAMP)")
        connection.exec_driver_sql("CREATE TABLE dag (dag_id, is_paused BOOLEAN)")
        for at, state in jobs.items():
            connection.execute(
                sa.insert(JOB).values(job_type="SchedulerJob", state=state, latest_heartbeat=at)
            )
        connection.execute(
            sa.insert(JOB).values(job_type="TriggererJob", state="running", latest_heartbeat=NOW)
        )
        for dag_id in (*NEEDED, "clean_airflow"):
            is_off = dag_id in off or dag_id == "clean_airflow"
            connection.execute(sa.insert(DAG).values(dag_id=dag_id, is_paused=is_off))
    engine.dispose()
    return airflow_state.read_from(f"sqlite:///{path}", PATIENCE)


def codes(state: AirflowState) -> list[str]:
    return [each.code for each in state.troubles(NOW)]


def ago(seconds: int) -> datetime:
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("jobs", "off", "expected"),
    [
        ({}, (), []),
        ({}, NEEDED, []),
        ({ago(5): "running"}, (), []),
        ({ago(5): "running"}, NEEDED[:1], ["dag_paused"]),
        ({ago(5): "running"}, NEEDED, ["dag_paused"] * 3),
        ({ago(300): "running"}, (), ["no_scheduler"]),
        ({ago(300): "running"}, NEEDED, ["no_scheduler"]),
        ({ago(300): "success"}, (), ["no_scheduler"]),
        ({ago(300): "success"}, NEEDED[1:], ["no_scheduler"]),
        ({ago(300): "success"}, NEEDED, []),
        ({ago(300): "running", ago(5): "running"}, (), []),
        ({ago(10): "success", ago(20): "running"}, (), []),
    ],
    ids=[
        "commands make the lists",
        "commands make the lists, all off",
        "all is well",
        "one DAG is off",
        "all are off",
        "it died",
        "it died, and all are off",
        "stopped, DAGs on",
        "stopped, one on",
        "stopped, and all are off",
        "an old one died, a new one lives",
        "one of two was stopped",
    ],
)
def test_what_keeps_airflow_from_the_next_list_is_named(
    tmp_path: Path, jobs: dict[datetime, str], off: tuple[str, ...], expected: list[str]
) -> None:
    assert codes(airflow(tmp_path / "airflow.db", jobs, off)) == expected


def test_without_a_database_nothing_is_wrong_and_none_is_made(tmp_path: Path) -> None:
    path = tmp_path / "airflow.db"
    assert codes(airflow_state.read_from(f"sqlite:///{path}", PATIENCE)) == []
    assert not path.exists()


def test_airflow_has_the_columns_that_are_read() -> None:
    from airflow.jobs.job import Job
    from airflow.models.dag import DagModel

    assert set(JOB.c.keys()) <= set(Job.__table__.columns.keys())
    assert set(DAG.c.keys()) <= set(DagModel.__table__.columns.keys())
    assert (Job.__tablename__, DagModel.__tablename__) == (JOB.name, DAG.name)


def status_at(store: Store, at: datetime) -> figures.Status:  # noqa: F811
    with store.read() as connection:
        return figures.read(connection, REGISTERS, CALENDAR, at)


def test_a_missed_list_and_a_dead_scheduler_are_both_in_the_file(
    store: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    out(store, MON, TUE)
    status = status_at(store, local(9, 23, 9))
    dead = Trouble("no_scheduler", "no scheduler runs")
    home = Home(tmp_path)
    health.publish(home, status, health.troubles(status, [dead]))
    path = home.status / "health.json"
    read = json.loads(path.read_text())
    assert [each["code"] for each in read["troubles"]] == ["list_not_released", "no_scheduler"]
    assert (read["is_well"], read["list_date"], read["list_is_released"]) == (
        False,
        "2026-09-23",
        False,
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_day_that_is_out_is_well(store: Store) -> None:  # noqa: F811
    out(store, MON, TUE, WED)
    status = status_at(store, local(9, 23, 9))
    assert health.content(status, health.troubles(status, []))["is_well"]
    late = replace(status, not_released="dispatch_lists")
    assert not health.content(late, health.troubles(late, []))["is_well"]


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (local(9, 23, 7, 30), local(9, 23, 9)),
        (local(9, 23, 8), local(9, 23, 9, 30)),
        (local(9, 23, 17, 30), local(9, 23, 19)),
        (local(9, 23, 17, 31), local(9, 24, 9)),
        (local(9, 23, 23, 50), local(9, 24, 9)),
        (local(9, 30, 18), local(10, 8, 9)),  # National Day
        (local(10, 3, 12), local(10, 8, 9)),
    ],
)
def test_the_file_holds_until_an_hour_after_the_next_run_that_writes_it(
    at: datetime, until: datetime
) -> None:
    assert health.holds_until(at, CALENDAR) == until
