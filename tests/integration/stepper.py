"""The steps of the daily job in processes that may be killed, stopped, or starved of disk.

    python -m tests.integration.stepper

One parent imports everything once and forks a child for each run, because a run without Airflow
takes a second and its imports ten. It reads one JSON command a line and answers each with one.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import pathlib
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from tests.integration.conftest import ROUNDS

from authenticity.config import Reasoned
from authenticity.errors import AuthenticityError
from authenticity.rules import catalogue
from authenticity.runtime import connections
from authenticity.runtime.doctor import whole
from authenticity.screening import sql
from authenticity.self_check import check_settings
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
from authenticity.values import address_wording, missing, name_words, numbering_plan

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

UPKEEP: dict[str, Callable[[date], object]] = {
    "compact": compact.up_to,
    "recheck": lambda day: recheck.follow_complaints(),
    "follow_up": lambda day: follow_up.on_verdicts(),
    "self_check": lambda day: self_check.check(""),
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
    importlib.import_module("authenticity.validation.judge")
    _read_once()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        command = json.loads(line)
        answer = _start(command) if command["do"] == "start" else _wait(command["pid"])
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _read_once() -> None:
    """What no run changes is read before the first fork: a fifth of what a run takes."""
    for load in (
        catalogue.load,
        missing.placeholders,
        numbering_plan.numbering_plan,
        name_words.wording,
        address_wording.wording,
    ):
        load()
    for name in sql._jinja.list_templates():
        sql._jinja.get_template(name)


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
    connections._engine = _without_airflow
    whole.tell = lambda: None  # asks in threads, at points of its own
    case_store.open_store.__defaults__ = (command["busy_seconds"],)
    os.environ["AUTHENTICITY_LOCK_SECONDS"] = str(command["patience_seconds"])
    ECMA376Agile.encrypt.__defaults__ = ROUNDS
    check_settings.in_force = lambda: _SMALL_CHECKS  # type: ignore[assignment]
    trigger = _Trigger(command["after_line"], command["at_point"], command["signal"])
    logging.getLogger("authenticity").addHandler(trigger)
    logging.getLogger("authenticity").setLevel(logging.INFO)
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
