"""Runs: which DAG made which list, when, with which versions, and how it ended."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from authenticity.errors import StoreError
from authenticity.store.tables import RunRow

RUNNING = "running"
RELEASED = "released"
FAILED = "failed"

_LONGEST_ERROR = 500
"""An error is one line for a person; what is longer is a dump and belongs in the task log."""


@dataclass(frozen=True, slots=True)
class Versions:
    """What decides the outcome of a run besides its data."""

    rule_set_version: str
    calendar_version: str
    code_version: str


def start(
    connection: Connection, dag_id: str, list_date: date, versions: Versions, at: datetime
) -> int:
    """Records that a run begins and gives its number.

    A run of the same DAG and list date that still says `running` was killed: it becomes `failed`.
    """
    connection.execute(
        update(RunRow)
        .where(RunRow.dag_id == dag_id, RunRow.list_date == list_date, RunRow.status == RUNNING)
        .values(status=FAILED, ended_at=at, error="did not end; started again")
    )
    values = {
        "dag_id": dag_id,
        "list_date": list_date,
        "started_at": at,
        "status": RUNNING,
        **asdict(versions),
    }
    statement = insert(RunRow).values(values).returning(RunRow.run_id)
    return connection.execute(statement).scalar_one()


def finish(
    connection: Connection,
    dag_id: str,
    list_date: date,
    *,
    status: str,
    at: datetime,
    error: str | None = None,
) -> None:
    """Ends the latest run of a DAG and list date; saying the same end twice changes nothing.

    A failed run may still be released: a task of it was tried again and succeeded. A released run
    stays released. `error` is one line without a personal value. Raises `StoreError` when there
    is no such run, or it was released before.
    """
    if status not in (RELEASED, FAILED):
        raise StoreError(f"a run ends as {RELEASED} or {FAILED}, not as {status}")
    latest = connection.execute(
        select(RunRow.run_id, RunRow.status)
        .where(RunRow.dag_id == dag_id, RunRow.list_date == list_date)
        .order_by(RunRow.run_id.desc())
        .limit(1)
    ).one_or_none()
    if latest is None:
        raise StoreError(f"no run of {dag_id} for {list_date} is under way; start it first")
    if latest.status == RELEASED:
        if status == RELEASED:
            return
        raise StoreError(f"the run of {dag_id} for {list_date} was released and stays so")
    line = error.strip().splitlines()[0][:_LONGEST_ERROR] if error and error.strip() else None
    connection.execute(
        update(RunRow)
        .where(RunRow.run_id == latest.run_id)
        .values(status=status, ended_at=at, error=line)
    )


def released_dates(connection: Connection, dag_id: str) -> set[date]:
    """List dates of which a run of the DAG was released."""
    wanted = select(RunRow.list_date).where(RunRow.dag_id == dag_id, RunRow.status == RELEASED)
    return set(connection.scalars(wanted.distinct()))


def begun_dates(connection: Connection, dag_id: str) -> set[date]:
    """List dates of which the DAG was begun, however it ended."""
    wanted = select(RunRow.list_date).where(RunRow.dag_id == dag_id)
    return set(connection.scalars(wanted.distinct()))


def require_released(connection: Connection, dag_id: str, list_date: date) -> None:
    """Raises `StoreError` unless the latest run of a DAG and list date was released."""
    latest = connection.execute(
        select(RunRow.status)
        .where(RunRow.dag_id == dag_id, RunRow.list_date == list_date)
        .order_by(RunRow.run_id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if latest != RELEASED:
        raise StoreError(
            f"the findings of {list_date} are not released (the last run of {dag_id} is "
            f"{latest or 'missing'}); run {dag_id} for that date first"
        )
