"""Hashes in order, each with the row it belongs to, in a file that is read where it matters.

    <name>.bin     one 64-bit number each: a hash above the row, in order
    <name>.fence   the first number of every block of 1024
    <name>.bits    which hashes may be there at all (`lake.index.bloom_filter`)
    <name>.whose   of each number half a hash of its row's ID, where the column has one

The row takes as many bits as the table's rows need, the hash the rest: of a hundred million rows
37 bits, so that one sought hash in a thousand finds a row of another value. Whoever reads the rows
compares the values. Most of the hashes that a day seeks fail by the bits; the fence tells in which
blocks the others would be.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from authenticity.lake.index import bloom_filter, file_windows
from authenticity.lake.index.file_windows import Bytes

Hashes = NDArray[np.uint64]
Rows = NDArray[np.uint32]
Halves = NDArray[np.uint32]
_Integer = TypeVar("_Integer", np.uint64, np.uint32)

_BLOCK = 1024
_BLOCK_BYTES = _BLOCK * np.dtype(np.uint64).itemsize
_BLOCKS_A_SOUGHT = 4
"""Of fewer sought hashes, to look at their blocks costs no more than to look at their bits."""
RANGES = 256
"""Of a hundred million entries each has 3 MB, which the processor's cache still holds."""
READERS = os.cpu_count() or 1
"""Reading and searching both leave Python's lock, so every core can have a share."""


def row_mask(count: int) -> np.uint64:
    """The bits of an entry that hold the row, where there are so many rows."""
    return np.uint64((1 << max(count - 1, 1).bit_length()) - 1)


def write(path: Path, hashes: Hashes, rows: Rows, mask: np.uint64) -> Rows:
    """Put hash and row together, order them and write them; returns the rows in that order.

    `hashes` is changed in doing so.
    """
    hashes &= ~mask
    hashes |= rows
    hashes.sort()
    hashes.tofile(path.with_suffix(".bin"))
    hashes[::_BLOCK].tofile(path.with_suffix(".fence"))
    bloom_filter.write(path.with_suffix(".bits"), hashes)
    return (hashes & mask).astype(np.uint32)


def find(path: Path, sought: Hashes, mask: np.uint64) -> Rows:
    """The rows of all sought hashes, in no order; a hash sought twice does no harm.

    Raises `EOFError` when one of the files is not whole.
    """
    entries, _ = _found(path, sought, mask)
    return (entries & mask).astype(np.uint32)


def find_with_owners(path: Path, sought: Hashes, mask: np.uint64) -> tuple[Hashes, Halves]:
    """The entries of all sought hashes, and whose they are; as `find`."""
    entries, places = _found(path, sought, mask)
    whose = path.with_suffix(".whose")
    return entries, file_windows.items(whose, np.dtype(np.uint32), places)


def _found(path: Path, sought: Hashes, mask: np.uint64) -> tuple[Hashes, NDArray[np.int64]]:
    """The entries of all sought hashes, in order, and where they stand."""
    fence = np.fromfile(path.with_suffix(".fence"), np.uint64)
    if -(-path.with_suffix(".bin").stat().st_size // _BLOCK_BYTES) != len(fence):
        raise EOFError
    low = distinct(sought & ~mask)
    if len(low) * _BLOCKS_A_SOUGHT > len(fence):
        low = bloom_filter.possibly_present(path.with_suffix(".bits"), low)
    first = np.maximum(np.searchsorted(fence, low) - 1, 0)
    last = np.maximum(np.searchsorted(fence, low | mask, "right") - 1, 0)

    def found(window: Bytes, start: int, share: slice) -> tuple[Hashes, NDArray[np.int64]]:
        entries, wanted = window.view(np.uint64), low[share]
        starts = _up_to(entries, wanted, first[share] - start, np.less)
        is_there = entries.take(starts, mode="clip") & ~mask == wanted
        starts, highest, block = starts[is_there], wanted[is_there] | mask, last[share][is_there]
        ends = starts + 1
        goes_on = entries.take(ends, mode="clip") <= highest
        ends[goes_on] = _up_to(entries, highest[goes_on], block[goes_on] - start, np.less_equal)
        places = spans(starts, ends)
        return entries[places], places + start * _BLOCK

    # What goes on to the end of a block is looked for in the next one, too.
    next_one = np.minimum(last + 1, len(fence) - 1)
    parts = file_windows.ask(path.with_suffix(".bin"), _BLOCK_BYTES, first, next_one, found)
    none = np.empty(0, np.uint64), np.empty(0, np.int64)
    entries, places = zip(none, *parts, strict=True)
    return np.concatenate(entries), np.concatenate(places)


def _up_to(
    entries: Hashes, wanted: Hashes, block: NDArray[np.int64], is_before: np.ufunc
) -> NDArray[np.int64]:
    """How many entries come before each of the wanted, counted from its block on by halves."""
    place, step = block * _BLOCK, _BLOCK
    while step:
        place[is_before(entries.take(place + (step - 1), mode="clip"), wanted)] += step
        step //= 2
    return np.minimum(place, len(entries))


class Walk:
    """All entries of a file, in order, the hashes of one range at a time, whatever range is asked.

    Every file is cut at the same hashes, so that files can be walked side by side. Raises
    `EOFError` when one of the files is not whole.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fence = np.fromfile(path.with_suffix(".fence"), np.uint64)
        self._count = path.with_suffix(".bin").stat().st_size // np.dtype(np.uint64).itemsize
        if -(-self._count // _BLOCK) != len(self._fence):
            raise EOFError

    def part(self, number: int) -> Hashes:
        """The entries of one of the `RANGES`."""
        return self._entries(*self._range(number))

    def whose(self, number: int) -> Halves:
        """Whose the entries of that range are, where the column tells."""
        kind, path = np.dtype(np.uint32), self._path.with_suffix(".whose")
        if path.stat().st_size != self._count * kind.itemsize:
            raise EOFError
        return _items(path, kind, *self._range(number))

    def _entries(self, start: int, end: int) -> Hashes:
        return _items(self._path.with_suffix(".bin"), np.dtype(np.uint64), start, end)

    def _range(self, number: int) -> tuple[int, int]:
        return self._place(number), self._place(number + 1)

    def _place(self, number: int) -> int:
        """Where that range begins: in the block before the first that is in it whole."""
        if number == RANGES:
            return self._count
        lowest = np.uint64((number << 64) // RANGES)
        block = max(int(np.searchsorted(self._fence, lowest)) - 1, 0) * _BLOCK
        entries = self._entries(block, min(block + _BLOCK, self._count))
        return block + int(np.searchsorted(entries, lowest))


def _items(path: Path, kind: np.dtype[_Integer], start: int, end: int) -> NDArray[_Integer]:
    """Some items of a file, in order; `EOFError` when it was cut meanwhile."""
    found = np.fromfile(path, kind, end - start, offset=start * kind.itemsize)
    if len(found) != end - start:
        raise EOFError
    return found


def distinct(values: NDArray[_Integer]) -> NDArray[_Integer]:
    """In order and each once; `numpy.unique` hashes first, which takes ten times as long."""
    ordered = np.sort(values)
    is_first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


def spans(start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """All numbers from each start up to its end, one range after the other."""
    count = end - start
    before = np.cumsum(count) - count
    numbers: NDArray[np.int64] = np.arange(count.sum()) + np.repeat(start - before, count)
    return numbers
