"""The payer's name: whose name premium was taken under, when the record says so at all.

Source: implementing rules art. 11; rulebook section 4. Words that mean the policyholder, or a way
of paying, are data, `include/payer_words.yaml`. Nobody is accused by a name that cannot be read.

>>> key_of("王秀英（本人）") == key_of("王秀英") == key_of("投保人：王 秀英")
True
>>> key_of("户名：王秀英女士") == key_of("王秀英(身份证)") == key_of("王秀英")
True
>>> [key_of(name) for name in ("本 人", "同投保人", "自缴", "无", "王*英", "王?英", "622200001")]
[None, None, None, None, None, None, None]
>>> key_of("现金"), key_of("支付宝")
(None, None)
>>> key_of("广州某某贸易有限公司")
'广州某某贸易有限公司'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from authenticity import config
from authenticity.settings import INCLUDE
from authenticity.values import han, missing, person_name, text

_PLAIN = r"^[\x{4E00}-\x{9FA5}]{2,20}$"
"""Two to twenty common Han characters: the usual name, which needs no second look."""

_STAR = "*"
"""Banks mask a payer with a single star: the true name is not there."""


def compact(value: str) -> str:
    """The form in which the words are kept: half width, simplified, capitals, no spaces."""
    return han.simplify(text.fold(value)).upper().replace(" ", "")


@dataclass(frozen=True)
class _File:
    words: config.Listed
    ways_of_paying: config.Listed
    labels: config.Listed
    remarks: config.Listed
    titles: config.Listed


@dataclass(frozen=True)
class Wording:
    """`include/payer_words.yaml`: words as the cell alone, and patterns of words beside a name."""

    holder: frozenset[str]
    nobody: frozenset[str]
    holder_beside: re.Pattern[str]
    nobody_beside: re.Pattern[str]
    label: re.Pattern[str]
    title: re.Pattern[str]
    all_words: str


@cache
def wording() -> Wording:
    """The words as the business keeps them."""
    listed = vars(config.load(INCLUDE / "payer_words.yaml", _File))
    words = {name: [compact(entry.value) for entry in kept] for name, kept in listed.items()}
    nobody = words["ways_of_paying"] + words["remarks"]
    return Wording(
        holder=frozenset(words["words"]),
        nobody=frozenset(nobody),
        holder_beside=_beside_a_name(words["words"]),
        nobody_beside=_beside_a_name(nobody),
        label=re.compile(rf"^(?:{_any_of(words['labels'])})[\s:]*"),
        title=re.compile(rf"(?<=..)(?:{_any_of(words['titles'])})$"),
        all_words=_any_of(word for kept in words.values() for word in kept),
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _beside_a_name(words: Iterable[str]) -> re.Pattern[str]:
    """A word at either end, set off by brackets or a separator."""
    word = _any_of(words)
    bracketed = rf"[(\[【〔]\s*(?:{word})\s*[)\]】〕]"
    gap = r"[\s:/,、;\-]+"
    return re.compile(rf"^(?:(?:{word}){gap}|{bracketed})|(?:{gap}(?:{word})|{bracketed})$")


def key_of(value: str) -> str | None:
    """The payer's name key, as `person_name.key_of`; None for the policyholder and for nobody.

    None too for a masked or broken name, and for digits alone.
    """
    if not missing.is_valid(value):
        return None
    name, _ = _read(value)
    if not name or _STAR in name:
        return None
    return person_name.key_of(name) if person_name.is_valid(name) else None


def is_holder(column: pd.Series) -> NDArray[np.bool_]:
    """Whether words say that the policyholder pays, and no name does."""
    array = text.arrow(column)
    doubtful = ~_usual(array) & ~text.nulls(array) & ~missing.is_missing(column)
    says = np.zeros(len(column), dtype=bool)
    values, texts = pd.factorize(column[doubtful])
    says[doubtful] = np.array([_says_holder(value) for value in texts], dtype=bool)[values]
    return says


def _says_holder(value: str) -> bool:
    name, says_holder = _read(value)
    return says_holder and not name


def _read(value: str) -> tuple[str, bool]:
    """What is left of the cell as a name, and whether words in it mean the policyholder."""
    words = wording()
    name, says_holder = han.simplify(text.fold(value)).upper(), False
    while name:
        shorter = _without(name, words.holder, words.holder_beside)
        says_holder |= shorter != name
        if shorter == name:
            shorter = _without(name, words.nobody, words.nobody_beside)
        if shorter == name:
            shorter = words.label.sub("", words.title.sub("", name))
        if shorter == name:
            break
        name = shorter
    return name, says_holder


def _without(name: str, alone: frozenset[str], beside: re.Pattern[str]) -> str:
    return "" if compact(name) in alone else beside.sub("", name).strip()


def key(column: pd.Series) -> pd.Series:
    """`key_of` over a column. A usual name in simplified characters is its own key."""
    array = text.arrow(column)
    usual = _usual(array) & ~missing.is_missing(column)
    return text.series(text.replace(array, ~usual & ~text.nulls(array), key_of), column.index)


def _usual(array: pa.Array) -> NDArray[np.bool_]:
    """Names in simplified characters that hold none of the words."""
    usual: NDArray[np.bool_] = text.matches(array, _PLAIN)
    usual &= ~text.matches(array, wording().all_words)
    return usual & ~han.has_traditional(array)
