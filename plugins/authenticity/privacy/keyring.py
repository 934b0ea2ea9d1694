"""The keyring: every secret of one home, in one file that only its owner can read.

Keys are made for a new home and never leave the process. What is derived from a key (a token, a
password, a chain hash) names its purpose, so that no two purposes ever share key material.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from authenticity import files
from authenticity.errors import KeyringError

_VERSION = 1
_KEY_NAMES = ("tokens", "chain", "passwords", "identity", "assets", "accounts")
_KEY_BYTES = 32
_CHECK_BYTES = 8
_PASSWORD_CHARACTERS = 20
"""100 bits in base32: no dictionary reaches it, and a clerk can still type it."""


@dataclass(frozen=True)
class Keyring:
    """The secrets of one home, by name. `repr` shows none of them."""

    _keys: dict[str, bytes] = field(repr=False)

    @classmethod
    def open(cls, path: Path, *, may_make: bool = True) -> Keyring:
        """Read the keyring at `path`; make it, with mode 0600, where there is none yet.

        Raises `KeyringError` when it is unreadable, damaged, too open, or of a newer version, or
        when it is missing and may not be made: a new one could read nothing of what is there.
        """
        if not path.exists():
            if not may_make:
                raise KeyringError(
                    f"the keyring {path} is gone, and what was written with it is still there; "
                    "restore it from its backup, or point AUTHENTICITY_KEYRING at it"
                )
            _create(path)
        return cls.from_text(_read_private(path), str(path))

    @classmethod
    def from_text(cls, text: str, source: str) -> Keyring:
        """Read a keyring from the text of a file or of a secret; `source` names it in errors."""
        try:
            content = json.loads(text)
            version, kept = content["version"], content["keys"]
            keys = {name: _decoded(kept.get(name)) for name in _KEY_NAMES}
        except (ValueError, KeyError, TypeError, AttributeError):
            raise KeyringError(
                f"the keyring {source} is damaged; restore it from its backup "
                "(without it nothing that was encrypted can be read)"
            ) from None
        if version != _VERSION:
            raise KeyringError(
                f"the keyring {source} is of version {version}, this software reads {_VERSION}"
            )
        lost = [name for name, key in keys.items() if len(key) != _KEY_BYTES]
        if lost:
            raise KeyringError(
                f"the keyring {source} has lost its key {', '.join(lost)}; restore it from its "
                "backup"
            )
        return cls(keys)

    @property
    def checks(self) -> dict[str, str]:
        """A check value of each key, which tells it from any other and nothing about it."""
        return {
            name: hashlib.blake2b(
                key=key, digest_size=_CHECK_BYTES, person=b"key check"
            ).hexdigest()
            for name, key in self._keys.items()
        }

    def require(self, checks: Mapping[str, str], source: str) -> None:
        """Raises `KeyringError` naming the keys that are not those of `checks`."""
        others = sorted(name for name, check in self.checks.items() if checks.get(name) != check)
        if len(others) == len(_KEY_NAMES):
            raise KeyringError(
                f"the keyring is not the one that {source} was made with; restore that one from "
                "its backup, or point AUTHENTICITY_KEYRING at it"
            )
        if others:
            raise KeyringError(
                f"the keyring has another key {', '.join(others)} than the one that {source} was "
                "made with; restore the keyring from its backup"
            )

    @property
    def token_key(self) -> bytes:
        """Key of the matching tokens."""
        return self._keys["tokens"]

    @property
    def chain_key(self) -> bytes:
        """Key of the audit chain."""
        return self._keys["chain"]

    @property
    def list_key(self) -> bytes:
        """Key of the digests by which a returned list is known as ours (`problem_list`)."""
        return hashlib.blake2b(
            b"", key=self._keys["passwords"], digest_size=_KEY_BYTES, person=b"returned list"
        ).digest()

    @property
    def archive_key(self) -> bytes:
        """Key of the archive of returned lists."""
        return hashlib.blake2b(
            key=self._keys["identity"], digest_size=_KEY_BYTES, person=b"return archive"
        ).digest()

    @property
    def lake_key(self) -> bytes:
        """Key of the seals of the lake's manifests."""
        return hashlib.blake2b(
            key=self._keys["chain"], digest_size=_KEY_BYTES, person=b"lake manifests"
        ).digest()

    def master_key(self, name: str) -> bytes:
        """Master key of one classification level; the lake wraps its data keys with it."""
        try:
            return self._keys[name]
        except KeyError:
            raise KeyringError(f"the keyring has no key for the level {name!r}") from None

    def password_for(self, recipient: str) -> str:
        """The password of the files that `recipient` gets, always the same, in groups of five."""
        digest = hashlib.blake2b(
            recipient.encode(), key=self._keys["passwords"], person=b"list password"
        ).digest()
        letters = base64.b32encode(digest).decode()[:_PASSWORD_CHARACTERS]
        return "-".join(letters[i : i + 5] for i in range(0, _PASSWORD_CHARACTERS, 5))


def _decoded(text: str | None) -> bytes:
    """A key; empty where the file has none."""
    return base64.b64decode(text or "")


def _create(path: Path) -> None:
    """Make a keyring and put it into place once: two starters, one keyring."""
    keys = {name: base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode() for name in _KEY_NAMES}
    try:
        with files.draft(path, once=True) as draft:
            draft.write(json.dumps({"version": _VERSION, "keys": keys}, indent=2).encode())
    except OSError as error:
        raise KeyringError(
            f"the keyring {path} cannot be made ({error.strerror}); "
            "check the folder, or point AUTHENTICITY_KEYRING at a readable file"
        ) from None


def _read_private(path: Path) -> str:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyringError(f"the keyring {path} can be read by others; run: chmod 600 {path}")
        return path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyringError(
            f"the keyring {path} cannot be read ({getattr(error, 'strerror', 'not text')}); "
            "restore it, or point AUTHENTICITY_KEYRING at a readable file"
        ) from None
