"""Airflow inside this process: configured from the home, started quietly, one DAG at a time."""

from __future__ import annotations

import fcntl
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from authenticity import files
from authenticity.commands import interrupts, run_records
from authenticity.errors import ConfigurationError
from authenticity.settings import LOCAL, PROJECT, home
from authenticity.waiting import told

_BUNDLE = "dags-folder"
_DATABASE = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
_SECONDS_TO_WAIT = 60
"""For another writer of Airflow's own SQLite file; five, the default, killed a busy scheduler."""

OWN = "authenticity"
"""Our logger; those below it are for logs only."""


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
    if not _database_is_chosen(folder):
        os.environ[_DATABASE] = f"{_default_database(folder)}?timeout={_SECONDS_TO_WAIT}"
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
        "PYTHONWARNINGS": "ignore",  # of libraries about one another, in the log of each task
        # uvicorn's workers and the executor import the package by name.
        "PYTHONPATH": str(PROJECT / "plugins"),
    }
    for name, value in chosen.items():
        os.environ.setdefault(name, value)


def _database_is_chosen(folder: Path) -> bool:
    """Whether somebody says where Airflow's database is, by a variable or its settings file."""
    names = ("AIRFLOW_HOME", _DATABASE, f"{_DATABASE}_CMD", f"{_DATABASE}_SECRET")
    if any(os.environ.get(name) for name in names):
        return True
    settings = ConfigParser(interpolation=None)
    settings.read(folder / "airflow.cfg")
    written = settings.get("database", "sql_alchemy_conn", fallback=_default_database(folder))
    return written.partition("?")[0] != _default_database(folder)


def _default_database(folder: Path) -> str:
    return f"sqlite:///{folder}/airflow.db"


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
        elif record.name == OWN:
            self.say(f"  {record.getMessage()}")

    def say(self, line: str) -> None:
        """Print a line; the work goes on also when nobody reads it any more (`| head`)."""
        with suppress(BrokenPipeError):
            print(line, file=self.terminal, flush=True)


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
    logger = logging.getLogger(OWN)
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
            with suppress(BrokenPipeError):
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
        with told("another command, which makes Airflow's own database"):
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not marker.exists():
            logging.getLogger(OWN).info("Airflow's own database is made ready, once")
            initdb()
            _let_readers_and_a_writer_work()
            marker.touch()


def prepare_settings() -> None:
    """Have Airflow write its settings file, if there is none, before its parts start together.

    Each of them would make secrets of its own, and believe no token of the others: no task ran.
    """
    from airflow.configuration import write_default_airflow_configuration_if_needed

    write_default_airflow_configuration_if_needed()


def _let_readers_and_a_writer_work() -> None:
    """A property of the SQLite file, set once: whoever reads stops no heartbeat."""
    from airflow import settings

    if settings.engine is not None and settings.engine.dialect.name == "sqlite":
        with settings.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def require_dag(dag_id: str) -> None:
    """Before anything is loaded. Raises `ConfigurationError` for a DAG that nobody has."""
    folder = PROJECT / "dags"
    names = sorted(path.stem for path in folder.glob("*.py"))
    if os.environ["AIRFLOW__CORE__DAGS_FOLDER"] == str(folder) and dag_id not in names:
        raise _no_dag(dag_id, names)


def _no_dag(dag_id: str, names: Iterable[str]) -> ConfigurationError:
    return ConfigurationError(f"there is no DAG {dag_id!r}; there are {', '.join(names)}")


def run_dag(dag_id: str, list_date: date, conf: dict[str, Any] | None = None) -> bool:
    """Run one DAG for `list_date` to its end in this process; whether it succeeded.

    Retries are off: a person is waiting, and sees the reason at once. The run is recorded at the
    time of day when it begins, so that it takes no other run's place in Airflow's database.
    """
    from airflow.dag_processing.dagbag import BundleDagBag
    from airflow.providers.standard.operators.hitl import HITLOperator

    folder = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name=_BUNDLE)
    for file, error in bag.import_errors.items():
        raise ConfigurationError(f"{Path(file).name} cannot be loaded: {error.splitlines()[-1]}")
    dag = bag.dags.get(dag_id)
    if dag is None:
        raise _no_dag(dag_id, bag.dags)
    if any(isinstance(task, HITLOperator) for task in dag.tasks):
        raise ConfigurationError(
            f"{dag_id} waits for a person's answer, which no command can give; start it in "
            "Airflow's web UI (make up)"
        )
    for task in dag.tasks:
        task.retries = 0
    instant = datetime.combine(list_date, datetime.now(LOCAL).time(), LOCAL)
    with interrupts.noticed(), run_records.true_records(list_date):
        run = dag.test(logical_date=instant, run_conf=conf)
    return str(run.state) == "success"
