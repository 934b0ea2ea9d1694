"""The manifest of a partition: what it holds, and what its files were when they were written.

It is sealed under the keyring together with the partition's name, so a manifest that somebody
changed, or took from another day or home, is noticed by whoever has the key
(docs/decisions/0039-sums-of-files.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from authenticity import canonical, files
from authenticity.errors import LakeError
from authenticity.privacy.keyring import Keyring

MANIFEST = "manifest.json"
SEAL = "SEALED"
FILES = "files"
_SIGNED = "seal"


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a partition, or None when there is no such partition.

    Raises `LakeError` when it cannot be read.
    """
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict):
        raise LakeError(f"the file {folder / MANIFEST} is damaged; {CURE}")
    return content


CURE = (
    "restore it from the backup of the home, or take the lake as it stands with: make accept "
    "REASON=…"
)


def sums(folder: Path) -> dict[str, str] | None:
    """The SHA-256 of each file, by its place below the partition; None: nobody wrote them down."""
    listed: dict[str, str] | None = (read(folder) or {}).get(FILES)
    return listed


def write(folder: Path, content: Mapping[str, Any], keyring: Keyring, name: str = "") -> None:
    """Put the manifest of a partition into place, sealed; `name` where it will have another."""
    plain = json.loads(json.dumps(dict(content), default=str))
    plain.pop(_SIGNED, None)
    sealed = {**plain, _SIGNED: _seal_of(plain, name or folder.name, keyring)}
    with files.draft(folder / MANIFEST) as draft:
        draft.write(json.dumps(sealed, indent=2).encode())


def why_not_ours(folder: Path, keyring: Keyring) -> str | None:
    """What speaks against a partition's manifest, in one line; None when it is as we wrote it."""
    path = folder / MANIFEST
    try:
        content = read(folder)
    except LakeError as error:
        return str(error)
    if content is None:
        return f"the file {path} is gone; {CURE}"
    if is_of_earlier_version(folder):
        return f"the file {path} is of an earlier version and says nothing of its files; {CURE}"
    seal = content.pop(_SIGNED, None)
    if seal != _seal_of(content, folder.name, keyring):
        return f"the file {path} was changed by somebody else; {CURE}"
    return None


def is_of_earlier_version(folder: Path) -> bool:
    """Whether it can be read, and says nothing of its files."""
    content = read(folder) if is_readable(folder) else None
    return content is not None and FILES not in content and _SIGNED not in content


def is_readable(folder: Path) -> bool:
    """Whether there is one that can be read."""
    try:
        return read(folder) is not None
    except LakeError:
        return False


def take_over(folder: Path, sums: Mapping[str, str], keyring: Keyring) -> None:
    """Seal a partition with the files that it has; what its manifest says besides stays."""
    content = (read(folder) or {}) if is_readable(folder) else {}
    write(folder, {**content, FILES: dict(sums)}, keyring)


def _seal_of(content: Mapping[str, Any], name: str, keyring: Keyring) -> str:
    text = canonical.dumps([name, content]).encode()
    return blake2b(text, key=keyring.lake_key, digest_size=32, person=b"lake manifest").hexdigest()
