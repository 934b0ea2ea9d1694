"""The payer's name: whose name premium was taken under, when the record says so at all.

Source: implementing rules art. 11; rulebook section 4. Parts that mean the policyholder, a bank or
a way of paying are data (`payer_parts`). Nobody is accused by a name that cannot be read, and what
is left without the parts has to be a name.

>>> key_of("王秀英（本人）") == key_of("王秀英") == key_of("投保人：王 秀英")
True
>>> key_of("户名：王秀英女士") == key_of("王秀英(身份证1101)") == key_of("王秀英/工商银行")
True
>>> [key_of(name) for name in ("本 人", "同投保人", "自缴", "无", "王*英", "王?英", "622200001")]
[None, None, None, None, None, None, None]
>>> key_of("现金"), key_of("微信代扣"), key_of("周代扣")
(None, None, '周代扣')
>>> key_of("广州某某贸易有限公司")
'广州某某贸易有限公司'
>>> key_of("张三（李四代缴）"), loose_key_of("张三（李四代缴）")  # may be either of them
('张三李四代缴', '张三')
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from authenticity.values import (
    bank_names,
    cell,
    han,
    missing,
    name_spelling,
    name_words,
    person_name,
    text,
)
from authenticity.values.payer_parts import (
    Ends,
    ends_of_parts,
    ends_of_possible_parts,
    is_made_of_parts,
    names_holder,
    parts,
    without_parts,
)

_PLAIN = r"^[\x{4E00}-\x{9FA5}]{2,5}$"
"""Two to five common Han characters: the usual name, which needs no second look."""

_STAR = "*"
"""Banks mask a payer with a single star: the true name is not there."""

_MASKED = re.compile(r"(?<![0-9])[0-9]+\*+[0-9]*")
"""An account's figures, masked: they hide no part of the name before them."""

_OPEN, _CLOSE = r"(\[{<【〔「《", r")\]}>】〕」》"
_WORD = re.compile(
    rf"[{_OPEN}](?P<inside>[^{_OPEN}{_CLOSE}]*)[{_CLOSE}]?"
    rf"|(?P<word>[^\s:/,、;+|\\_{_OPEN}{_CLOSE}-]+)"
)
_HAN = re.compile(f"[{han.CLASS}]")
_ONE, _SOME = re.compile(f"[{han.CLASS}]"), re.compile(f"[{han.CLASS} ]{{2,4}}")
_SEVERAL = re.compile(f"[{han.CLASS}]{{2,4}} *(?:[/,、;+&|]|和|及|与) *[{han.CLASS}]{{2,4}}")
_BOTH = "..[和及与].."
"""王芳和李雷."""
_TWO_NAMES = 4
"""Characters: 古丽努尔 is a name of that many, or one of two with two of a bank behind it."""
_SHORTEST_BANK = 2
_LONGEST = 200
"""Characters: whoever keyed in more did not key in a name."""


@dataclass(frozen=True)
class Payers:
    """What the payers of a column are, one entry a row: keys, NA for the policyholder and nobody;
    whether a part of the name is lost (`name_spelling`); whether words say that the policyholder
    pays, and no name does.
    """

    key: pd.Series
    loose_key: pd.Series
    is_uncertain: NDArray[np.bool_]
    is_holder: NDArray[np.bool_]


@dataclass(frozen=True)
class Reading:
    """What a cell says: a name, what else stands in brackets, and whether the policyholder pays.

    `is_doubtful`: a part of the name may be a bank's, or the name a bank.
    """

    name: str
    remark: str
    says_holder: bool
    is_doubtful: bool = False


def key_of(value: str) -> str | None:
    """The payer's name key, as `person_name.key_of`; None for the policyholder and for nobody.

    None too for a masked or broken name, and for figures alone. A remark that may name somebody
    else is a part of the key.
    """
    unmasked = _MASKED.sub("0", value)
    if not (missing.is_valid(unmasked) or missing.refers_elsewhere(value)):
        return None  # 同被保险人 is somebody who need not be the policyholder
    reading = read(unmasked)
    return _key(f"{reading.name} {reading.remark}".strip(), person_name.key_of)


def loose_key_of(value: str) -> str | None:
    """The same without what may be a matter of spelling, and without any remark."""
    return _key(read(value).name, name_spelling.loose_key_of) if key_of(value) else None


def _key(name: str, key: Callable[[str], str | None]) -> str | None:
    if not name or _STAR in name or (len(name) == 1 and name.isascii()):
        return None  # a single letter is a mark on a form
    if missing.refers_elsewhere(name):
        return name
    return key(name) if person_name.is_valid(name) else None


def read(value: str) -> Reading:
    """Take the parts out of a cell; where a bank may be on no list, in the sense that spares."""
    plain = han.simplify(cell.plain(value[:_LONGEST])).upper()
    listed = _read(plain, ends_of_parts)
    return _settled(listed, _read(plain, ends_of_possible_parts), plain)


