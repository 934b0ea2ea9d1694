"""Airflow inside this process: configured from the home, started quietly, one DAG at a time."""

from __future__ import annotations

import fcntl
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

from authenticity import files
from authenticity.errors import ConfigurationError
from authenticity.settings import PROJECT, home

_BUNDLE = "dags-folder"


def configure() -> None:
    """Point Airflow at this checkout and this home, unless the caller chose otherwise.

    Has to happen before Airflow is imported, which reads its settings once.
    """
    folder = home().airflow
    try:
        files.private_home(home().root)
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"the home {home().root} cannot be used ({error.strerror}); "
            "point AUTHENTICITY_HOME at a folder that can be written"
        ) from None
    point_at(folder)


def point_at(folder: Path) -> None:
    """Point Airflow at this checkout, with its own files in `folder`; nothing is made here."""
    chosen = {
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
        # LocalExecutor forks this many idle workers; a day's job is a chain.
        "AIRFLOW__CORE__PARALLELISM": "4",
        # What a laptop runs is for the laptop; a server has docker-compose.yaml.
        "AIRFLOW__API__HOST": "127.0.0.1",
        # Airflow changes the modes of its logs itself, whatever the umask.
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS": "0o700",
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS": "0o600",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "GX_ANALYTICS_ENABLED": "false",
        # uvicorn's workers and the executor import the package by name.
        "PYTHONPATH": str(PROJECT / "plugins"),
    }
    for name, value in chosen.items():
        os.environ.setdefault(name, value)


def loopback() -> str:
    """Where everything that `make up` starts listens, and what Airflow calls this machine then."""
    return "127.0.0.1"


class Narrator(logging.Handler):
    """Shows the pipeline's own log lines on the terminal and remembers the last error."""

    def __init__(self, terminal: IO[str]) -> None:
        super().__init__(logging.INFO)
        self.terminal = terminal
        self.last_error: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self.last_error = self.last_error or record.getMessage()
        elif not record.getMessage().endswith((": begins", ": done")):
            print(f"  {record.getMessage()}", file=self.terminal, flush=True)


@contextmanager
def quiet(log_file: Path, narrate: bool = True) -> Iterator[Narrator]:
    """Send everything that Airflow prints to `log_file`; only the narrator reaches the terminal.

    Without `narrate` not even that does: for a command that prints an answer.
    """
    log_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1), os.dup(2)
    terminal = os.fdopen(os.dup(1), "w")
    narrator = Narrator(terminal)
    logger = logging.getLogger("authenticity")
    with log_file.open("a") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        if narrate:
            logger.addHandler(narrator)
        logger.setLevel(logging.INFO)
        try:
            yield narrator
        finally:
            logger.removeHandler(narrator)
            sys.stdout.flush()
            sys.stderr.flush()
            for target, source in enumerate(saved, start=1):
                os.dup2(source, target)
                os.close(source)
            terminal.close()


def prepare_database() -> None:
    """Bring Airflow's own database up to this Airflow version; fast when it already is.

    Of two commands at once, the second waits for the first.
    """
    from airflow import __version__
    from airflow.utils.db import initdb

    folder = Path(os.environ["AIRFLOW_HOME"])
    marker = folder / f".database-{__version__}"
    with (folder / ".database.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not marker.exists():
            initdb()
            marker.touch()


def run_dag(dag_id: str, list_date: date, conf: dict[str, Any] | None = None) -> bool:
    """Run one DAG for `list_date` to its end in this process; whether it succeeded.

    Retries are off: a person is waiting, and sees the reason at once.
    """
    import pendulum
    from airflow.dag_processing.dagbag import BundleDagBag
    from airflow.providers.standard.operators.hitl import HITLOperator

    folder = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name=_BUNDLE)
    for file, error in bag.import_errors.items():
        raise ConfigurationError(f"{Path(file).name} cannot be loaded: {error.splitlines()[-1]}")
    dag = bag.dags.get(dag_id)
    if dag is None:
        raise ConfigurationError(f"there is no DAG {dag_id!r}; there are {', '.join(bag.dags)}")
    if any(isinstance(task, HITLOperator) for task in dag.tasks):
        raise ConfigurationError(
            f"{dag_id} waits for a person's answer, which no command can give; start it in "
            "Airflow's web UI (make up)"
        )
    for task in dag.tasks:
        task.retries = 0
    instant = pendulum.datetime(list_date.year, list_date.month, list_date.day, tz="Asia/Shanghai")
    run = dag.test(logical_date=instant, run_conf=conf)
    return str(run.state) == "success"
