"""Log files that nobody has written to for a while: removed, with folders that are left empty."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from authenticity.errors import ConfigurationError


def remove(folder: Path, before: datetime, kept: Path) -> int:
    """Remove the files last written before an instant; how many. Links are not followed.

    Raises `ConfigurationError` for a folder that has `kept` in it, or lies there: that is no log.
    """
    real, precious = folder.resolve(), kept.resolve()
    if real in (precious, *precious.parents) or precious in real.parents:
        raise ConfigurationError(
            f"the folder of logs {folder} is not apart from the lake, and is not cleaned; give "
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER a folder of its own"
        )
    removed = 0
    thinned: set[Path] = set()
    for name, _, names in os.walk(folder, topdown=False):
        place = Path(name)
        old = [path for path in map(place.joinpath, names) if _is_before(path, before)]
        for path in old:
            path.unlink(missing_ok=True)
        removed += len(old)
        # Only what this has emptied: another one may just have been made, for a log to come.
        if place != folder and (old or place in thinned):
            with suppress(OSError):  # it is not empty
                place.rmdir()
                thinned.add(place.parent)
    return removed


def _is_before(path: Path, instant: datetime) -> bool:
    with suppress(FileNotFoundError):  # somebody else tidies up, too
        return path.lstat().st_mtime < instant.timestamp()
    return False