def _settled(listed: Reading, possible: Reading, plain: str) -> Reading:
    """窦敏银行卡 is a person's, 富安银行卡 a bank nobody listed, and 古丽努尔银行卡 in doubt.

    `listed` takes only listed banks off, `possible` whatever stands before 银行.
    """
    if not listed.name:
        return listed
    if possible.name in (listed.name, *listed.name.split()):
        return possible
    if not possible.name:
        if possible.says_holder or not name_words.is_usual(listed.name):
            return possible
        is_certain = bank_names.belongs_to(listed.name, name_words.compact(plain))
        return replace(listed, is_doubtful=not is_certain)
    if name_words.is_usual(listed.name):
        return listed
    is_whole = len(listed.name) == _TWO_NAMES or not name_words.is_usual(possible.name)
    name = listed.name if is_whole else _longer(possible.name, listed.name)
    return replace(listed, name=name, is_doubtful=True)


def _longer(name: str, with_bank: str) -> str:
    """钱春花 rather than 钱春 before 中银福农信: most given names are of two characters."""
    longer = with_bank[: len(name) + 1]
    leaves_bank = len(with_bank) - len(longer) >= _SHORTEST_BANK
    return longer if leaves_bank and name_words.is_usual(longer) else name


def _read(plain: str, ends_of: Ends) -> Reading:
    if is_made_of_parts(plain, ends_of):
        return Reading("", "", names_holder(plain))
    words: list[str] = []
    remarks: list[str] = []
    says_holder = False
    for found in _WORD.finditer(plain):
        for kept, word in ((words, found["word"]), (remarks, found["inside"])):
            if word and is_made_of_parts(word, ends_of):
                says_holder |= names_holder(word)
            elif word and word.strip():
                kept.append(word.strip())
    name = _without_parts(name_words.read(" ".join(words)).bare, ends_of)
    if not name:  # 本人（王秀英）
        return Reading(_without_parts(" ".join(remarks), ends_of), "", says_holder)
    return Reading(name, " ".join(remarks), says_holder)


def _without_parts(name: str, ends_of: Ends) -> str:
    """Without the parts that touch a name, as long as a label or a title follows them."""
    while True:
        shorter = " ".join(
            without_parts(word, ends_of) if _HAN.search(word) else word for word in name.split()
        )
        shorter = name_words.read(shorter).bare
        if shorter == name:
            return name
        name = shorter


def examine(column: pd.Series) -> Payers:
    """Read a column. A usual name in simplified characters is its own key."""
    array = text.arrow(column)
    absent = missing.is_missing(column)
    odd = ~(_usual(array) & ~absent) & ~text.nulls(array)
    found, places = text.per_distinct(array, odd, _examine)
    array = pc.if_else(pa.array(absent), pa.scalar(None, array.type), array)
    masks = [np.zeros(len(array), bool) for _ in range(2)]
    for number, mask in enumerate(masks):
        mask[odd] = np.array([each[2 + number] for each in found], bool)[places]
    keys = [
        pc.replace_with_mask(array, pa.array(odd), _texts(found, number).take(pa.array(places)))
        for number in range(2)
    ]
    key, loose = (text.series(each, column.index) for each in keys)
    return Payers(key, loose, *masks)


def _examine(value: str) -> tuple[str | None, str | None, bool, bool]:
    reading = read(value)
    says_holder = reading.says_holder and not reading.name
    is_uncertain = name_spelling.is_uncertain(reading.name) or reading.is_doubtful
    is_uncertain |= _is_described(reading) or _names_several(reading, value)
    return key_of(value), loose_key_of(value), is_uncertain, says_holder


def _is_described(reading: Reading) -> bool:
    """王（韦华）: a family name, and how to put together what a bank has no code for."""
    return bool(_ONE.fullmatch(reading.name) and _SOME.fullmatch(reading.remark))


def _names_several(reading: Reading, value: str) -> bool:
    """王芳、李雷: two persons pay, of whom one may be the policyholder."""
    is_listed = _SEVERAL.fullmatch(cell.plain(value[:_LONGEST])) is not None
    return is_listed and len(reading.name) > _TWO_NAMES


def _texts(found: list[tuple[str | None, str | None, bool, bool]], number: int) -> pa.Array:
    return pa.array([each[number] for each in found], pa.large_string())


def _usual(array: pa.Array) -> NDArray[np.bool_]:
    """Names in simplified characters that hold no part, and are spelt in one way only."""
    usual: NDArray[np.bool_] = text.matches(array, _PLAIN)
    usual &= ~text.matches(array, parts().words) & ~text.matches(array, _BOTH)
    return usual & ~han.has_traditional(array) & ~han.has_uncertain_forms(array)
