"""Names of persons: which cannot be one, and which of them mean the same.

Standard: GB 18030-2022 for the characters, and the police registers' separator of minority names,
U+00B7; Unicode Annex #15 for width and compatibility forms. Rulebook section 4, "name_invalid".

Look-alike separators, width, spaces and traditional characters make no other name:

>>> spellings = ("阿卜杜拉·买买提", "阿卜杜拉•買買提", "阿卜杜拉．买买提", "阿卜杜拉 买买提")
>>> len({key_of(name) for name in spellings})
1

Genuine names are of every kind; only what no register can hold is refused:

>>> [is_valid(name) for name in ("欧阳娜娜", "O'Brien", "María José", "𬭊", "买买提·艾力")]
[True, True, True, True, True]
>>> [is_valid(name) for name in ("12345", "张?三", "张□", "···", "张三😀", "不详")]
[False, False, False, False, False, False]
>>> [is_suspicious(name) for name in ("张", "张三 ZHANG SAN", "张\\ue5f1", "张三")]
[True, True, True, False]
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from authenticity.values import han, missing, name_words, text
from authenticity.values.text import InvalidValue, Mask

SEPARATOR = "\u00b7"

_LOOK_ALIKES = (
    "\u00b7\u02d0\u02d1\u2022\u2219\u2027\u22c5\u25cf\u30fb\uff65\uff0e.\u3002\u2010-\u2015\u2212"
    "\u1427\u16eb\u2024\u2043\u2e31\u2e33\u30fc\u3161\u318d\ua78f_~|/,\\-"
)
_BETWEEN_HAN = re.compile(f"(?<=[{han.CLASS}]) ?[{_LOOK_ALIKES} ] ?(?=[{han.CLASS}])")
_BROKEN = re.compile(
    "[?\ufffc-\uffff\u25a0-\u25a2\u25af\u25fb\u25fc\u2b1b\u2b1c\u2600-\u27bf\U0001f000-\U0001faff]"
)
"""A question mark, an empty box, U+FFFD, an emoji: some system lost the character."""

_ZERO = re.compile(
    f"(?<=[{han.CLASS}])[\u25cb\u25ef\u26aa\u2b55]|[\u25cb\u25ef\u26aa\u2b55](?=[{han.CLASS}])"
)
"""A circle beside Han characters is the Han zero, U+3007."""

_ONE = re.compile(f"(?<=[{han.CLASS}])\u3127|\u3127(?=[{han.CLASS}])")
"""The phonetic sign ㄧ beside Han characters is the numeral one, as it looks."""

_PINYIN = re.compile(
    rf"(?P<name>[{han.CLASS}{han.PRIVATE}{SEPARATOR}]{{2,}})[ (/]+[A-Z][A-Z ,.'-]+\)?"
    rf"|[A-Z][A-Z ,.'-]+[ /]+(?P<behind>[{han.CLASS}{han.PRIVATE}{SEPARATOR}]{{2,}})"
)
_LATIN = re.compile("[A-Z]")
_PRIVATE = re.compile(f"[{han.PRIVATE}]")
_HAN = re.compile(f"[{han.CLASS}]")
_PLAIN = r"^[\x{4E00}-\x{9FA5}]{2,20}$"
"""Two to twenty common Han characters: the usual name, which needs no second look."""

LONGEST_HAN, LONGEST_OTHER = 20, 80
"""Characters: minority names stay below 20, and a passport has room for 39 on each name line."""


@dataclass(frozen=True)
class Names:
    """What the names of a column are, one entry a row; a missing name is in none of the others.

    `doubtful`: suspicious for more than a remark beside it, so that it may be another's spelling.
    """

    is_missing: Mask
    invalid: Mask
    suspicious: Mask
    doubtful: Mask


def compact(value: str) -> str:
    """Half width, single spaces, and the registered separator between Han characters; without
    label, title and remark.
    """
    name = _ONE.sub("一", _ZERO.sub("\u3007", name_words.read(value).bare))
    return _BETWEEN_HAN.sub(SEPARATOR, name)


def key_of(value: str) -> str | None:
    """What two spellings of one name have in common; None when missing or no name at all.

    Capital letters without accents, simplified characters, no separators, no pinyin beside Han
    characters. A name without any Han character is read in a ring: JOHN SMITH and SMITH JOHN.
    """
    if not missing.is_valid(value):
        return None
    letters = letters_of(value)
    return (letters if _HAN.search(letters) else in_a_ring(letters)) or None


def letters_of(value: str) -> str:
    """The letters of the name's words, in the order in which they stand."""
    return "".join(parts_of(value))


