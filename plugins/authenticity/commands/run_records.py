"""What Airflow's UI shows of a run that a command makes: list date, true start, logs of its tasks.

`dag.test()` names a run after the clock, lets it start on its logical date, and leaves the logs of
its tasks on the terminal; the UI would show a run of another day, months long, without a word.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from pluggy import HookimplMarker

OWN = logging.getLogger("authenticity")
hookimpl = HookimplMarker("airflow")


@contextmanager
def true_records(list_date: date) -> Iterator[None]:
    """Within the block, runs of `dag.test()` are recorded as what they are."""
    from airflow.models import dagrun
    from airflow.sdk.listener import get_listener_manager

    original, logs, listeners = dagrun.get_or_create_dagrun, TaskLogs(), get_listener_manager()
    dagrun.get_or_create_dagrun = partial(_created, original, list_date)
    listeners.pm.register(logs)
    OWN.addHandler(logs.handler)
    try:
        yield
    finally:
        OWN.removeHandler(logs.handler)
        listeners.pm.unregister(logs)
        logs.end()
        dagrun.get_or_create_dagrun = original


def run_id(list_date: date, started: datetime) -> str:
    """Like `manual__2026-09-28__20260928T101500Z`: list date, and when it was started (UTC)."""
    return f"manual__{list_date}__{started.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _created(original: Any, list_date: date, **values: Any) -> Any:
    started = datetime.now(UTC)
    return original(**{**values, "run_id": run_id(list_date, started), "start_date": started})


class TaskLogs:
    """Writes our own lines of a task where the UI looks for its log, one JSON object a line.

    What libraries print goes to the command's log file only: it may quote a value.
    """

    def __init__(self) -> None:
        self.handler = _Lines()

    @hookimpl
    def on_task_instance_running(self, task_instance: Any) -> None:
        """A task begins; the one before is over. Logs are no reason for it to fail."""
        from airflow.configuration import conf
        from airflow.utils.helpers import log_filename_template_renderer

        name = log_filename_template_renderer()(
            ti=task_instance, try_number=task_instance.try_number
        )
        path = Path(conf.get("logging", "base_log_folder")) / name
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.handler.change(path.open("a", encoding="utf-8"))

    def end(self) -> None:
        """The last task is over."""
        self.handler.change(None)


class _Lines(logging.Handler):
    """The lines of one file after the other."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._file: TextIO | None = None

    def change(self, file: TextIO | None) -> None:
        if self._file is not None:
            self._file.close()
        self._file = file

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is not None:
            at = datetime.fromtimestamp(record.created, UTC).isoformat()
            line = {
                "timestamp": at,
                "level": record.levelname.lower(),
                "event": record.getMessage(),
            }
            print(json.dumps(line, ensure_ascii=False), file=self._file, flush=True)
