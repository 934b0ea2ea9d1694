"""Pieces of a large file, front to back; while some are read, the disk fetches the next ones.

A day looks up a hundred thousand rows, each a page somewhere in tens of gigabytes. Asked for one
by one, a disk answers each after its whole delay; told in advance, it answers hundreds at once.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterable, Iterator
from itertools import chain

Piece = tuple[int, int]
"""Where it begins, and how many bytes it has."""

_can_advise = hasattr(os, "posix_fadvise")
_POPULATED = {"flags": mmap.MAP_SHARED | mmap.MAP_POPULATE} if hasattr(mmap, "MAP_POPULATE") else {}
"""Linux can map all pages in one go instead of at the first touch of each."""
_WORTH_MAPPING = 1 << 16
"""From so many bytes on it costs less to look at a file's pages than to copy them."""


def read(file: int, groups: Iterable[list[Piece]]) -> Iterator[bytes | memoryview]:
    """The bytes of one group of pieces after another, those of a group put together.

    Raises `EOFError` when the file ends before a piece does.
    """
    size = os.fstat(file).st_size
    wanted: list[Piece] = []
    for coming in chain(groups, [[]]):
        if _can_advise:
            for start, length in coming:
                os.posix_fadvise(file, start, length, os.POSIX_FADV_WILLNEED)
        if wanted:
            if sum(wanted[-1]) > size:
                raise EOFError
            is_one = len(wanted) == 1 and wanted[0][1] >= _WORTH_MAPPING
            yield _mapped(file, *wanted[0]) if is_one else _together(file, wanted)
        wanted = coming


def _together(file: int, pieces: list[Piece]) -> bytes:
    return b"".join([os.pread(file, length, start) for start, length in pieces])


def _mapped(file: int, start: int, length: int) -> memoryview:
    """Freed with the last use of it, and so are its pages: memory stays small."""
    before = start % mmap.ALLOCATIONGRANULARITY
    window = mmap.mmap(
        file, before + length, offset=start - before, prot=mmap.PROT_READ, **_POPULATED
    )
    return memoryview(window)[before:]
