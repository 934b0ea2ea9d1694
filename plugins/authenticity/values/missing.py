"""Missing: nothing, white space, a placeholder, or a value that another system masked.

Source: implementing rules art. 5; rulebook section 3. The list is `include/missing_values.yaml`.

>>> [is_valid(v) for v in ("　无 ", "Ｎ／Ａ", "--", "138****8000", "")]
[False, False, False, False, False]
>>> combined = ("客户不提供", "无手机", "电话：未提供", "同投保人", "同身份证地址", "nan")
>>> any(map(is_valid, combined))
False
>>> is_valid("吴"), is_valid("00"), is_valid("无名")
(True, True, True)
>>> is_valid("无锡市"), is_valid("同心"), refers_elsewhere("同被保险人"), refers_elsewhere("无")
(True, True, True, False)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity import config
from authenticity.settings import INCLUDE
from authenticity.values import text
from authenticity.values.text import InvalidValue, Mask

_STARS = r"*\x{FF0A}\x{FE61}"
_STAR = f"[{_STARS}]"
_WRAPPING = re.compile(r"[\s()\[\]{}<>《》【】〔〕「」]")
"""What a clerk puts around or inside a placeholder: (空), 不 详, N / A."""
_HAN = r"^[\x{4E00}-\x{9FFF}]+$"
_MANY = r"^[\s\S]{40}"
"""Characters of a text that no words for nothing fill, signs among them."""
_SIGNS = re.compile(r"[\W_]+")
_COMMA = re.compile("[;。、]")
_LONGEST = 24
"""Characters: a longer text is no combination of words."""


@dataclass(frozen=True)
class Placeholders:
    """`include/missing_values.yaml`; what is compared is folded and in lower case."""

    placeholders: config.Listed
    to_the_letter: config.Listed
    words_for_nothing: config.Listed
    negations: config.Listed
    deeds: config.Listed
    words_before_a_thing: config.Listed
    things: config.Listed
    who: config.Listed
    words_for_elsewhere: config.Listed
    places: config.Listed
    strokes: str
    masked: str
    customer_number_equal_digits: int

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(compact(entry.value) for entry in self.placeholders)

    @cached_property
    def letters(self) -> frozenset[str]:
        return frozenset(entry.value for entry in self.to_the_letter)

    @cached_property
    def marks(self) -> frozenset[str]:
        return frozenset(compact(self.strokes) + " ")

    @cached_property
    def nothing(self) -> re.Pattern[str]:
        """Who, what and a word for nothing, in any order."""
        deed = f"(?:{_any_of(self.negations)})(?:{_any_of(self.deeds)})"
        word = f"{_any_of(self.words_for_nothing)}|{deed}"
        before = f"(?:{_any_of(self.words_before_a_thing)})(?:{_any_of(self.things)})"
        beside = f"{_any_of(self.things)}|{_any_of(self.who)}|[的可]"
        return re.compile(f"(?:{beside})*(?:{word}|{before})(?:{word}|{beside})*")

    @cached_property
    def elsewhere(self) -> re.Pattern[str]:
        """A word such as 同, a place, what stands there, and perhaps 一致."""
        word, thing = map(_any_of, (self.words_for_elsewhere, self.things))
        place = f"{_any_of(self.places)}|{thing}"
        beside = f"(?:{_any_of(self.who)}|{thing}|的)*"
        return re.compile(f"{beside}(?:{word})(?:{place}|的)+(?:相同|一致|一样|填写|同住)?")

    @cached_property
    def hints(self) -> str:
        """A regular expression for whatever may hold such a combination: first letters in Han, and
        a whole word of English that begins it.
        """
        longer = (*self.words_for_nothing, *self.words_before_a_thing, *self.words_for_elsewhere)
        words = [compact(entry.value) for entry in (*longer, *self.negations)]
        firsts = "".join(sorted({word[0] for word in words if not word.isascii()}))
        english = "|".join(sorted({re.escape(word) for word in words if word.isascii()}))
        return rf"(?i)[{firsts}]|^\W*(?:{english})\b"

    @cached_property
    def hint(self) -> re.Pattern[str]:
        return re.compile(self.hints)

    @cached_property
    def array(self) -> pa.LargeStringArray:
        return pa.array(sorted(self.words), pa.large_string())

    @cached_property
    def numbers(self) -> str:
        """A regular expression for more figures in a row than any of the words has, and no star."""
        most = max(len(run) for word in self.words for run in re.findall("[0-9]*", word))
        return f"^[^{_STARS}]*[0-9]{{{most + 1}}}[^{_STARS}]*$"

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


def _any_of(entries: config.Listed) -> str:
    words = (_SIGNS.sub("", compact(entry.value)) for entry in entries)
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def refers_elsewhere(value: str) -> bool:
    """Whether the cell says where the value stands, such as 同投保人."""
    bare = _SIGNS.sub("", compact(value))
    return len(bare) <= _LONGEST and bool(placeholders().elsewhere.fullmatch(bare))


def _says_nothing(plain: str) -> bool:
    """Whether the text, or what stands before its comma, is a word for nothing (无,问其父)."""
    bare = _SIGNS.sub("", plain)
    if len(bare) > _LONGEST or placeholders().nothing.fullmatch(bare):
        return len(bare) <= _LONGEST
    first, comma, rest = _COMMA.sub(",", plain).partition(",")
    nothing = placeholders().nothing.fullmatch(_SIGNS.sub("", first))
    return bool(comma and nothing) and re.search("[0-9]", rest) is None


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
    if (
        words
        or text.fold(value) in known.letters
        or known.masked in plain
        or set(plain) <= known.marks
    ):
        return False
    return not (known.hint.search(plain) and (_says_nothing(plain) or refers_elsewhere(plain)))


def is_missing(column: pd.Series) -> Mask:
    """Missing rows of a column. What has figures enough is a value; the rest is judged once per
    distinct value.
    """
    array = text.arrow(column)
    missing = text.nulls(array)
    rest = ~missing & ~text.matches(array, placeholders().numbers)
    picked = array.filter(pa.array(rest)).dictionary_encode()
    missing[rest] = _are_missing(picked.dictionary)[picked.indices.to_numpy()]
    return missing


def _are_missing(array: pa.LargeStringArray) -> Mask:
    """Of distinct values, only short, starred or unusual ones, and those with a word for nothing,
    are looked at one by one.
    """
    known = placeholders()
    hinted = ~text.matches(array, _MANY) & text.matches(array, known.hints)
    in_han = text.matches(array, _HAN) & ~hinted
    missing: Mask = in_han & text.mask_of(pc.is_in(array, known.array))
    longer = rf"[0-9A-Za-z\x{{4E00}}-\x{{9FFF}}]{{{known.longest + 1}}}"
    odd = ~text.matches(array, longer) | text.matches(array, _STAR) | hinted
    doubtful = np.flatnonzero(~in_han & odd)
    values = array.take(pa.array(doubtful)).to_pylist()
    missing[doubtful] = [not is_valid(value) for value in values]
    return missing


def is_dummy_number(column: pd.Series) -> Mask:
    """Customer numbers that stand for none: zeros alone, or one digit over and over."""
    array = text.arrow(text.normalise(column))
    enough = placeholders().customer_number_equal_digits
    equal = "|".join(f"{digit}{{{enough},}}" for digit in range(1, 10))
    return text.matches(array, f"^(0+|{equal})$")
