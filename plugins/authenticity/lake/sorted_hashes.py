"""Hashes in order, each with the row it belongs to, in a file that is read where it matters.

    <name>.bin     one 64-bit number each: a hash above the row, in order
    <name>.fence   the first number of every block of 1024

The row takes as many bits as the table's rows need, the hash the rest: of a hundred million rows
37 bits, so that one sought hash in a thousand finds a row of another value. Whoever reads the rows
compares the values. A million sought hashes of a day touch nearly every block, a thousand hardly
any: the fence tells which. Blocks near one another are read at once, so that the day reads the
file from front to end and memory stays the same whatever its size.
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

from authenticity.lake import file_pieces
from authenticity.lake.file_pieces import Piece

Hashes = NDArray[np.uint64]
Rows = NDArray[np.uint32]
_Integer = TypeVar("_Integer", np.uint64, np.uint32)

_BLOCK = 1024
_BLOCK_BYTES = _BLOCK * np.dtype(np.uint64).itemsize
_BLOCKS_AT_ONCE = 256
_WORTH_SKIPPING = 8
"""Reading so many blocks in vain costs about as much as one more read."""
RANGES = 256
"""Of a hundred million entries each has 3 MB, which the processor's cache still holds."""
READERS = os.cpu_count() or 1
"""Reading and searching both leave Python's lock, so every core can have a share."""


def row_mask(count: int) -> np.uint64:
    """The bits of an entry that hold the row, where there are so many rows."""
    return np.uint64((1 << max(count - 1, 1).bit_length()) - 1)


def write(path: Path, hashes: Hashes, rows: Rows, mask: np.uint64) -> None:
    """Put hash and row together, order them and write them; `hashes` is changed in doing so."""
    hashes &= ~mask
    hashes |= rows
    hashes.sort()
    hashes.tofile(path.with_suffix(".bin"))
    hashes[::_BLOCK].tofile(path.with_suffix(".fence"))


def find(path: Path, sought: Hashes, mask: np.uint64) -> Rows:
    """The rows of all sought hashes, in no order; a hash sought twice does no harm.

    Raises `EOFError` when the file is not as long as its fence says.
    """
    fence = np.fromfile(path.with_suffix(".fence"), np.uint64)
    file = os.open(path.with_suffix(".bin"), os.O_RDONLY)
    try:
        if -(-os.fstat(file).st_size // _BLOCK_BYTES) != len(fence):
            raise EOFError
        shares = np.array_split(distinct(sought & ~mask), READERS)
        with ThreadPoolExecutor(READERS) as pool:
            found = list(pool.map(partial(_find, file, fence, mask), shares))
    finally:
        os.close(file)
    return np.concatenate(found)


def _find(file: int, fence: Hashes, mask: np.uint64, low: Hashes) -> Rows:
    """The rows of some of the sought hashes, these in order."""
    found = [np.empty(0, np.uint32)]
    size = os.fstat(file).st_size
    for blocks in file_pieces.read(file, _groups(_needed(fence, mask, low), size)):
        part = np.frombuffer(blocks, np.uint64)
        begin, end = np.searchsorted(low, [part[0] & ~mask, part[-1]])
        inside = low[begin : end + 1]
        starts = np.searchsorted(part, inside)
        is_there = part[np.minimum(starts, len(part) - 1)] & ~mask == inside
        ends = np.searchsorted(part, inside[is_there] | mask, "right")
        found.append((part[spans(starts[is_there], ends)] & mask).astype(np.uint32))
    return np.concatenate(found)


class Walk:
    """All entries of a file, in order, the hashes of one range at a time, whatever range is asked.

    Every file is cut at the same hashes, so that files can be walked side by side. Raises
    `EOFError` when the file is not as long as its fence says.
    """

    def __init__(self, path: Path) -> None:
        self._fence = np.fromfile(path.with_suffix(".fence"), np.uint64)
        whole = np.memmap(path.with_suffix(".bin"), np.uint64, "r") if len(self._fence) else ()
        self._entries = np.asarray(whole, np.uint64)
        if -(-len(self._entries) // _BLOCK) != len(self._fence):
            raise EOFError

    def part(self, number: int) -> Hashes:
        """The entries of one of the `RANGES`."""
        return np.array(self._entries[self._place(number) : self._place(number + 1)])

    def _place(self, number: int) -> int:
        """Where that range begins: in the block before the first that is in it whole."""
        if number == RANGES:
            return len(self._entries)
        lowest = np.uint64((number << 64) // RANGES)
        block = max(int(np.searchsorted(self._fence, lowest)) - 1, 0) * _BLOCK
        return block + int(np.searchsorted(self._entries[block : block + _BLOCK], lowest))


def distinct(values: NDArray[_Integer]) -> NDArray[_Integer]:
    """In order and each once; `numpy.unique` hashes first, which takes ten times as long."""
    ordered = np.sort(values)
    is_first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


def _needed(fence: Hashes, mask: np.uint64, low: Hashes) -> NDArray[np.int64]:
    """The blocks that may hold a sought hash, and the few that lie between two of them."""
    ends = np.append(fence, ~np.uint64(0))[1:]
    is_needed = np.searchsorted(low, fence & ~mask) < np.searchsorted(low, ends, "right")
    first, last = _runs(np.flatnonzero(is_needed), _WORTH_SKIPPING)
    return spans(first, last + 1)


def _groups(blocks: NDArray[np.int64], size: int) -> Iterator[list[Piece]]:
    """Where these blocks lie in a file of that size, so many at once as is good."""
    for number in range(0, len(blocks), _BLOCKS_AT_ONCE):
        first, last = _runs(blocks[number : number + _BLOCKS_AT_ONCE], 1)
        starts, ends = first * _BLOCK_BYTES, np.minimum((last + 1) * _BLOCK_BYTES, size)
        yield list(zip(starts.tolist(), (ends - starts).tolist(), strict=True))


def _runs(numbers: NDArray[np.int64], widest: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last of those of the numbers, in order, that are so near one another."""
    ends = np.flatnonzero(np.diff(numbers, append=np.iinfo(np.int64).max) > widest)
    starts = np.concatenate([[0], ends[:-1] + 1])[: len(ends)]
    return numbers[starts], numbers[ends]


def spans(start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """All numbers from each start up to its end, one range after the other."""
    count = end - start
    before = np.cumsum(count) - count
    numbers: NDArray[np.int64] = np.arange(count.sum()) + np.repeat(start - before, count)
    return numbers
