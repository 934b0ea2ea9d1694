"""Who works in a home: one step at a time, and a DAG for one command at a time.

A lock is the kernel's, on a file that names its holder. It ends with its holder, however that
happens, so a killed step leaves nothing to clear (docs/decisions/0010-one-run-at-a-time.md).
"""

from __future__ import annotations

import fcntl
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from authenticity import files
from authenticity.errors import AuthenticityError
from authenticity.settings import LOCAL, lock_seconds

_PAUSE_SECONDS = 0.2

_TARGETS = {"send_back": "return", "working_calendar": "calendar"}
"""Commands that `make` calls by another name than their module's."""


class TurnError(AuthenticityError):
    """The turn is somebody else's: what is in the home now is theirs to record."""


def take(root: Path, who: str, tell: Callable[[str], None]) -> IO[str]:
    """Take the turn in the home at `root`; closing what is returned gives it back.

    Waits for another step, and tells once for whom. Raises `TurnError` when that takes too long,
    `OSError` when the home cannot be written.
    """
    files.private_home(root)
    file = (root / "turn.lock").open("a+")
    try:
        _wait(file, root, who, tell)
        _sign(file, who)
    except BaseException:
        file.close()
        raise
    return file


def holder(root: Path) -> str | None:
    """Who has the turn in the home at `root` now; None where nobody works."""
    path = root / "turn.lock"
    if not path.exists():
        return None
    with path.open("r+") as file:
        return None if _is_locked(file) else _holder(file)


@contextmanager
def run_alone(root: Path, dag_ids: Sequence[str], who: str) -> Iterator[None]:
    """Run these DAGs by a command while no other command does.

    Steps of two runs would take turns, repeat each other's work and share one record of Airflow's.
    Raises `TurnError` at once when another command runs one of them.
    """
    files.private_home(root)
    with ExitStack() as held:
        for dag_id in dag_ids:
            name = re.sub(r"\W", "_", dag_id)  # as somebody wrote it
            file = held.enter_context((root / f"{name}.lock").open("a+"))
            if not _is_locked(file):
                raise TurnError(
                    f"{_holder(file)} runs {dag_id} in {root}, and one command at a time may; "
                    "let it end, then run again"
                )
            _sign(file, who)
        yield


def _wait(file: IO[str], root: Path, who: str, tell: Callable[[str], None]) -> None:
    patience = lock_seconds()
    until = time.monotonic() + patience
    is_told = False
    while not _is_locked(file):
        holder = _holder(file)
        if time.monotonic() >= until:
            raise TurnError(
                f"{holder} works in {root}, and one step at a time may; {who} waited {patience} "
                "seconds for it: let it end, then run again, or raise AUTHENTICITY_LOCK_SECONDS"
            )
        if not is_told:
            tell(f"{who} waits for {holder}, which works in this home")
            is_told = True
        time.sleep(_PAUSE_SECONDS)


def _holder(file: IO[str]) -> str:
    file.seek(0)
    return file.readline().strip() or "another step"


def _sign(file: IO[str], who: str) -> None:
    """Say who has the lock, for whoever waits for it."""
    since = datetime.now(LOCAL)
    file.truncate(0)
    print(
        f"{who} ({_command()}, process {os.getpid()}, since {since:%Y-%m-%d %H:%M:%S})",
        file=file,
        flush=True,
    )


def _command() -> str:
    """What this process was started as; no arguments, which may be words about a customer."""
    main = getattr(sys.modules["__main__"], "__spec__", None)
    package, _, name = (main.name if main else "").rpartition(".")
    if package.startswith("authenticity"):
        return f"make {_TARGETS.get(name, name).replace('_', '-')}"
    return Path(sys.argv[0]).name or "python"


def _is_locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