def parts_of(value: str) -> list[str]:
    """The words of the name, each without anything but its letters."""
    name = han.simplify(compact(value)).upper()
    pinyin = _PINYIN.fullmatch(name)
    if pinyin:
        name = pinyin.group("name") or pinyin.group("behind")
    words = [name] if _HAN.search(name) else name_words.words_of(name)
    return list(filter(None, map(_letters, words)))


def in_a_ring(letters: str) -> str:
    """The same for every place at which a ring of letters may be cut open: with whichever of its
    parts a foreigner's name begins, and wherever its blanks are.
    """
    if not letters:
        return letters
    twice, size = letters + letters, len(letters)
    return min(twice[start : start + size] for start in range(min(size, LONGEST_OTHER)))


def _letters(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    kept = (letter for letter in apart if letter.isalnum() or _PRIVATE.match(letter))
    return unicodedata.normalize("NFC", "".join(kept))


def validate(value: str) -> str:
    """The name as it should be written; raises `InvalidValue` (missing, broken, no_letter)."""
    if not missing.is_valid(value):
        raise InvalidValue("missing")
    name = compact(value)
    if _BROKEN.search(name):
        raise InvalidValue("broken")
    if not any(map(_is_letter, name)):
        raise InvalidValue("no_letter")
    return name


def is_valid(value: str) -> bool:
    """Whether the value can be somebody's name."""
    try:
        return bool(validate(value))
    except InvalidValue:
        return False


def is_suspicious(value: str) -> bool:
    """A name that deserves a look: one character, mixed scripts, private use, digits, a remark,
    too long.
    """
    return is_doubtful(value) or (is_valid(value) and bool(name_words.read(value).remarks))


def is_doubtful(value: str) -> bool:
    """A name that may be another's: all of these but a remark beside a name that is whole."""
    return is_valid(value) and _may_be_anothers(compact(value).upper())


def _may_be_anothers(name: str) -> bool:
    letters = sum(map(_is_letter, name))
    return bool(
        letters == 1
        or (_HAN.search(name) and _LATIN.search(name))
        or _PRIVATE.search(name)
        or any(sign.isdigit() or sign == "*" or _is_symbol(sign) for sign in name)
        or len(name) > (LONGEST_HAN if _HAN.search(name) else LONGEST_OTHER)
    )


def key(column: pd.Series) -> pd.Series:
    """`key_of` over a column. A usual name in simplified characters is its own key."""
    array = text.arrow(column)
    usual = _usual(array) & ~han.has_traditional(array) & ~missing.is_missing(column)
    return text.series(text.replace(array, ~usual & ~text.nulls(array), key_of), column.index)


def legible(column: pd.Series) -> Mask:
    """Names of which no character was lost or masked; what is left of others proves no difference.

    A missing name counts as legible: it has no key anyway.
    """
    array = text.arrow(column)
    unusual = ~_usual(array) & ~text.nulls(array) & ~missing.is_missing(column)
    verdicts, places = text.per_distinct(array, unusual, _is_legible)
    legible = np.ones(len(array), bool)
    legible[unusual] = np.array(verdicts, bool)[places]
    return legible


def examine(column: pd.Series) -> Names:
    """Judge a column; only unusual names are looked at, once per distinct value."""
    array = text.arrow(column)
    absent = missing.is_missing(column)
    unusual = ~absent & ~_usual(array)
    verdicts, places = text.per_distinct(array, unusual, _verdict)
    judged = np.zeros((3, len(array)), bool)
    judged[:, unusual] = np.array(verdicts, bool).reshape(-1, 3)[places].T
    return Names(absent, *judged)


def _usual(array: pa.LargeStringArray) -> Mask:
    """Usual names, without a label or a title that touches them (王秀英女士)."""
    plain = text.matches(array, _PLAIN)
    return plain & ~text.matches(array, name_words.wording().dressed)


def _is_legible(value: str) -> bool:
    return is_valid(value) and "*" not in compact(value)


def _verdict(value: str) -> tuple[bool, bool, bool]:
    """Whether the name is invalid, suspicious, doubtful, each asked once."""
    if not is_valid(value):
        return True, False, False
    doubtful = _may_be_anothers(compact(value).upper())
    return False, doubtful or bool(name_words.read(value).remarks), doubtful


def _is_letter(sign: str) -> bool:
    """A letter, the Han zero, a private-use character, or one newer than this Python's tables."""
    return unicodedata.category(sign) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Co", "Cn")


def _is_symbol(sign: str) -> bool:
    return unicodedata.category(sign) == "So" and sign not in _LOOK_ALIKES
