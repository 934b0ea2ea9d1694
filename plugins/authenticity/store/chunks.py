"""Long lists of keys, cut so that every database accepts them as parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

_SIZE = 5_000
"""SQLite takes 32 766 parameters in a statement, PostgreSQL 65 535."""

T = TypeVar("T")


def chunks(values: Sequence[T], size: int = _SIZE) -> Iterator[Sequence[T]]:
    """The values in order, `size` at a time."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
