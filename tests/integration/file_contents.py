"""What all files below a folder hold, read by another process.

A process that opens and closes a file of an SQLite database by itself drops the locks that it holds
on it (https://www.sqlite.org/howtocorrupt.html, 2.2): the next process to close the database thinks
that it is the last one, takes the log away, and leaves a malformed database.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path


def read(folder: Path) -> dict[Path, bytes]:
    """By path, in order."""
    packed = subprocess.run(
        ["tar", "--create", "--directory", str(folder), "."], stdout=subprocess.PIPE
    )
    assert packed.returncode <= 1, "1 tells that a file changed while it was read"
    contents = {}
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        for member in sorted(archive.getmembers(), key=lambda each: each.name):
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                contents[folder / member.name.removeprefix("./")] = file.read()
    return contents
