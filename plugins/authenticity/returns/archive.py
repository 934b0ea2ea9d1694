"""The archive: every file that came back, as it came, encrypted, by the SHA-256 of its content.

It is the evidence behind an answer, and it may hold what a clerk should not have written. AES-256
in GCM, with a key of its own from the keyring; the hash is authenticated along with the content, so
that no file can stand for another.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePosixPath

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from authenticity import files
from authenticity.errors import KeyringError, StoreError

_MARK = b"AUTHRET1"
_NONCE_BYTES = 12


def sha256_of(data: bytes) -> str:
    """In hex: what a returned file is known by."""
    return hashlib.sha256(data).hexdigest()


def place_of(sha256: str) -> PurePosixPath:
    """Where the file lies below the archive; a folder for every 256th keeps folders short."""
    return PurePosixPath(sha256[:2], f"{sha256}.sealed")


def put(folder: Path, data: bytes, key: bytes) -> PurePosixPath:
    """Archives a file and says where. Again it changes nothing. `OSError` when the disk refuses."""
    sha256 = sha256_of(data)
    place = place_of(sha256)
    if not (folder / place).exists():
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(key).encrypt(nonce, data, sha256.encode())
        with files.draft(folder / place) as draft:
            draft.write(_MARK + nonce + sealed)
    return place


def get(folder: Path, sha256: str, key: bytes) -> bytes:
    """The file as it came. Raises `StoreError` if it is gone, `KeyringError` if it was altered."""
    try:
        content = (folder / place_of(sha256)).read_bytes()
    except OSError as error:
        raise StoreError(
            f"the archive of returned lists has no file {sha256[:16]} ({error.strerror}); "
            "restore inbox/archive from its backup"
        ) from None
    nonce_end = len(_MARK) + _NONCE_BYTES
    try:
        if not content.startswith(_MARK):
            raise InvalidTag
        nonce = content[len(_MARK) : nonce_end]
        return AESGCM(key).decrypt(nonce, content[nonce_end:], sha256.encode())
    except (InvalidTag, ValueError):
        raise KeyringError(
            f"the archived list {sha256[:16]} was altered or belongs to another keyring; "
            "restore inbox/archive and the keyring from their backup"
        ) from None
