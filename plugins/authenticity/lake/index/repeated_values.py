"""Which rows of a stock hold a value that other rows hold under another ID.

The stock's index has every column's hashes in order, so equal values lie side by side, and beside
each whose it is. What a day asks of its own million numbers (`row_lookup`) is asked here of all
numbers at once, in one pass and without sorting. Hashes are cut short, so a row too many is found
now and then: whoever reads the rows compares the values. Two IDs of one number pass for one with a
probability of 2⁻³².
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from authenticity.lake.index.owner_hashes import UNKNOWN
from authenticity.lake.index.sorted_hashes import (
    RANGES,
    READERS,
    Halves,
    Hashes,
    Rows,
    Walk,
    distinct,
    spans,
)
from authenticity.lake.index.table_index import TableIndex


def under_several(table: TableIndex, columns: Sequence[str]) -> Rows:
    """Rows that share a value of `columns`, in any of them, under another ID or under none.

    Each row comes once, in order. Memory is that of the rows found.
    """
    walks = [Walk(table.folder / column) for column in columns]

    def differing(number: int) -> Rows:
        parts = [(walk.part(number), walk.whose(number)) for walk in walks]
        return _differing(parts, table.row_mask)

    with ThreadPoolExecutor(READERS) as pool:
        return distinct(np.concatenate(list(pool.map(differing, range(RANGES)))))


def _differing(parts: list[tuple[Hashes, Halves]], mask: np.uint64) -> Rows:
    """The rows of one range whose value has several owners, or an unknown one."""
    entries = _together([entries for entries, _ in parts])
    value = entries & ~mask
    as_the_next = np.flatnonzero(value[1:] == value[:-1])
    if not len(as_the_next):
        return np.empty(0, np.uint32)
    runs = np.flatnonzero(np.diff(as_the_next, prepend=-2) > 1)
    starts, counts = as_the_next[runs], np.diff(np.append(runs, len(as_the_next))) + 1
    repeated = entries[spans(starts, starts + counts)]
    held, begins = _whose(repeated, parts), np.cumsum(counts) - counts
    lowest, highest = np.minimum.reduceat(held, begins), np.maximum.reduceat(held, begins)
    has_several = (lowest < highest) | (lowest == UNKNOWN)
    rows: NDArray[np.uint64] = repeated[np.repeat(has_several, counts)] & mask
    return rows.astype(np.uint32)


def _together(parts: list[Hashes]) -> Hashes:
    """The entries of all columns, in order."""
    if len(parts) == 1:
        return parts[0]
    together = np.concatenate(parts)
    together.sort()
    return together


def _whose(entries: Hashes, parts: list[tuple[Hashes, Halves]]) -> Halves:
    """Whose each of the entries is; it stands in one of the columns, or in several for one row."""
    whose = np.full(len(entries), UNKNOWN)
    for of_column, halves in parts:
        if not len(of_column):
            continue
        places = np.searchsorted(of_column, entries)
        is_own = of_column.take(places, mode="clip") == entries
        whose[is_own] = halves[places[is_own]]
    return whose
