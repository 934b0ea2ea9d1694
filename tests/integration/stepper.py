"""The steps of the daily job in processes that may be killed, stopped, or starved of disk.

    python -m tests.integration.stepper

One parent imports everything and runs one day, then forks a child for each run: what a process
imports, reads and compiles on its first day costs as much as a day does. It reads one JSON command
a line and answers each with one.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import pathlib
import resource
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from tests import insurer
from tests.integration.conftest import ROUNDS

from authenticity.config import Reasoned
from authenticity.errors import AuditError, AuthenticityError
from authenticity.rules import catalogue
from authenticity.runtime import connections
from authenticity.runtime.doctor import whole
from authenticity.self_check import check_settings
from authenticity.services import auditing
from authenticity.settings import LOCAL
from authenticity.steps import (
    compact,
    deliver,
    follow_up,
    open_cases,
    pull,
    recheck,
    reconcile,
    release,
    screen,
    self_check,
    send,
    validate,
)
from authenticity.store import case_store

Command = dict[str, Any]

STEPS: dict[str, Callable[[date], object]] = {
    "pull": lambda day: pull.changes(datetime(day.year, day.month, day.day, 2, tzinfo=LOCAL)),
    "validate": lambda day: validate.rows(day.isoformat()),
    "screen": lambda day: screen.batch(day.isoformat()),
    "open_cases": lambda day: open_cases.of_batch(day.isoformat()),
    "reconcile": lambda day: reconcile.run(day.isoformat()),
    "deliver": lambda day: deliver.lists([day.isoformat()]),
    "release": lambda day: release.runs_of([day.isoformat()]),
    "send": lambda day: send.waiting(),
}


def _audit() -> None:
    """As `make audit` ends."""
    faults = auditing.whole().faults
    if faults:
        raise AuditError("; ".join(faults))


UPKEEP: dict[str, Callable[[date], object]] = {
    "compact": compact.up_to,
    "recheck": lambda day: recheck.follow_complaints(),
    "follow_up": lambda day: follow_up.on_verdicts(),
    "self_check": lambda day: self_check.check(""),
    "audit": lambda day: _audit(),
    "order": lambda day: self_check.order("csy"),
}
"""Run when it is named."""


_SMALL_CHECKS = replace(
    check_settings.in_force(),
    portion=Reasoned(5, "a small stock has several"),
    daily_capacity=Reasoned(2, "and several lists get them"),
)


def serve() -> None:
    """Answer commands until the parent closes the pipe."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    _stand_in()
    _live_one_day()
    for line in sys.stdin:
        command = json.loads(line)
        answer = _start(command) if command["do"] == "start" else _wait(command["pid"])
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _stand_in() -> None:
    """What is not as in a task, in all runs."""
    connections._engine = _without_airflow
    whole.tell = lambda: None  # asks in threads, at points of its own
    ECMA376Agile.encrypt.__defaults__ = ROUNDS
    check_settings.in_force = lambda: _SMALL_CHECKS  # type: ignore[assignment]


def _live_one_day() -> None:
    """A day of a small insurer in this process, whose modules, files and templates stay read."""
    before = dict(os.environ)
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        core = sa.create_engine(f"sqlite:///{folder}/core.db")
        insurer.create(core)
        insurer.registers(core)
        for policy_no, updated_at in (("P1", "2026-09-27 10:00:00"), ("P2", "2026-09-01 10:00:00")):
            insurer.insert(core, "policy", insurer.policy(policy_no, updated_at=updated_at))
            insurer.insert(core, "party", insurer.party(policy_no, name=""))
        os.environ["AUTHENTICITY_HOME"] = f"{folder}/home"
        os.environ["AIRFLOW_CONN_CORE_SYSTEM"] = str(core.url)
        os.environ["AUTHENTICITY_CLOCK"] = "2026-09-28T02:10:00+08:00"
        for step in STEPS.values():
            step(date(2026, 9, 28))
        core.dispose()
    os.environ.clear()
    os.environ.update(before)
    logging.disable(logging.NOTSET)
    gc.collect()
    gc.freeze()  # or the first collection of a child would copy every page


def _start(command: Command) -> Command:
    pid = os.fork()
    if pid == 0:
        os._exit(_run(command))
    return {"pid": pid}


def _wait(pid: int) -> Command:
    _, status = os.waitpid(pid, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        return {"ended": "stopped"}
    return {"ended": "killed" if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)}


def _run(command: Command) -> int:
    log = os.open(command["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    try:
        _prepare(command)
        for day in map(date.fromisoformat, command["days"]):
            os.environ["AUTHENTICITY_CLOCK"] = command["clock"] or f"{day}T02:10:00+08:00"
            for name in command["steps"] or STEPS:
                (STEPS | UPKEEP)[name](day)
    except AuthenticityError as error:
        _say(f"error: {error}")
        return 1
    except BaseException as error:
        _say(f"escaped: {type(error).__name__}: {error}")
        return 2
    return 0


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def _prepare(command: Command) -> None:
    os.environ.update(command["env"])
    case_store.open_store.__defaults__ = (command["busy_seconds"],)
    os.environ["AUTHENTICITY_LOCK_SECONDS"] = str(command["patience_seconds"])
    trigger = _Trigger(command["after_line"], command["at_point"], command["signal"])
    log = logging.getLogger("authenticity")
    log.addHandler(trigger)
    log.setLevel(logging.INFO)
    log.propagate = False  # Airflow would say each line once more
    _watch(trigger.point)
    if command["rules"]:
        amended = catalogue.amended(catalogue.load(), pathlib.Path(command["rules"]))
        catalogue.load = lambda: amended  # type: ignore[assignment]
    if command["file_limit"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (command["file_limit"],) * 2)


def _without_airflow(connection_id: str, default: pathlib.Path) -> sa.Engine:
    url = os.environ.get(f"AIRFLOW_CONN_{connection_id.upper()}") or f"sqlite:///{default}"
    return sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), hide_parameters=True)


class _Trigger(logging.Handler):
    """Writes the log, and signals this process: after a line, or before the n-th point after it."""

    def __init__(self, line: str, points: int, number: int) -> None:
        super().__init__()
        self.line, self.number = line, number
        self.is_armed = bool(points and not line)
        self.left = points

    def emit(self, record: logging.LogRecord) -> None:
        _say(record.getMessage())
        if self.line and self.line in record.getMessage():
            self.is_armed = True
            if not self.left:
                os.kill(os.getpid(), self.number)

    def point(self, *_: object) -> None:
        """One more rename, link, seal or commit is about to happen."""
        if self.is_armed and self.left:
            self.left -= 1
            if not self.left:
                os.kill(os.getpid(), self.number)


def _watch(point: Callable[..., None]) -> None:
    def told(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            point()
            return original(*arguments, **options)

        return call

    for name in ("rename", "replace", "link"):
        setattr(os, name, told(getattr(os, name)))
    pathlib.Path.touch = told(pathlib.Path.touch)  # type: ignore[method-assign]
    sa.event.listen(sa.Engine, "commit", point)


if __name__ == "__main__":
    serve()
