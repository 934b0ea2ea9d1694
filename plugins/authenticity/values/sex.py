"""Sex, as the core system's contract codes it: M or F, and nothing else.

Standard: the contract (`include/core_system.sql`); GB/T 2261.1-2003 codes 1 and 2, and the words
男 and 女, are *not* accepted: a feed that sends them does not keep the contract, and must say so.

>>> validate(" ｆ "), is_valid("男"), is_valid("1")
('F', False, False)
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from authenticity.values import text
from authenticity.values.text import InvalidValue

CODES = ("M", "F")


def compact(value: str) -> str:
    """Half width, capital, no spaces."""
    return text.fold(value).upper()


def validate(value: str) -> str:
    """M or F; raises `InvalidValue("sex")`."""
    code = compact(value)
    if code not in CODES:
        raise InvalidValue("sex")
    return code


def is_valid(value: str) -> bool:
    """Whether the value is M or F."""
    return compact(value) in CODES


def parse(column: pd.Series) -> pd.Series:
    """M, F or NA for every row."""
    encoded = text.arrow(column).dictionary_encode()
    codes = [_code(value) for value in encoded.dictionary.to_pylist()]
    return text.series(pa.array(codes, pa.large_string()).take(encoded.indices), column.index)


def _code(value: str) -> str | None:
    code = compact(value)
    return code if code in CODES else None
