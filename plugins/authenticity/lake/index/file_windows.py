"""Values scattered over a file that may be larger than memory, taken from it by several threads.

What is wanted of a file lies in order, so a share of it lies in one window of the file, which is
read, asked and let go. Memory stays the same however large the file is. If most pages are
wanted, the window is read whole; if few are, only those are, and so many threads wait for them
that the disk has many requests to choose from: one at a time it would take ten times as long.

Nothing is mapped: a file that somebody cuts while it is mapped ends the process.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Answer = TypeVar("_Answer")
_Item = TypeVar("_Item", bound=np.generic)
Bytes = NDArray[np.uint8]
Numbers = NDArray[np.integer]
Places = NDArray[np.int64]
Answering = Callable[[Bytes, int, slice], _Answer]
"""Says what a window, which begins with so manieth item, has for a share of the wanted."""

_WINDOW = 1 << 24
_AROUND = 1 << 16
"""So many bytes of a window come to one wanted thing, at least, where few are wanted."""
_WAITING = 32
_PAGES_PER_WANTED = 4
"""Reading so many pages one after the other takes a disk as long as one somewhere else."""


def ask(
    path: Path, width: int, first: Numbers, last: Numbers, answer: Answering[_Answer]
) -> list[_Answer]:
    """The answers of all shares, in order.

    Items of the file have `width` bytes; each wanted thing lies in the items `first` to `last`,
    both in ascending order. What lies between may be anything. Raises `EOFError` when the file ends
    before the last of them begins, or is cut meanwhile.
    """
    if not len(first):
        return []
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if int(last[-1]) * width >= size:
            raise EOFError
        is_dense = len(first) * _PAGES_PER_WANTED * mmap.PAGESIZE > size
        if is_dense and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)

        def answered(share: slice) -> _Answer:
            starts = first[share].astype(np.int64) * width
            ends = np.minimum((last[share].astype(np.int64) + 1) * width, size)
            if is_dense:
                starts, ends = starts[:1], ends[-1:]
            return answer(_window(file.fileno(), starts, ends), int(first[share][0]), share)

        with ThreadPoolExecutor((os.cpu_count() or 1) if is_dense else _WAITING) as pool:
            return list(pool.map(answered, _shares(len(first), size)))


def items(path: Path, kind: np.dtype[_Item], wanted: Numbers) -> NDArray[_Item]:
    """The items with these numbers, which are in order, of a file of items of one kind."""

    def taken(window: Bytes, start: int, share: slice) -> NDArray[_Item]:
        whole = len(window) // kind.itemsize * kind.itemsize
        return window[:whole].view(kind).take(wanted[share] - start)

    return np.concatenate([np.empty(0, kind), *ask(path, kind.itemsize, wanted, wanted, taken)])


def _shares(count: int, size: int) -> Iterator[slice]:
    """So much at a time that a window has few bytes, or few of its pages are touched."""
    step = max(_WINDOW // _AROUND, count * _WINDOW // size)
    return (slice(start, start + step) for start in range(0, count, step))


def _window(file: int, starts: Places, ends: Places) -> Bytes:
    """The bytes from the first start to the last end, of which these parts are read.

    Memory is given out page by page, so that what is not read costs none.
    """
    begin, is_apart = int(starts[0]), np.append(True, starts[1:] > ends[:-1])
    length = int(ends[-1]) - begin
    is_whole = not is_apart[1:].any()
    memory = bytearray(length) if is_whole else _pages(length)
    view = memoryview(memory)
    parts = zip(starts[is_apart] - begin, ends[np.append(is_apart[1:], True)] - begin, strict=True)
    for start, end in parts:
        _fill(file, view[start:end], begin + int(start))
    return np.frombuffer(memory, np.uint8)


def _pages(length: int) -> mmap.mmap:
    memory = mmap.mmap(-1, length)
    if hasattr(mmap, "MADV_NOHUGEPAGE"):
        memory.madvise(mmap.MADV_NOHUGEPAGE)
    return memory


def _fill(file: int, part: memoryview, place: int) -> None:
    while part:
        count = os.preadv(file, [part], place)
        if not count:
            raise EOFError
        part, place = part[count:], place + count
