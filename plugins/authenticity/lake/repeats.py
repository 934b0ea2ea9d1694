"""Which rows of a stock hold a value that other rows hold under another ID: one pass, no sort.

The stock's index has every column's hashes in order, so equal values lie side by side. What a
day asks of its own million numbers (`lookup`) is asked here of all numbers at once. Hashes are cut
short, so a row too many is found now and then: whoever reads the rows compares the values.
Two IDs of one number pass for one with a probability of 2⁻³².
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from authenticity.lake.index import TableIndex
from authenticity.lake.sorted_hashes import Hashes, Rows, distinct, ranges

_HALF = np.uint64(32)
_UNKNOWN = np.uint32(0)
"""The hash of no ID, and of one ID in four thousand million: both leave it open who it is."""

Halves = NDArray[np.uint32]


def under_several(table: TableIndex, columns: Sequence[str], identity: str) -> Rows:
    """Rows that share a value of `columns`, in any of them, with another `identity` or with none.

    Needs four bytes of memory a row of the stock. Each row comes once, in order.
    """
    known = _by_row(table, identity)
    mask = table.row_mask
    found = [_differing(part, mask, known) for part in _together(table, columns)]
    return distinct(np.concatenate([np.empty(0, np.uint32), *found]))


def _by_row(table: TableIndex, column: str) -> Halves:
    """The upper half of each row's hash; `_UNKNOWN` where the row has no value."""
    known = np.full(table.count, _UNKNOWN)
    mask = table.row_mask
    for part in ranges(table.folder / column):
        known[part & mask] = (part >> _HALF).astype(np.uint32)
    return known


def _together(table: TableIndex, columns: Sequence[str]) -> Iterator[Hashes]:
    """The entries of all columns, range by range of the hashes, in order."""
    walks = [ranges(table.folder / column) for column in columns]
    for parts in zip(*walks, strict=True):
        part = np.concatenate(parts)
        if len(columns) > 1:
            part.sort()
        yield part


def _differing(part: Hashes, mask: np.uint64, known: Halves) -> Rows:
    value = part & ~mask
    starts = np.flatnonzero(np.concatenate([[True], value[1:] != value[:-1]])[: len(value)])
    counts = np.diff(np.append(starts, len(value)))
    repeated = counts > 1
    starts, counts = starts[repeated], counts[repeated]
    if not len(starts):
        return np.empty(0, np.uint32)
    inside = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    rows = (part[inside] & mask).astype(np.uint32)
    held = known[rows]
    begins = np.cumsum(counts) - counts
    lowest, highest = np.minimum.reduceat(held, begins), np.maximum.reduceat(held, begins)
    is_open = (lowest < highest) | (lowest == _UNKNOWN)
    doubtful: Rows = rows[np.repeat(is_open, counts)]
    return doubtful
