"""Programs that some tests need and pip cannot bring: installed where that is possible.

Where it is not, the test skips with a line that the end of the run repeats in red.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_INSTALL_SECONDS = 300


def find_or_install(package: str, find: Callable[[], Path | None]) -> Path | None:
    """What `find` finds, after root installed Debian's package if need be; else None."""
    return find() or _install(package, find)


def _install(package: str, find: Callable[[], Path | None]) -> Path | None:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [apt, "install", "-y", "--no-install-recommends", package]
    for command in (install, [apt, "update"], install):
        with suppress(subprocess.SubprocessError, OSError):
            done = subprocess.run(
                command, env=environment, capture_output=True, timeout=_INSTALL_SECONDS
            )
            if done.returncode == 0 and find():
                break
    return find()
