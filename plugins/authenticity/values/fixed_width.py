"""A text column seen as a byte matrix, so that digits are arithmetic and not a loop.

An Arrow text column is one buffer of bytes and one of offsets; rows of equal length are a matrix
away. This is what makes a million resident ID checks take a fraction of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes: TypeAlias = npt.NDArray[np.uint8]
Rows: TypeAlias = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Cells:
    """The raw UTF-8 of a column, where each row starts and how long it is (-1: null)."""

    data: Bytes
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]

    @classmethod
    def of(cls, array: Any) -> Cells:
        """Views into the buffers of a `LargeStringArray`."""
        _, offsets_buffer, data_buffer = array.buffers()
        if offsets_buffer is None or len(array) == 0:
            none = np.zeros(len(array), np.int64)
            return cls(np.zeros(0, np.uint8), none, none - 1)
        offsets = np.frombuffer(offsets_buffer, np.int64)
        offsets = offsets[array.offset : array.offset + len(array) + 1]
        data = np.frombuffer(data_buffer or b"", np.uint8)
        lengths = np.diff(offsets)
        if array.null_count:
            lengths[array.is_null().to_numpy(zero_copy_only=False)] = -1
        return cls(data, offsets[:-1], lengths)

    def rows(self, width: int) -> Rows:
        """Rows that are exactly `width` bytes long."""
        return np.flatnonzero(self.lengths == width)

    def matrix(self, rows: Rows, width: int) -> Bytes:
        """The bytes of rows of one width, shape (rows, width)."""
        if rows.size == 0:
            return np.zeros((0, width), np.uint8)
        starts = self.starts[rows]
        first, last = int(starts[0]), int(starts[-1])
        if last - first == width * (rows.size - 1):  # they lie side by side: a view will do
            return self.data[first : last + width].reshape(rows.size, width)
        windows = np.lib.stride_tricks.sliding_window_view(self.data, width)
        return windows[starts]


def numbers(digits: Bytes) -> npt.NDArray[np.int64]:
    """Rows of decimal digits (0-9, not ASCII) read as whole numbers."""
    total = np.zeros(digits.shape[0], np.int64)
    for position in range(digits.shape[1]):
        total *= 10
        total += digits[:, position]
    return total


def to_arrow(matrix: Bytes, rows: Rows, length: int) -> Any:
    """A text array that holds the matrix at `rows` (in ascending order), and null elsewhere."""
    sizes = np.zeros(length + 1, np.int64)
    sizes[rows + 1] = matrix.shape[1]
    present = np.zeros(length, bool)
    present[rows] = True
    validity = np.packbits(present, bitorder="little")
    buffers = [pa.py_buffer(b) for b in (validity, np.cumsum(sizes), np.ascontiguousarray(matrix))]
    return pa.LargeStringArray.from_buffers(length, buffers[1], buffers[2], buffers[0])
