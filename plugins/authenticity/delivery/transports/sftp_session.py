"""An SFTP session that meets names and answers which are no UTF-8, and goes on.

Chinese Windows programs write names in GBK, and their servers say what is wrong in it. paramiko
decodes both as UTF-8 alone; one such name would end the listing of the whole folder.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import paramiko


class Session(paramiko.SFTPClient):  # type: ignore[misc]
    """A client whose names keep the bytes that are no UTF-8 as surrogates (PEP 383)."""

    def _request(self, kind: int, *arguments: Any) -> tuple[int, paramiko.Message]:
        kind, answer = super()._request(kind, *arguments)
        return kind, _lenient(answer)

    def _convert_status(self, answer: paramiko.Message) -> None:
        super()._convert_status(_lenient(answer))


class _Answer(paramiko.Message):  # type: ignore[misc]
    def get_text(self) -> str:
        return bytes(self.get_string()).decode("utf-8", "surrogateescape")


def _lenient(answer: paramiko.Message) -> _Answer:
    """What is left to be read of an answer."""
    return _Answer(answer.get_remainder())


def true_name(name: str) -> bytes:
    """The bytes that a name has on the server: under these it is opened and removed."""
    return name.encode("utf-8", "surrogateescape")


def readable(name: str) -> str:
    """A name as whoever gave it reads it: UTF-8, else GB 18030, which has all of GBK."""
    content = true_name(name)
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return content.decode("utf-8", "replace")
