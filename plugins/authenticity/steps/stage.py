"""The frame around every step: it records the run, logs, and lets no value escape."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from authenticity.cases import runs
from authenticity.errors import AuthenticityError
from authenticity.settings import now
from authenticity.steps import connections, versions

log = logging.getLogger("authenticity")

_FRAMES_SHOWN = 6


class StageError(AuthenticityError):
    """An error that nobody foresaw; names the place in the code and no value."""


@contextmanager
def stage(dag_id: str, list_date: date, name: str, *, is_first: bool = False) -> Iterator[None]:
    """Run one step; an error becomes one line in the log and in the run's record.

    The first step of a DAG begins a run; the later ones go on with it. An unforeseen exception
    may quote a record in its message, so only its type and the place in the code go on.
    """
    try:
        if is_first:
            _begin(dag_id, list_date)
        yield
    except AuthenticityError as error:
        _record_failure(dag_id, list_date, str(error))
        raise
    except Exception as error:
        message = f"{name} stopped on {type(error).__name__} at {_place(error)}"
        _record_failure(dag_id, list_date, message)
        raise StageError(message) from None


def _begin(dag_id: str, list_date: date) -> None:
    with connections.case_store() as store, store.begin() as connection:
        runs.start(connection, dag_id, list_date, versions.current(), now())


def _place(error: Exception) -> str:
    frames = reversed(traceback.extract_tb(error.__traceback__)[-_FRAMES_SHOWN:])
    return " < ".join(f"{f.filename.rpartition('/')[2]}:{f.lineno} {f.name}" for f in frames)


def _record_failure(dag_id: str, list_date: date, message: str) -> None:
    """Best effort: when the store itself is the trouble, the log has to do."""
    log.error("%s", message)
    try:
        with connections.case_store() as store, store.begin() as connection:
            runs.finish(connection, dag_id, list_date, status=runs.FAILED, at=now(), error=message)
    except AuthenticityError as error:
        log.warning("the failure could not be recorded: %s", error)
