"""A copy of each workbook that was put into the outbox, byte for byte, in `delivered/` of the home.

A workbook cannot be made again: its salt is fresh each time, and the case store has gone on since.
It is named by its SHA-256 and as encrypted as it was handed over.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from authenticity.delivery import sealing

FOLDER = "delivered"


def put(outbox: Path, place: Path | str, sealed: bytes) -> str:
    """Put a workbook into the outbox, then its copy aside; its SHA-256 in hex.

    In this order a list that was killed in between is taken up as it lies in the outbox, and no
    copy stays that nobody was handed.
    """
    sha256 = sealing.put(outbox / place, sealed)
    path = _path(outbox, sha256)
    if sealing.sha256_of(path) != sha256:
        sealing.put(path, sealed)
    return sha256


def keep(outbox: Path, place: Path | str, sha256: str) -> None:
    """Put the copy of a workbook aside that lies in the outbox as delivered, and has none or a
    damaged one.
    """
    if copy_of(outbox, sha256) is None:
        with suppress(OSError):  # it is not there
            sealed = (outbox / place).read_bytes()
            if hashlib.sha256(sealed).hexdigest() == sha256:
                sealing.put(_path(outbox, sha256), sealed)


def copy_of(outbox: Path, sha256: str) -> bytes | None:
    """The workbook with this SHA-256; None where its copy is gone or another."""
    try:
        sealed = _path(outbox, sha256).read_bytes()
    except OSError:
        return None
    return sealed if hashlib.sha256(sealed).hexdigest() == sha256 else None


def _path(outbox: Path, sha256: str) -> Path:
    return outbox.with_name(FOLDER) / f"{sha256}.xlsx"
