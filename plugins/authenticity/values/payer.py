"""The payer's name: whose name premium was taken under, when the record says so at all.

Source: implementing rules art. 11; rulebook section 4. Words that mean the policyholder are data,
`include/payer_words.yaml`. Nobody is accused by a name that cannot be read.

>>> key_of("王秀英（本人）") == key_of("王秀英") == key_of("投保人：王 秀英")
True
>>> [key_of(name) for name in ("本 人", "同投保人", "自缴", "无", "王*英", "王?英", "622200001")]
[None, None, None, None, None, None, None]
>>> key_of("广州某某贸易有限公司")
'广州某某贸易有限公司'
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import yaml
from numpy.typing import NDArray

from authenticity.settings import INCLUDE
from authenticity.values import han, missing, person_name, text

_PLAIN = r"^[\x{4E00}-\x{9FA5}]{2,20}$"
"""Two to twenty common Han characters: the usual name, which needs no second look."""

_STAR = "*"
"""Banks mask a payer with a single star: the true name is not there."""


def compact(value: str) -> str:
    """The form in which the words are kept: half width, simplified, capitals, no spaces."""
    return han.simplify(text.fold(value)).upper().replace(" ", "")


@cache
def _words() -> frozenset[str]:
    listed = yaml.safe_load((INCLUDE / "payer_words.yaml").read_text(encoding="utf-8"))["words"]
    return frozenset(compact(entry["value"]) for entry in listed)


@cache
def _beside_a_name() -> re.Pattern[str]:
    """A word at either end, set off by brackets or a separator."""
    word = "|".join(sorted(map(re.escape, _words()), key=len, reverse=True))
    bracketed = rf"[(\[【〔]\s*(?:{word})\s*[)\]】〕]"
    gap = r"[\s:/,、;\-]+"
    return re.compile(rf"^(?:(?:{word}){gap}|{bracketed})|(?:{gap}(?:{word})|{bracketed})$")


def key_of(value: str) -> str | None:
    """The payer's name key, as `person_name.key_of`; None for the policyholder and for nobody.

    None too for a masked or broken name, and for digits alone.
    """
    if not missing.is_valid(value):
        return None
    bare = _beside_a_name().sub("", text.fold(value)).strip()
    if not bare or compact(bare) in _words() or _STAR in bare:
        return None
    return person_name.key_of(bare) if person_name.is_valid(bare) else None


def is_holder(column: pd.Series) -> NDArray[np.bool_]:
    """Whether words say that the policyholder pays, and no name does."""
    array = text.arrow(column)
    doubtful = ~_usual(array) & ~text.nulls(array) & ~missing.is_missing(column)
    says = np.zeros(len(column), dtype=bool)
    values, texts = pd.factorize(column[doubtful])
    says[doubtful] = np.array([_says_holder(value) for value in texts], dtype=bool)[values]
    return says


def _says_holder(value: str) -> bool:
    bare = _beside_a_name().sub("", text.fold(value)).strip()
    return not bare or compact(bare) in _words()


def key(column: pd.Series) -> pd.Series:
    """`key_of` over a column. A usual name in simplified characters is its own key."""
    array = text.arrow(column)
    usual = _usual(array) & ~missing.is_missing(column)
    return text.series(text.replace(array, ~usual & ~text.nulls(array), key_of), column.index)


def _usual(array: pa.Array) -> NDArray[np.bool_]:
    """Names in simplified characters that hold none of the words."""
    listed = "|".join(sorted(map(re.escape, _words())))
    usual: NDArray[np.bool_] = text.matches(array, _PLAIN) & ~text.matches(array, listed)
    return usual & ~han.has_traditional(array)
