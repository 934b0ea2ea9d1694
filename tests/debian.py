"""Programs that some tests need and pip cannot bring: installed where that is possible.

Where it is not, the test skips with a line that the end of the run repeats in red.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_INSTALL_SECONDS = 300
_WAIT = ("-o", f"DPkg::Lock::Timeout={_INSTALL_SECONDS}")
"""For whoever else installs something on this machine."""


def find_or_install(package: str, find: Callable[[], Path | None]) -> Path | None:
    """What `find` finds, after root installed Debian's package if need be; else None."""
    return find() or _install(package, find)


def _install(package: str, find: Callable[[], Path | None]) -> Path | None:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [apt, "install", "-y", "--no-install-recommends", *_WAIT, package]
    with _one_at_a_time():
        for command in (install, [apt, "update"], install):
            with suppress(subprocess.SubprocessError, OSError):
                done = subprocess.run(
                    command, env=environment, capture_output=True, timeout=_INSTALL_SECONDS
                )
                if done.returncode == 0 and find():
                    break
    return find()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Workers wait for one another: apt refuses a second one, and its tests would be skipped."""
    with (Path(tempfile.gettempdir()) / f"authenticity-tests-apt-{os.geteuid()}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
