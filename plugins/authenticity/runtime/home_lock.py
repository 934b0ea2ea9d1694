"""One step at a time in a home: whoever works in it holds its turn, a lock on one file.

The kernel gives the lock back when its holder ends, however that happens, so a killed step leaves
nothing to clear (docs/decisions/0010-one-run-at-a-time.md).
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from authenticity import files
from authenticity.errors import LakeError

PATIENCE_SECONDS = 600.0
"""The longest step of a usual day takes less; who waits longer has met a stock load or a fault."""

_PAUSE_SECONDS = 0.2


class TurnError(LakeError):
    """The turn is somebody else's: what is in the home now is theirs to record."""


def take(root: Path, who: str, tell: Callable[[str], None]) -> IO[str]:
    """Take the turn in the home at `root`; closing what is returned gives it back.

    Waits for another step, and tells once for whom. Raises `TurnError` when that takes too long,
    `OSError` when the home cannot be written.
    """
    files.private_home(root)
    file = (root / "turn.lock").open("a+")
    try:
        _wait(file, root, tell)
        file.truncate(0)
        print(f"{who}, process {os.getpid()}", file=file, flush=True)
    except BaseException:
        file.close()
        raise
    return file


def _wait(file: IO[str], root: Path, tell: Callable[[str], None]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    is_told = False
    while not _is_locked(file):
        file.seek(0)
        holder = file.readline().strip() or "another step"
        if time.monotonic() >= until:
            raise TurnError(
                f"{holder} works in {root}, and one step at a time may; let it end, then run again"
            )
        if not is_told:
            tell(f"waiting for {holder}, which works in this home")
            is_told = True
        time.sleep(_PAUSE_SECONDS)


def _is_locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
