"""Which rows of a stock hold a value that other rows hold under another ID: one pass, no sort.

The stock's index has every column's hashes in order, so equal values lie side by side. What a
day asks of its own million numbers (`lookup`) is asked here of all numbers at once. Hashes are cut
short, so a row too many is found now and then: whoever reads the rows compares the values.
Two IDs of one number pass for one with a probability of 2⁻³².
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from authenticity.lake.index import TableIndex
from authenticity.lake.sorted_hashes import RANGES, READERS, Hashes, Rows, Walk, distinct, spans

_HALF = np.uint64(32)
_UNKNOWN = np.uint32(0)
"""The hash of no ID, and of one ID in four thousand million: both leave it open who it is."""

Halves = NDArray[np.uint32]


def under_several(table: TableIndex, columns: Sequence[str], identity: str) -> Rows:
    """Rows that share a value of `columns`, in any of them, with another `identity` or with none.

    Needs four bytes of memory a row of the stock. Each row comes once, in order.
    """
    walks = [Walk(table.folder / column) for column in columns]
    with ThreadPoolExecutor(READERS) as pool:
        known = _by_row(table, identity, pool)

        def differing(number: int) -> Rows:
            return _differing(_together(walks, number), table.row_mask, known)

        return distinct(np.concatenate(list(pool.map(differing, range(RANGES)))))


def _by_row(table: TableIndex, column: str, pool: Executor) -> Halves:
    """The upper half of each row's hash; `_UNKNOWN` where the row has no value."""
    known, walk, mask = np.full(table.count, _UNKNOWN), Walk(table.folder / column), table.row_mask

    def enter(number: int) -> None:
        part = walk.part(number)
        known[part & mask] = (part >> _HALF).astype(np.uint32)

    for _ in pool.map(enter, range(RANGES)):
        pass
    return known


def _together(walks: Sequence[Walk], number: int) -> Hashes:
    """The entries of all columns in one range, in order."""
    if len(walks) == 1:
        return walks[0].part(number)
    part = np.concatenate([walk.part(number) for walk in walks])
    part.sort()
    return part


def _differing(part: Hashes, mask: np.uint64, known: Halves) -> Rows:
    value = part & ~mask
    as_the_next = np.flatnonzero(value[1:] == value[:-1])
    if not len(as_the_next):
        return np.empty(0, np.uint32)
    runs = np.flatnonzero(np.diff(as_the_next, prepend=-2) > 1)
    starts, counts = as_the_next[runs], np.diff(np.append(runs, len(as_the_next))) + 1
    rows = (part[spans(starts, starts + counts)] & mask).astype(np.uint32)
    held, begins = known[rows], np.cumsum(counts) - counts
    lowest, highest = np.minimum.reduceat(held, begins), np.maximum.reduceat(held, begins)
    is_open = (lowest < highest) | (lowest == _UNKNOWN)
    doubtful: Rows = rows[np.repeat(is_open, counts)]
    return doubtful
