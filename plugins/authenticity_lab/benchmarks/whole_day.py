"""What Airflow adds to a day: the whole DAG beside the same steps called one after another."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import sqlalchemy as sa

from authenticity.commands import airflow_runtime
from authenticity.errors import AuthenticityError
from authenticity.settings import LOCAL, home
from authenticity_lab.benchmarks.timing import Timing, cpu_seconds, peak_bytes, seconds_of

LIST_DATE = date(2026, 9, 28)
_KEYED_IN = "2026-09-25 10:00:00"
"""A moment in the window of that list."""


def build(folder: Path, policies: int) -> Timing:
    """The synthetic insurer with all of its policies keyed in since the last list."""
    from authenticity_lab.synthetic import insurer

    engine = sa.create_engine(f"sqlite:///{folder / 'core_system.db'}")
    try:
        seconds = seconds_of(lambda: insurer.build(engine, folder / "truth.csv", policies))
        with engine.begin() as connection:
            connection.execute(sa.text("UPDATE policy SET updated_at = :at"), {"at": _KEYED_IN})
    finally:
        engine.dispose()
    return Timing(seconds, rows=policies, peak=peak_bytes())


def through_airflow(folder: Path) -> Timing:
    """`daily_screening` from pull to reconciled cases, in a home of its own."""
    move_into_new_home(folder)
    airflow_runtime.configure()
    with airflow_runtime.quiet(home().logs / "bench.log") as narrator:
        airflow_runtime.prepare_database()
        succeeded, before = [], cpu_seconds()
        seconds = seconds_of(
            lambda: succeeded.append(airflow_runtime.run_dag("daily_screening", LIST_DATE))
        )
        cpu = cpu_seconds() - before
        if not succeeded[0]:
            raise AuthenticityError(narrator.last_error or "a task failed before it could say why")
    return Timing(seconds, peak=peak_bytes(), cpu=cpu)


def by_hand(folder: Path) -> Timing:
    """The same steps as plain functions, each measured with its imports."""
    move_into_new_home(folder)
    airflow_runtime.configure()
    with airflow_runtime.quiet(home().logs / "bench.log"):
        before = cpu_seconds()
        stages = {name: seconds_of(step) for name, step in STEPS.items()}
        cpu = cpu_seconds() - before
    return Timing(sum(stages.values()), peak=peak_bytes(), stages=stages, cpu=cpu)


def move_into_new_home(folder: Path) -> None:
    """A home of its own below the folder, for this process, whose core system lies there, too."""
    for variable in [name for name in os.environ if name.startswith(("AIRFLOW", "AUTHENTICITY"))]:
        del os.environ[variable]
    os.environ["AUTHENTICITY_HOME"] = tempfile.mkdtemp(prefix="home-", dir=folder)
    os.environ["AUTHENTICITY_CLOCK"] = f"{LIST_DATE}T02:10:00+08:00"
    os.environ["AIRFLOW_CONN_CORE_SYSTEM"] = f"sqlite:///{folder / 'core_system.db'}"


def _pull() -> None:
    from authenticity.steps import pull

    pull.changes(datetime.combine(LIST_DATE, time(), LOCAL))


def _validate() -> None:
    from authenticity.steps import validate

    validate.rows(LIST_DATE.isoformat())


def _screen() -> None:
    from authenticity.steps import screen

    screen.batch(LIST_DATE.isoformat())


def _open_cases() -> None:
    from authenticity.steps import open_cases

    open_cases.of_batch(LIST_DATE.isoformat())


def _reconcile() -> None:
    from authenticity.steps import reconcile

    reconcile.run(LIST_DATE.isoformat())


STEPS: dict[str, Callable[[], None]] = {
    "pull": _pull,
    "validate": _validate,
    "screen": _screen,
    "open_cases": _open_cases,
    "reconcile": _reconcile,
}
