"""How names differ that may be one name: by a variant of a character, by the order, by a cut.

Source: rulebook section 4, "Persons": what may be a matter of spelling accuses nobody. The looser
key of two such names is equal; `person_name.key_of` is not (docs/decisions/0031).

>>> loose_key_of("王堃") == loose_key_of("王坤"), loose_key_of("周一鸣") == loose_key_of("周鸣")
(True, False)
>>> loose_key_of("吐尔逊一买买提") == loose_key_of("吐尔逊·买买提")
True
>>> loose_key_of("Maria Garcia Lopez") == loose_key_of("LOPEZ, GARCIA MARIA")
True
>>> [is_uncertain(name) for name in ("王WEI", "王\\ue5f1", "刘0", "王⿰韦华", "王韡", "John Smith")]
[True, True, True, True, False, False]
>>> beginnings_of("古丽·买买提"), beginnings_of("王小明")
(['古丽买买'], [])
>>> person_name.key_of("Smith John A.") in beginnings_of("JOHN ADAM SMITH")
True
>>> len({loose_key_of(n) for n in ("Jürgen Müller", "MUELLER JUERGEN", "MULLER, JURGEN")})
1
>>> loose_key_of("阿卜杜热合曼·阿卜杜") == loose_key_of("阿卜杜热合曼·阿卜杜外力")
True
"""

from __future__ import annotations

import re
from itertools import product
from operator import eq

import numpy as np
import pandas as pd

from authenticity.values import han, person_name, text
from authenticity.values.text import Mask

_CERTAIN = r"^[\x{4E00}-\x{9FA5}]{2,5}$"
"""Up to five Han characters: no separator was keyed as a numeral, and no bank cut the name."""

SHORT = r"^(?:[\x{4E00}-\x{9FA5}]{0,4}|[!-~ ]{0,8})$"
"""Names that no bank cuts."""

_NUMERAL = re.compile("(?<=..)[一丨](?=..)")
_FROM = 5
"""Letters from which a numeral one, or a stroke, between two parts is a separator: no Han family
name and given name are so long."""

SHORTEST_CUT, SHORTEST_LATIN = 4, 8
"""Letters of a name that a bank cut: eight bytes, the shortest field there is, hold four Han
characters."""

LONG, LONG_LATIN = 8, 18
"""Letters from which a name may be cut on its way through systems: fields of ten Han characters or
twenty letters are the shortest that core systems have. What stands behind is a matter of spelling.
"""
_OF_A_WORD = 4
"""Letters by which a word of a long name in Latin letters is known, for the last may be cut."""

_MOST_WORDS = 5
"""Words of a foreigner's name of which a bank may leave some out."""

_DESCRIBED = re.compile("[\u2ff0-\u2fff\u31ef]")
"""Ideographic description: how to put together the character that a system lacks."""

_LETTERS = str.maketrans(
    {"ß": "SS", "Ø": "O", "Æ": "A", "Œ": "O", "Å": "A", "Đ": "D", "Ð": "D", "Ł": "L", "Þ": "TH"}
)
_DIGRAPH = re.compile("(?<=[AOU])E|(?<=A)A")
"""ICAO Doc 9303, part 3, section 6: letters with marks are written as two letters, or as the first.
"""

_MIXED = re.compile(f"[{han.PRIVATE}0-9]")
_HAN, _LATIN = re.compile(f"[{han.CLASS}]"), re.compile("[A-Z]")


def loose_key_of(value: str) -> str | None:
    """`person_name.key_of` without what may be a matter of spelling."""
    key = person_name.key_of(value)
    if key is None or not person_name.is_valid(value):
        return key
    if not _HAN.search(key):
        words = [_as_on_a_passport(word) for word in person_name.parts_of(value)]
        if len(key) >= LONG_LATIN:
            words = [word[:_OF_A_WORD] for word in words]
        return person_name.in_a_ring("".join(sorted(words)))
    key = han.without_uncertain_forms(key)
    return (_NUMERAL.sub("", key) if len(key) >= _FROM else key)[:LONG]


def _as_on_a_passport(word: str) -> str:
    """MÜLLER, MUELLER and MULLER are one: a passport's lower lines have no letters with marks."""
    return _DIGRAPH.sub("", word.translate(_LETTERS))


def is_uncertain(value: str) -> bool:
    """Whether a part of the name stands there by its sound, by a figure, by a description or by no
    character.
    """
    key = person_name.key_of(value) or ""
    is_of_two_scripts = _HAN.search(key) and _LATIN.search(key)
    return bool(_MIXED.search(key) or is_of_two_scripts or _DESCRIBED.search(value))


def beginnings_of(value: str) -> list[str]:
    """Keys of the name as a bank may have cut it, or have left out a middle name; none of a name
    that fits any field.
    """
    key = person_name.key_of(value) or ""
    if _HAN.search(key):
        return [key[:length] for length in range(SHORTEST_CUT, len(key))]
    letters = person_name.letters_of(value)
    cuts = {letters[:end] for end in range(SHORTEST_LATIN, len(letters))}
    return sorted(set(map(person_name.in_a_ring, cuts | _with_words_left_out(value))))


def _with_words_left_out(value: str) -> set[str]:
    """JOHN SMITH and JOHN A SMITH of JOHN ADAM SMITH: two whole words of it, others by a letter or
    not at all.
    """
    words = person_name.parts_of(value)
    if not 2 < len(words) <= _MOST_WORDS:
        return set()
    ways = product(*((word, word[:1], "") for word in words))
    kept = (way for way in ways if 2 <= sum(map(eq, way, words)) < len(words))
    return set(map("".join, kept))


def loose_key(keys: pd.Series, column: pd.Series) -> pd.Series:
    """`loose_key_of` over a column whose `person_name.key` is known."""
    array = text.arrow(column)
    rows = _unusual(column) & ~text.nulls(text.arrow(keys))
    found = text.replace(array, rows, loose_key_of)
    return keys.where(~rows, text.series(found, column.index))


def uncertain(column: pd.Series) -> Mask:
    """`is_uncertain` over a column."""
    array = text.arrow(column)
    rows = ~text.matches(array, _CERTAIN) & ~text.nulls(array)
    verdicts, places = text.per_distinct(array, rows, is_uncertain)
    found = np.zeros(len(array), bool)
    found[rows] = np.array(verdicts, bool)[places]
    return found


def _unusual(column: pd.Series) -> Mask:
    array = text.arrow(column)
    usual = text.matches(array, _CERTAIN) & ~han.has_uncertain_forms(array)
    return ~(usual & ~han.has_traditional(array))
