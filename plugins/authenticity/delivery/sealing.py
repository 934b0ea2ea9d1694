"""Sealing: a workbook leaves the process only encrypted, and appears under its name at once.

Agile encryption of ECMA-376 (AES-256, SHA-512), which Excel, WPS and LibreOffice open. The
plain bytes stay in memory; on disk there is the sealed file or nothing.
"""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

from msoffcrypto.format.ooxml import OOXMLFile

from authenticity import files
from authenticity.errors import DispatchError


def seal(plain: bytes, password: str) -> bytes:
    """`plain` (a workbook) encrypted with `password`. Differs each time: the salt is fresh."""
    sealed = BytesIO()
    OOXMLFile(BytesIO(plain)).encrypt(password, sealed)
    return sealed.getvalue()


def put(path: Path, sealed: bytes) -> str:
    """Put `sealed` at `path`, whole or not at all; its SHA-256 in hex.

    Folders are made 0700 and the file 0600. Raises `DispatchError` when the disk refuses.
    """
    try:
        with files.draft(path) as draft:
            draft.write(sealed)
    except OSError as error:
        raise DispatchError(
            f"the problem list {path.name} cannot be written ({error.strerror}); "
            "check space and rights of the outbox, then run the dispatch again"
        ) from None
    return hashlib.sha256(sealed).hexdigest()


def sha256_of(path: Path) -> str | None:
    """SHA-256 of the file at `path`, or None when there is none.

    Raises `DispatchError` when it is there and cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DispatchError(
            f"the problem list {path.name} cannot be read ({error.strerror}); "
            "check the rights of the outbox, then run the dispatch again"
        ) from None


def unseal(sealed: bytes, password: str) -> bytes | None:
    """The workbook inside, or None when the password does not open it or it is damaged."""
    plain = BytesIO()
    try:
        file = OOXMLFile(BytesIO(sealed))
        file.load_key(password=password, verify_password=True)
        file.decrypt(plain, verify_integrity=True)
    except Exception:  # whatever a foreign file does to the reader, it is not ours
        return None
    return plain.getvalue()
