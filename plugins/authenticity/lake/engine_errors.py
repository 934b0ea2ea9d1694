"""What an engine refuses, in the words of the lake and on one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from authenticity.errors import LakeError


@contextmanager
def explained(
    trouble: str,
    kinds: type[Exception] | tuple[type[Exception], ...] = duckdb.Error,
    lines: int = 1,
) -> Iterator[None]:
    """Raises `LakeError` with the `trouble` and the first lines of an error of these kinds.

    They say what is wrong; those after them, pages long on Spark, quote the statement or the code.
    """
    try:
        yield
    except kinds as problem:
        reason = " ".join(str(problem).splitlines()[:lines])
        raise LakeError(f"{trouble}: {reason}") from None
