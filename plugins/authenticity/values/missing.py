"""Missing: nothing, white space, a placeholder, or a value that another system masked.

Source: implementing rules art. 5; rulebook section 3. The list is `include/missing_values.yaml`.

>>> [is_valid(v) for v in ("　无 ", "Ｎ／Ａ", "--", "138****8000", "")]
[False, False, False, False, False]
>>> is_valid("吴"), is_valid("00"), is_valid("无名")
(True, True, True)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd

from authenticity import config
from authenticity.settings import INCLUDE
from authenticity.values import text
from authenticity.values.text import InvalidValue, Mask

_STAR = r"[*\x{FF0A}\x{FE61}]"
_WRAPPING = re.compile(r"[\s()\[\]{}<>《》【】〔〕「」]")
"""What a clerk puts around or inside a placeholder: (空), 不 详, N / A."""


@dataclass(frozen=True)
class Placeholders:
    """`include/missing_values.yaml`; what is compared is folded and in lower case."""

    placeholders: config.Listed
    strokes: str
    masked: str
    customer_number_equal_digits: int

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(compact(entry.value) for entry in self.placeholders)

    @cached_property
    def marks(self) -> frozenset[str]:
        return frozenset(compact(self.strokes) + " ")

    @property
    def longest(self) -> int:
        return max(map(len, self.words))


@cache
def placeholders() -> Placeholders:
    """The list as the business keeps it."""
    return config.load(INCLUDE / "missing_values.yaml", Placeholders)


def compact(value: str) -> str:
    """The form in which the list is kept."""
    return text.fold(value).lower()


def validate(value: str) -> str:
    """The value, folded; raises `InvalidValue("missing")`."""
    if not is_valid(value):
        raise InvalidValue("missing")
    return text.fold(value)


def is_valid(value: str) -> bool:
    """Whether something was keyed in at all."""
    known = placeholders()
    plain = compact(value)
    bare = _WRAPPING.sub("", plain)
    words = {plain, bare} & known.words
    return not (words or known.masked in plain or set(plain) <= known.marks)


def is_missing(column: pd.Series) -> Mask:
    """Missing rows of a column; only short, starred or unusual values are looked at one by one."""
    array = text.arrow(column)
    missing = text.nulls(array)
    longer = rf"[0-9A-Za-z\x{{4E00}}-\x{{9FFF}}]{{{placeholders().longest + 1}}}"
    doubtful = ~missing & (~text.matches(array, longer) | text.matches(array, _STAR))
    verdicts, places = text.per_distinct(array, doubtful, lambda value: not is_valid(value))
    missing = missing.copy()
    missing[doubtful] = np.array(verdicts, bool)[places]
    return missing


def is_dummy_number(column: pd.Series) -> Mask:
    """Customer numbers that stand for none: zeros alone, or one digit over and over."""
    array = text.arrow(text.normalise(column))
    enough = placeholders().customer_number_equal_digits
    equal = "|".join(f"{digit}{{{enough},}}" for digit in range(1, 10))
    return text.matches(array, f"^(0+|{equal})$")
