"""What a step may take. Past that, Airflow's alarm stops Python, and DuckDB is stopped from here.

DuckDB hears no alarm while it works, and afterwards says only that it was interrupted. So the
step is told again and again to end, and any error that follows is the limit's.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from authenticity.errors import AuthenticityError
from authenticity.lake import engines
from authenticity.settings import task_minutes

_PAUSE_SECONDS = 5.0
"""Work that falls back to another statement, when one is stopped, is stopped there."""


class TimeLimitError(AuthenticityError):
    """A step took longer than a task may."""


@contextmanager
def within(name: str) -> Iterator[None]:
    """Raises `TimeLimitError` when the block is stopped for its time; how is Airflow's to say."""
    minutes = task_minutes()
    has_ended, is_over = threading.Event(), threading.Event()

    def watch() -> None:
        patience: float = minutes * 60
        while not has_ended.wait(patience):
            is_over.set()
            engines.interrupt()
            patience = _PAUSE_SECONDS

    threading.Thread(target=watch, name=f"time limit of {name}", daemon=True).start()
    try:
        yield
    except BaseException as error:
        if not (is_over.is_set() or _is_alarm(error)):
            raise
        raise TimeLimitError(
            f"{name} took longer than {minutes} minutes and was stopped; see in its log what it "
            "waited for, then run again, or raise AUTHENTICITY_TASK_MINUTES"
        ) from None
    finally:
        has_ended.set()


def _is_alarm(error: BaseException) -> bool:
    """Airflow's own stop, in a process that runs in Airflow."""
    module = sys.modules.get("airflow.sdk.exceptions")
    return module is not None and isinstance(error, module.AirflowTaskTimeout)
