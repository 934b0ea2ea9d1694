"""Columns of a rule's result as Python's values: a whole stock's have half a million rows."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def by_value(column: pa.ChunkedArray, convert: Callable[[Any], Any]) -> list[Any]:
    """What becomes of each value of the column; equal values become one object."""
    encoded = column.combine_chunks().dictionary_encode("encode")
    converted = [convert(value) for value in encoded.dictionary.to_pylist()]
    return [converted[place] for place in encoded.indices.to_pylist()]


def sorted_lists(column: pa.ChunkedArray) -> list[list[str] | None]:
    """The lists of a column, each in order and without nulls."""
    lists: list[list[str] | None] = column.to_pylist()
    if pc.list_flatten(column).null_count:
        lists = [each and [value for value in each if value is not None] for each in lists]
    for each in lists:
        if each:
            each.sort()
    return lists


@contextmanager
def uncollected() -> Iterator[None]:
    """Lists and dicts are made by the million and none is garbage: Python's collector, which looks
    through all of them each time that their number has grown, would double the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
