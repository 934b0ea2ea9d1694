"""Files that are there whole or not at all: written beside their place, and then put there."""

from __future__ import annotations

import glob
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_PRIVATE = 0o600
_NOBODY_ELSE = 0o077


def private_home(root: Path) -> None:
    """The folder of a home, which is its owner's only, as is all that the process writes from now.

    Whatever the umask was: what Airflow, DuckDB and SQLite write goes by that of the process.
    Raises `OSError` when the folder cannot be made, or is another user's and open to all.
    """
    os.umask(_NOBODY_ELSE)
    root.mkdir(parents=True, exist_ok=True)
    if root.stat().st_mode & _NOBODY_ELSE:
        root.chmod(0o700)


@contextmanager
def draft(path: Path, once: bool = False, safe: bool = True) -> Iterator[BinaryIO]:
    """A file to write to, which is put at `path`, safe on the disk, if the block ends well.

    `safe` may be left out for what can be made anew: the disk then writes it when it likes.

    It replaces what was there, and clears drafts of processes that were killed while writing. If
    `once`, whoever put a file there first is left alone. It is its owner's only, as are missing
    folders.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    writer = f"{threading.get_ident()}.{os.getpid()}"  # two threads write no draft together
    place = path.with_name(f".{path.name}.{writer}.draft")
    try:
        with open(place, "wb", opener=lambda name, flags: os.open(name, flags, _PRIVATE)) as file:
            yield file
            file.flush()
            if safe:
                os.fsync(file.fileno())
        if once:
            with suppress(FileExistsError):
                os.link(place, path)
        else:
            os.replace(place, path)
            for left_over in path.parent.glob(f".{glob.escape(path.name)}.*.draft"):
                if not _is_running(left_over.name.split(".")[-2]):
                    left_over.unlink(missing_ok=True)
    finally:
        place.unlink(missing_ok=True)


def put_changed(path: Path, content: bytes) -> None:
    """A file that can be made anew, whole or not at all; one that holds just this is left alone."""
    if not path.exists() or path.read_bytes() != content:
        with draft(path, safe=False) as file:
            file.write(content)


def put_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Files of a folder by name, each whole or not at all, for their owner only."""
    for name, content in contents.items():
        with draft(folder / name) as file:
            file.write(content)


def _is_running(process: str) -> bool:
    """Whether a process still writes its draft: another command may be at the same file."""
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:
        pass  # it is somebody else's, and there
    return True
