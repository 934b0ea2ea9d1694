"""The frame around every step: it records the run, logs, and lets no value escape."""

from __future__ import annotations

import errno
import logging
import os
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from authenticity.errors import AuthenticityError
from authenticity.ledger import runs
from authenticity.runtime import connections, home_lock, task_limit, versions
from authenticity.runtime.doctor import quick, whole
from authenticity.settings import home, now

log = logging.getLogger("authenticity")
clock = logging.getLogger("authenticity.seconds")
"""Apart, because a terminal shows what was done, and the log of a task also how long it took."""

_FRAMES_SHOWN = 6

_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
"""What an operator can mend: space, rights, a failing disk. Any other is a fault of ours."""


class StageError(AuthenticityError):
    """An error that nobody foresaw; names the place in the code and no value."""


class DiskError(AuthenticityError):
    """The home cannot be written or read."""


@contextmanager
def stage(dag_id: str, list_date: date, name: str, *, is_first: bool = False) -> Iterator[None]:
    """Run one step; an error becomes one line in the log and in the run's record.

    The first step of a DAG begins a run; the later ones go on with it. One step at a time works
    in a home. An unforeseen exception may quote a record in its message, so only its type and the
    place in the code go on.
    """
    begun = time.monotonic()
    try:
        with (
            task_limit.within(name),
            home_lock.take(home().root, f"{list_date} {name}", log.info),
        ):
            for warning in quick.look():
                log.warning("%s", warning)
            if is_first:
                whole.tell()
                _begin(dag_id, list_date)
            yield
            _tell_seconds(f"{list_date} {name}", begun)
    except home_lock.TurnError as error:
        log.error("%s", error)  # the run on record is the other step's
        raise
    except Exception as error:
        why = reason(name, error)
        _record_failure(dag_id, list_date, str(why))
        raise why from None


@contextmanager
def explained(name: str) -> Iterator[None]:
    """For work that records no run: an error is one line in the log, and lets no value escape."""
    begun = time.monotonic()
    try:
        with task_limit.within(name):
            for warning in quick.look():
                log.warning("%s", warning)
            yield
            _tell_seconds(name, begun)
    except Exception as error:
        why = reason(name, error)
        log.error("%s", why)
        raise why from None


def _tell_seconds(what: str, begun: float) -> None:
    clock.info("%s: done in %.1f seconds", what, time.monotonic() - begun)


def _begin(dag_id: str, list_date: date) -> None:
    with connections.case_store() as store, store.begin() as connection:
        runs.start(connection, dag_id, list_date, versions.current(), now())


def reason(name: str, error: Exception) -> AuthenticityError:
    """What may be said of an error: one of ours as it is, of any other its type and place."""
    if isinstance(error, AuthenticityError):
        return error
    unforeseen = StageError(f"{name} stopped on {type(error).__name__} at {_place(error)}")
    return disk_error(name, error) or unforeseen


def disk_error(who: str, error: Exception) -> DiskError | None:
    """The trouble with the home that `error` stands for, if it is any.

    It names a file only where something else lies in its place: files are called by days and codes.
    """
    if isinstance(error, IsADirectoryError | NotADirectoryError):
        place = error.filename2 or error.filename
        kind = "a folder" if isinstance(error, IsADirectoryError) else "no folder"
        return DiskError(
            f"{who} cannot work with {place}: it is {kind}; move it away, then run again"
        )
    if not isinstance(error, OSError) or error.errno not in _DISK:
        return None
    return DiskError(
        f"{who} cannot work in {home().root} ({os.strerror(error.errno)}); "
        "mend space or rights, then run again"
    )


def _place(error: Exception) -> str:
    frames = reversed(traceback.extract_tb(error.__traceback__)[-_FRAMES_SHOWN:])
    return " < ".join(f"{f.filename.rpartition('/')[2]}:{f.lineno} {f.name}" for f in frames)


def _record_failure(dag_id: str, list_date: date, message: str) -> None:
    """Best effort: when the store itself is the trouble, the log has to do."""
    log.error("%s", message)
    try:
        with connections.case_store() as store, store.begin() as connection:
            runs.finish(connection, dag_id, list_date, status=runs.FAILED, at=now(), error=message)
    except (AuthenticityError, OSError) as error:
        log.warning("the failure could not be recorded: %s", error)
