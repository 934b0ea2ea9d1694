"""What an engine refuses, in the words of the lake and on one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from authenticity.errors import LakeError


@contextmanager
def explained(
    trouble: str, kinds: type[Exception] | tuple[type[Exception], ...] = duckdb.Error
) -> Iterator[None]:
    """Raises `LakeError` with the `trouble` and an error's first line, for errors of these kinds.

    The first line says what is wrong; those after it quote the statement.
    """
    try:
        yield
    except kinds as problem:
        raise LakeError(f"{trouble}: {str(problem).splitlines()[0]}") from None
