"""Values scattered over a file that may be larger than memory, taken from it by several threads.

What is wanted of a file lies in order, so a share of it lies in one window of the file, which is
mapped, asked and let go. Memory stays the same however large the file is. If most pages are
wanted, the disk is told to bring the whole file; if few are, so many threads wait for them that
the disk has many requests to choose from: one at a time it would take ten times as long.
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
Answering = Callable[[Bytes, int, slice], _Answer]
"""Says what a window, which begins with so manieth item, has for a share of the wanted."""

_WINDOW = 1 << 24
_AROUND = 1 << 16
"""So many bytes around a wanted page the system maps with it."""
_WAITING = 32
_PAGES_PER_WANTED = 4
"""Reading so many pages one after the other takes a disk as long as one somewhere else."""


def ask(
    path: Path, width: int, first: Numbers, last: Numbers, answer: Answering[_Answer]
) -> list[_Answer]:
    """The answers of all shares, in order.

    Items of the file have `width` bytes; each wanted thing lies in the items `first` to `last`,
    both in ascending order. Raises `EOFError` when the file ends before the last of them begins.
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
            start = int(first[share][0])
            end = min((int(last[share][-1]) + 1) * width, size)
            return answer(_mapped(file.fileno(), start * width, end, is_dense), start, share)

        with ThreadPoolExecutor((os.cpu_count() or 1) if is_dense else _WAITING) as pool:
            return list(pool.map(answered, _shares(len(first), size)))


def items(path: Path, kind: np.dtype[_Item], wanted: Numbers) -> NDArray[_Item]:
    """The items with these numbers, which are in order, of a file of items of one kind."""

    def taken(window: Bytes, start: int, share: slice) -> NDArray[_Item]:
        return window.view(kind).take(wanted[share] - start)

    return np.concatenate([np.empty(0, kind), *ask(path, kind.itemsize, wanted, wanted, taken)])


def _shares(count: int, size: int) -> Iterator[slice]:
    """So much at a time that a window has few bytes, or few of its pages are touched."""
    step = max(_WINDOW // _AROUND, count * _WINDOW // size)
    return (slice(start, start + step) for start in range(0, count, step))


def _mapped(file: int, start: int, end: int, is_dense: bool) -> Bytes:
    """These bytes of the file; freed with the last use of them, and so are their pages."""
    before = start % mmap.ALLOCATIONGRANULARITY
    window = mmap.mmap(file, end - start + before, offset=start - before, prot=mmap.PROT_READ)
    if not is_dense:
        window.madvise(mmap.MADV_RANDOM)
    return np.frombuffer(window, np.uint8, offset=before)
