"""Hashes in order, each with the row it belongs to, in a file that is read where it matters.

    <name>.bin     one 64-bit number each: 32 bits of hash above 32 bits of row, in order
    <name>.fence   the first number of every block of 1024

A million sought hashes of a day touch nearly every block, a thousand hardly any: the fence tells
which. Blocks near one another are read at once, so that the day reads the file from front to end
and memory stays the same whatever its size. In a hundred million rows one sought hash in forty
finds a row of another value: whoever reads the rows compares the values.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Rows = NDArray[np.uint32]
_Integer = TypeVar("_Integer", np.uint64, np.uint32)

_HALF = np.uint64(32)
_LOWER = np.uint64(0xFFFFFFFF)
_BLOCK = 1024
_BLOCKS_AT_ONCE = 256
_WORTH_SKIPPING = 8
"""Reading so many blocks in vain costs about as much as one more read."""
_RANGES = 256
"""Of a hundred million entries each has 3 MB, which the processor's cache still holds."""
_READERS = os.cpu_count() or 1
"""Reading and searching both leave Python's lock, so every core can have a share."""


def write(path: Path, hashes: Hashes, rows: Rows) -> None:
    """Put hash and row together, order them and write them; `hashes` is changed in doing so."""
    hashes &= ~_LOWER
    hashes |= rows
    hashes.sort()
    hashes.tofile(path.with_suffix(".bin"))
    hashes[::_BLOCK].tofile(path.with_suffix(".fence"))


def find(path: Path, sought: Hashes) -> Rows:
    """The rows of all sought hashes, in no order; a hash sought twice does no harm.

    Raises `EOFError` when the file is not as long as its fence says.
    """
    fence = np.fromfile(path.with_suffix(".fence"), np.uint64)
    file = os.open(path.with_suffix(".bin"), os.O_RDONLY)
    try:
        if -(-os.fstat(file).st_size // (_BLOCK * fence.itemsize)) != len(fence):
            raise EOFError
        shares = np.array_split(distinct(sought & ~_LOWER), _READERS)
        with ThreadPoolExecutor(_READERS) as pool:
            found = list(pool.map(partial(_find, file, fence), shares))
    finally:
        os.close(file)
    return np.concatenate(found)


def _find(file: int, fence: Hashes, low: Hashes) -> Rows:
    """The rows of some of the sought hashes, these in order."""
    found = [np.empty(0, np.uint32)]
    for first, last in _runs(fence, low):
        part = _blocks(file, first, last)
        begin, end = np.searchsorted(low, [part[0] & ~_LOWER, part[-1]])
        inside = low[begin : end + 1]
        places = _ranges(
            np.searchsorted(part, inside), np.searchsorted(part, inside | _LOWER, "right")
        )
        found.append((part[places] & _LOWER).astype(np.uint32))
    return np.concatenate(found)


def ranges(path: Path) -> Iterator[Hashes]:
    """All entries in order, the hashes of one range at a time, whatever file they stand in.

    Every file is cut at the same hashes, so that files can be walked side by side. Raises
    `EOFError` when the file is not as long as its fence says.
    """
    fence = np.fromfile(path.with_suffix(".fence"), np.uint64)
    entries = np.memmap(path.with_suffix(".bin"), np.uint64, "r") if len(fence) else fence
    if -(-len(entries) // _BLOCK) != len(fence):
        raise EOFError
    for number in range(_RANGES):
        yield np.array(entries[_place(fence, entries, number) : _place(fence, entries, number + 1)])


def _place(fence: Hashes, entries: Hashes, number: int) -> int:
    """Where the range of that number begins: in the block before the first that is in it whole."""
    if number == _RANGES:
        return len(entries)
    lowest = np.uint64((number << 64) // _RANGES)
    block = max(int(np.searchsorted(fence, lowest)) - 1, 0) * _BLOCK
    return block + int(np.searchsorted(entries[block : block + _BLOCK], lowest))


def distinct(values: NDArray[_Integer]) -> NDArray[_Integer]:
    """In order and each once; `numpy.unique` hashes first, which takes ten times as long."""
    ordered = np.sort(values)
    is_first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


def _blocks(file: int, first: int, last: int) -> Hashes:
    size = _BLOCK * np.dtype(np.uint64).itemsize
    return np.frombuffer(os.pread(file, (last - first + 1) * size, first * size), np.uint64)


def _runs(fence: Hashes, low: Hashes) -> Iterator[tuple[int, int]]:
    """First and last of the blocks that may hold a sought hash, so many at once as is good."""
    ends = np.append(fence, ~np.uint64(0))[1:]
    is_needed = np.searchsorted(low, fence & ~_LOWER) < np.searchsorted(low, ends, "right")
    needed = np.flatnonzero(is_needed)
    for run in np.split(needed, np.flatnonzero(np.diff(needed) > _WORTH_SKIPPING) + 1):
        for start in range(run.min(initial=len(fence)), run.max(initial=-1) + 1, _BLOCKS_AT_ONCE):
            yield start, min(start + _BLOCKS_AT_ONCE - 1, run.max())


def _ranges(start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """All numbers from each start up to its end, one range after the other."""
    count = end - start
    before = np.cumsum(count) - count
    numbers: NDArray[np.int64] = np.arange(count.sum()) + np.repeat(start - before, count)
    return numbers
