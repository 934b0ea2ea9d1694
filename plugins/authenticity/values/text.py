r"""Text as a clerk may key it: width, spaces, invisible characters, and nothing that can crash us.

Source: Unicode Standard Annex #15 (form NFKC), the Unicode Character Database's property
Equivalent_Unified_Ideograph, and rulebook section 3 ("full-width forms count").
Every value module starts from `fold` (one value) or `as_text` (a column).

>>> fold("\u3000１１０１\u200b０５　x ")
'110105 x'
>>> fold("\u2ee9晓明，\u2ec4安")  # radicals
'黄晓明,西安'
>>> fold("張\ud800三\x00")  # half of a surrogate pair becomes the replacement character
'張\ufffd三'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.values import han_forms

Mask: TypeAlias = npt.NDArray[np.bool_]
Days: TypeAlias = npt.NDArray[np.datetime64]

STR = pd.StringDtype("pyarrow", na_value=np.nan)
"""The dtype that pandas 3 calls `str`."""

_as_extension_array: Any = pd.arrays.ArrowStringArray
"""The stubs do not know that it takes a dtype."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
"""Control, format and variation characters: they come from paste and export, no clerk sees them."""

_HYPHENS = str.maketrans("", "", " -\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc")

TEXT_MARKS = "'\u2018\u2019"
"""A spreadsheet puts one before a number that it must not round; it is no part of the number."""

_CLEAN = r"^[!-~]+( [!-~]+)*$"
"""What `fold` would leave as it is: printable ASCII with single inner spaces."""


class InvalidValue(ValueError):  # noqa: N818 - reads as what it says, like its reason
    """A value is refused; `reason` says why in one word and never holds the value."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@lru_cache(maxsize=4096)  # whoever judges a cell folds it several times
def fold(value: str) -> str:
    """Half width, no invisible characters, no outer spaces, inner white space as one space, and
    characters in place of their radicals.

    Idempotent, and defined for every `str`, lone surrogates included.
    """
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    if not value.isascii():
        value = _SURROGATE.sub("\ufffd", value)
        value = unicodedata.normalize("NFKC", _INVISIBLE.sub("", value))
        if han_forms.RADICAL.search(value):
            value = value.translate(han_forms.radicals())
    return " ".join(_INVISIBLE.sub("", value).split())


def compact_number(value: str) -> str:
    """Half width, capitals, no spaces, hyphens or text mark: how numbers of documents are compared.

    >>> compact_number("'1101 0519-4912")
    '110105194912'
    """
    return fold(value).upper().translate(_HYPHENS).lstrip(TEXT_MARKS)


def as_text(column: pd.Series) -> pd.Series:
    """The column with pandas' `str` dtype; what Arrow cannot hold (lone surrogates) is replaced."""
    if column.dtype == "str":
        return column
    values = [None if _is_null(v) else _SURROGATE.sub("\ufffd", str(v)) for v in column]
    return pd.Series(values, index=column.index, dtype=STR)


def arrow(column: pd.Series) -> pa.LargeStringArray:
    """The column as one Arrow array of 64-bit offsets, without a copy where pandas has it so."""
    array = pa.array(as_text(column))
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return array if array.type == pa.large_string() else array.cast(pa.large_string())


def series(array: Any, index: pd.Index) -> pd.Series:
    """An Arrow array of text as a column of pandas' `str` dtype, without a copy."""
    return pd.Series(_as_extension_array(array, dtype=STR), index=index)


def matches(array: Any, pattern: str) -> Mask:
    """Rows that match a regular expression (RE2 syntax); a null matches nothing."""
    return mask_of(pc.match_substring_regex(array, pattern))


def mask_of(array: Any) -> Mask:
    """An Arrow boolean array as a numpy mask; null is False."""
    mask: Mask = pc.fill_null(array, False).to_numpy(zero_copy_only=False)
    return mask


def nulls(array: Any) -> Mask:
    """Rows that hold nothing at all."""
    mask: Mask = array.is_null().to_numpy(zero_copy_only=False)
    return mask


def normalise(column: pd.Series) -> pd.Series:
    """`fold` over a column; NaN stays NaN. Clean rows are not touched one by one."""
    array = arrow(column)
    soiled = ~matches(array, _CLEAN) & ~nulls(array)
    return series(replace(array, soiled, fold), column.index)


def replace(array: Any, rows: Mask, function: Callable[[str], str | None]) -> Any:
    """The array with `function` applied to the marked rows, once per distinct value."""
    if not rows.any():
        return array
    picked = array.filter(pa.array(rows)).dictionary_encode()
    changed = pa.array([function(v) for v in picked.dictionary.to_pylist()], pa.large_string())
    return pc.replace_with_mask(array, pa.array(rows), changed.take(picked.indices))


def per_distinct(array: Any, rows: Mask, function: Callable[[str], Any]) -> tuple[list[Any], Any]:
    """`function` of each distinct value in the marked rows, and each row's place in that list."""
    picked = array.filter(pa.array(rows)).dictionary_encode()
    results = [function(v) for v in picked.dictionary.to_pylist()]
    return results, picked.indices.to_numpy(zero_copy_only=False)


def is_degenerate(value: str) -> bool:
    """Whether a number is keyboard filling: one character repeated, or a plain run up or down.

    >>> is_degenerate("000000"), is_degenerate("12345678901"), is_degenerate("E12345678")
    (True, True, False)
    """
    if len(value) < 2:
        return False
    if len(set(value)) == 1:
        return True
    if not (value.isascii() and value.isdigit()):
        return False
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(value)}
    return steps in ({1}, {9})


def _is_null(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))
