"""Rows of fixed width in one file, so that a few of a hundred million are read one by one.

    rows.bin    the rows, one after the other
    rows.json   by column its Arrow type and the width of its longest value

Parquet keeps a column together: one row of it costs a page of every column. Here it costs one read
of some 150 bytes. Before each value stands its length, for the null what no length can be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from authenticity.lake.index import file_windows
from authenticity.lake.index.sorted_hashes import Rows, distinct

WIDEST = 254
"""A length is one byte, and the last of its values stands for the null."""
_NULL = 255

_PLAIN = {
    "bool": "?",
    "int8": "<i1",
    "int16": "<i2",
    "int32": "<i4",
    "int64": "<i8",
    "date32[day]": "<i4",
}
"""Types that a number stands for; all others are text or bytes."""

Bytes = NDArray[np.uint8]
Records = NDArray[np.void]


@dataclass(frozen=True)
class Layout:
    """What a row looks like: Arrow types and widths, by column."""

    types: dict[str, str]
    widths: dict[str, int]

    @property
    def dtype(self) -> np.dtype[np.void]:
        fields: list[tuple[str, str] | tuple[str, str, tuple[int]]] = []
        for name, kind in self.types.items():
            fields.append((f"{name}#", "u1"))
            number = _PLAIN.get(kind)
            fields.append((name, number) if number else (name, "u1", (self.widths[name],)))
        return np.dtype(fields)


def write(folder: Path, batches: Iterable[pa.RecordBatch], layout: Layout) -> None:
    """The rows of the batches, in order, as `rows.bin` and `rows.json`."""
    (folder / "rows.json").write_text(json.dumps(asdict(layout)))
    with (folder / "rows.bin").open("wb") as file:
        for batch in batches:
            file.write(_pack(batch, layout).tobytes())


def read(folder: Path, rows: Rows, columns: Sequence[str]) -> pa.Table:
    """These columns of the rows with these numbers, in order and each once.

    Raises `EOFError` when the file is shorter than it was.
    """
    layout = _layout(folder)
    # As plain bytes: NumPy would join the parts field by field.
    whole = np.dtype((np.void, layout.dtype.itemsize))
    records = file_windows.items(folder / "rows.bin", whole, distinct(rows)).view(layout.dtype)
    return pa.table({name: _column(records, name, layout.types[name]) for name in columns})


def count(folder: Path) -> int:
    """How many rows there are."""
    size = (folder / "rows.bin").stat().st_size
    return size // _layout(folder).dtype.itemsize


def _layout(folder: Path) -> Layout:
    return Layout(**json.loads((folder / "rows.json").read_text()))


def _pack(batch: pa.RecordBatch, layout: Layout) -> Records:
    packed = np.zeros(batch.num_rows, layout.dtype)
    for name, kind in layout.types.items():
        column = batch.column(name)
        is_there = column.is_valid().to_numpy(zero_copy_only=False)
        lengths = np.zeros(len(column), np.int32)
        if kind in _PLAIN:
            numbers = column.cast(pa.int32()) if kind == "date32[day]" else column
            packed[name] = numbers.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
        else:
            lengths, data = _contents(column)
            packed[name][_inside(lengths, layout.widths[name])] = data
        packed[f"{name}#"] = np.where(is_there, lengths, _NULL)
    return packed


def _contents(column: pa.Array) -> tuple[NDArray[np.int32], Bytes]:
    """Length of each value, none for the null, and the bytes of all of them."""
    filled = column.cast(pa.binary()).fill_null(b"")
    _, ends, data = filled.buffers()
    offsets = np.frombuffer(ends, np.int32)[filled.offset : filled.offset + len(filled) + 1]
    whole = np.frombuffer(data or b"", np.uint8)
    return np.diff(offsets), whole[offsets[0] : offsets[-1]]


def _inside(lengths: NDArray[np.int32], width: int) -> NDArray[np.bool_]:
    is_inside: NDArray[np.bool_] = np.arange(width) < lengths[:, np.newaxis]
    return is_inside


def _column(records: Records, name: str, kind: str) -> pa.Array:
    lengths = records[f"{name}#"]
    is_null = lengths == _NULL
    if kind in _PLAIN:
        numbers = pa.array(records[name], mask=is_null)
        return numbers.cast(pa.type_for_alias(kind))
    values = records[name]
    width = values.shape[1]
    if (is_null | (lengths == width)).all():
        # Of one length, as all tokens are: what lies at a null does no harm.
        ends, data = np.arange(len(records) + 1, dtype=np.int32) * width, values
    else:
        kept = np.where(is_null, 0, lengths).astype(np.int32)
        ends = np.concatenate([[0], np.cumsum(kept)]).astype(np.int32)
        data = values[_inside(kept, width)]
    there = np.packbits(~is_null, bitorder="little")
    buffers = [pa.py_buffer(part.tobytes()) for part in (there, ends, data)]
    return pa.Array.from_buffers(pa.type_for_alias(kind), len(records), buffers)
