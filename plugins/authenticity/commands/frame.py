"""The frame around every command: quick checks first, then one line for whatever ends it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress

from authenticity.commands import INTERRUPTED, airflow_runtime
from authenticity.errors import AuthenticityError, ConfigurationError
from authenticity.runtime.doctor import quick

_REFUSED, _BY_CTRL_C, _NOBODY_READS = 1, 130, 141
"""Exit statuses; the last two are what a shell says of SIGINT and SIGPIPE."""


def guarded(work: Callable[[], None], *, is_checked: bool = True) -> int:
    """Run `work` and return the exit status: 0 exactly when it ended well.

    An error is one line on stderr, free of values; a reader that went away (`| head`) is none.
    Without `is_checked` the quick checks are left out: for what has to work in a broken home.
    """
    try:
        if is_checked:
            for warning in quick.look():
                print(f"warning: {warning}", file=sys.stderr)
        work()
        sys.stdout.flush()
    except BrokenPipeError:
        _write_no_more()
        return _NOBODY_READS
    except KeyboardInterrupt:
        return _ended(INTERRUPTED, _BY_CTRL_C)
    except Exception as error:
        return _ended(str(_reason(error)), _REFUSED)
    return 0


def in_home(work: Callable[[], None]) -> int:
    """As `guarded`, with Airflow pointed at this home first."""

    def settled() -> None:
        airflow_runtime.configure()
        work()

    return guarded(settled)


def require(**words: str) -> None:
    """Raises `ConfigurationError` for the first word of a command that was left out."""
    for name, word in words.items():
        if not word.strip():
            raise ConfigurationError(f"{name}= is missing; make help shows how to write it")


def _reason(error: Exception) -> AuthenticityError:
    from authenticity.runtime.step_frame import reason

    return reason("the command", error)


def _ended(text: str, status: int) -> int:
    line = " ".join(text.split("\n"))  # of what was typed, too
    with suppress(BrokenPipeError):
        print(f"error: {line}", file=sys.stderr)
    return status


def _write_no_more() -> None:
    """Python would complain about what it could not write when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
