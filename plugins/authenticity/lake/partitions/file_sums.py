"""Whether the files of a partition are what was written: by the SHA-256 of each in the manifest.

To read a stock of many gigabytes before each list would take longer than to screen it. So what was
found whole is noted, in `checked/` of the lake: size, inode and times of each file. Nobody can
write to a file, or put another in its place, without its inode or the time of its last change
moving, and then it is read again. A disk that forgets bits moves neither: `look_again` and
`make audit` read everything (docs/decisions/0039-sums-of-files.md).
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from authenticity import files
from authenticity.lake.index import table_index
from authenticity.lake.partitions import manifests
from authenticity.settings import now

NOTES = "checked"
_SETTLED = 1.0
"""Seconds: file systems tell times by ticks, so a file changed just now may change unseen."""

_INDEX = f"{table_index.FOLDER}/"

Note = list[Any]
"""Size, inode, times of content and of the last change, SHA-256."""


def of_files(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of a partition that has no manifest yet, by its place in it."""
    names = sorted(_names(folder))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(names, pool.map(lambda name: _sha256(folder / name), names), strict=True))


def of_tables(folder: Path) -> dict[str, str]:
    """The sums of a partition that is taken as it stands: its tables as they are.

    Of its index what was written, since another is never right: damage stays named. What an earlier
    version left without sums counts as whole.
    """
    if manifests.is_of_earlier_version(folder):
        return of_files(folder)
    index = {name: sha for name, sha in _readable(folder).items() if name.startswith(_INDEX)}
    tables = sorted(name for name in _names(folder) if not name.startswith(_INDEX))
    return {**index, **{name: _sha256(folder / name) for name in tables}}


def data_faults(folder: Path, table: str) -> list[str]:
    """What is wrong with a table of a partition, one line a file; nothing: it is whole.

    Where it was not read yet, all tables are, at once.
    """
    listed, note = _listed(folder), _read_note(_note_path(folder))
    tables = [name for name in listed if not name.startswith(_INDEX)]
    asked = [name for name in tables if name.startswith(f"{table}/")]
    is_read = note.get("files", {}).keys() >= set(asked)
    return _faults(folder, listed, asked if is_read else tables, note)


def index_faults(folder: Path) -> list[str]:
    """What is wrong with its index. What an earlier version left without sums counts as whole."""
    listed, note = _listed(folder), _read_note(_note_path(folder))
    return _faults(folder, listed, [name for name in listed if name.startswith(_INDEX)], note)


def has_index(folder: Path) -> bool:
    """Whether it was written with an index, or nobody knows."""
    listed = manifests.sums(folder)
    return listed is None or any(name.startswith(_INDEX) for name in listed)


def all_faults(folder: Path) -> list[str]:
    """What is wrong with all files, read whatever was noted; and what is there beside them."""
    listed = _listed(folder)
    others = sorted(_names(folder) - listed.keys()) if listed else []
    found = _faults(folder, listed, listed)
    return [*found, *(f"{folder / name} is not one of its partition" for name in others)]


def all_index_faults(folder: Path) -> list[str]:
    """The same of the index alone."""
    index = str(folder / _INDEX)
    return [fault for fault in all_faults(folder) if fault.startswith(index)]


def look_again(folder: Path, since: date) -> list[str]:
    """`all_faults` of a partition whose files were last read whole before that day, else nothing.

    What is whole is noted as read today; of what is not nothing stays noted.
    """
    path = _note_path(folder)
    if str(_read_note(path).get("since", "")) >= str(since):
        return []
    path.unlink(missing_ok=True)
    found, listed = all_faults(folder), _listed(folder)
    _faults(folder, listed, listed, {})
    return found


def files_of(folder: Path, table: str) -> list[Path]:
    """The Parquet files of a table: those of the manifest, or all where it names none."""
    listed = manifests.sums(folder)
    if listed is None:
        return sorted((folder / table).glob("*.parquet"))
    return [folder / name for name in sorted(listed) if name.startswith(f"{table}/")]


def _faults(
    folder: Path,
    listed: Mapping[str, str],
    names: Collection[str],
    note: Mapping[str, Any] | None = None,
) -> list[str]:
    """Reads what is not noted as whole, and notes what is. Without a note it reads all."""
    known = (note or {}).get("files", {})
    seen = {name: _seen(folder / name, listed[name]) for name in names}
    unknown = [name for name in names if seen[name] is None or known.get(name) != seen[name]]
    if not unknown:
        return []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        troubles = list(pool.map(lambda name: _trouble(folder / name, listed[name]), unknown))
    found = dict(zip(unknown, troubles, strict=True))
    if note is not None:
        _keep(folder, note, {name: seen[name] for name in unknown if not found[name]})
    return [f"{folder / name} {trouble}" for name, trouble in found.items() if trouble]


def _keep(folder: Path, note: Mapping[str, Any], good: Mapping[str, Note | None]) -> None:
    """Notes what was found whole, unless it was written only now. A lake may be read-only."""
    settled = (time.time() - _SETTLED) * 1e9
    new = {name: seen for name, seen in good.items() if seen and max(seen[2:4]) < settled}
    if new:
        content = {
            "since": note.get("since") or str(now().date()),
            "files": {**note.get("files", {}), **new},
        }
        with suppress(OSError), files.draft(_note_path(folder)) as draft:
            draft.write(json.dumps(content).encode())


def _trouble(path: Path, sha256: str) -> str | None:
    try:
        return None if _sha256(path) == sha256 else "is not as it was written"
    except FileNotFoundError:
        return "is gone"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seen(path: Path, sha256: str) -> Note | None:
    try:
        found = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return [found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns, sha256]


def _names(folder: Path) -> set[str]:
    """Every file of a partition but those that say something of it, or never came to an end."""
    apart = {manifests.MANIFEST, manifests.SEAL}
    found = (path for path in folder.rglob("*") if not path.is_dir() and path.suffix != ".draft")
    return {str(path.relative_to(folder)) for path in found} - apart


def _listed(folder: Path) -> dict[str, str]:
    return manifests.sums(folder) or {}


def _readable(folder: Path) -> dict[str, str]:
    return _listed(folder) if manifests.is_readable(folder) else {}


def _note_path(folder: Path) -> Path:
    return folder.parent.parent / NOTES / f"{folder.name}.json"


def _read_note(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
