"""What the two processes say to each other: a kind, and two pieces with their lengths."""

from __future__ import annotations

import struct
from typing import BinaryIO

FILE, READ, REFUSED, DAMAGED = b"F", b"R", b"N", b"D"
"""A file to read; what was read; why it is refused; why it cannot be opened."""

_HEAD = struct.Struct(">cQQ")


class EndedError(Exception):
    """The other process is gone."""


def write(pipe: BinaryIO, kind: bytes, first: bytes, second: bytes = b"") -> None:
    """Writes one message, wholly. Raises `OSError` when nobody reads any more."""
    pipe.write(_HEAD.pack(kind, len(first), len(second)))
    pipe.write(first)
    pipe.write(second)
    pipe.flush()


def read(pipe: BinaryIO) -> tuple[bytes, bytes]:
    """Kind and first piece of the next message; `EndedError` when there is none."""
    kind, first, _second = read_both(pipe)
    return kind, first


def read_both(pipe: BinaryIO) -> tuple[bytes, bytes, bytes]:
    """The next message with both pieces; `EndedError` when there is none."""
    kind, first, second = _HEAD.unpack(_exactly(pipe, _HEAD.size))
    return kind, _exactly(pipe, first), _exactly(pipe, second)


def _exactly(pipe: BinaryIO, length: int) -> bytes:
    found = pipe.read(length)
    if len(found) < length:
        raise EndedError
    return found
