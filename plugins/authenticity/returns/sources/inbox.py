"""Files that somebody dropped into `inbox/` or `inbox/<channel>/`, under any name."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

from authenticity.delivery import file_names
from authenticity.returns.limits import Limits
from authenticity.returns.received import Parcel, ReturnedFile, StaysError
from authenticity.returns.sources.file_names import is_finished

SOURCE = "inbox"
ARCHIVE = "archive"
"""A folder of the inbox that is not looked into."""


def parcels(
    folder: Path, channel_codes: Collection[str], limits: Limits, warn: Callable[[str], None]
) -> Iterator[Parcel]:
    """Every file that lies there, by name. `warn` gets a line about what cannot be taken.

    A link is not followed: it may point to what nobody sent.
    """
    for place, code in [(folder, None), *_channels(folder, channel_codes, warn)]:
        for path in _files(place):
            parcel = _parcel(path, code, limits, warn)
            if parcel is not None:
                yield parcel


def _channels(
    folder: Path, channel_codes: Collection[str], warn: Callable[[str], None]
) -> Iterator[tuple[Path, str]]:
    """The folders of channels, written in whatever case; of files in any other somebody is told."""
    by_name = {file_names.component(code): code for code in channel_codes}
    places = sorted(p for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
    for place in places:
        alike = [code for name, code in by_name.items() if name.lower() == place.name.lower()]
        code = by_name.get(place.name) or (alike[0] if len(alike) == 1 else None)
        if code is not None:
            yield place, code
        elif place.name != ARCHIVE and _files(place):
            warn(
                "the inbox holds files in a folder that is no channel's; move them into inbox/, or "
                "inbox/<channel code>/"
            )


def _files(place: Path) -> list[Path]:
    if not place.is_dir() or place.is_symlink():
        return []
    return sorted(p for p in place.iterdir() if is_finished(p.name) and not p.is_dir())


def _parcel(
    path: Path, code: str | None, limits: Limits, warn: Callable[[str], None]
) -> Parcel | None:
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            warn("the inbox holds a link or device, which is not followed; remove it")
            return None
        if found.st_size > limits.file_bytes:
            warn(
                f"the inbox holds a file of {found.st_size} bytes, larger than any list; remove it"
            )
            return None
        data = path.read_bytes()
    except OSError as error:
        warn(f"a file in the inbox cannot be read ({error.strerror}); mend its rights")
        return None
    return Parcel(
        source=SOURCE,
        files=(ReturnedFile(path.name, data),),
        done=lambda: _remove(path, found, warn),
        channel_code=code,
        is_fresh=abs(time.time() - found.st_mtime) < limits.copying_seconds.value,
    )


def _remove(path: Path, read: os.stat_result, warn: Callable[[str], None]) -> None:
    """Removes the file that was read; another one that took its place since then stays."""
    with suppress(FileNotFoundError):
        now = path.lstat()
        if (now.st_ino, now.st_size, now.st_mtime_ns) != (
            read.st_ino,
            read.st_size,
            read.st_mtime_ns,
        ):
            return
        try:
            path.unlink()
        except PermissionError:
            why = "a file in the inbox is taken in and cannot be removed; mend the rights of inbox"
            warn(why)
            raise StaysError(why) from None
