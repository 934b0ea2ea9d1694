"""Han characters: traditional forms, private-use stand-ins, and what counts as one.

Standard: GB 18030-2022 (which characters older systems kept in the private-use area), OpenCC's
tables for traditional to simplified, character by character: names are no place for phrases; and
ISO/IEC 10646, annex S, for forms that only print tells apart (`han_forms`).

>>> simplify("張麗雲"), simplify("\\ue863")  # U+E863 stood for U+4DAE before fonts had it
('张丽云', '䶮')
>>> simplify("髙靑"), simplify("堃祐"), without_uncertain_forms("堃祐")
('高青', '堃祐', '坤佑')
"""

from __future__ import annotations

from functools import cache
from typing import Any

import opencc

from authenticity.values import han_forms
from authenticity.values.text import Mask, matches

CLASS = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Inside a regular expression's brackets: any Han character, extensions B and later included."""

PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
"""Private-use code points: a rare character that some system had no code for."""

_IDEOGRAPHS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x33480))

_GB18030_OF_2000 = {
    0xE816: 0x20087,
    0xE817: 0x20089,
    0xE818: 0x200CC,
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE831: 0x215D7,
    0xE832: 0x9FB8,
    0xE83B: 0x2298F,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE855: 0x241FE,
    0xE864: 0x9FBB,
}
"""Characters that GB 18030-2000 itself left in the private-use area and later editions moved."""

_SECOND_FORMS = {0x953A: 0x949F}
"""锺 may stand for 鍾 in names (Table of General Standard Characters, 2013); OpenCC has 钟 only."""


def simplify(value: str) -> str:
    """Simplified characters; private-use ones that are known are put right. One for one."""
    return value.translate(_table())


def without_uncertain_forms(value: str) -> str:
    """The same with one character for those that dictionaries, not registers, call the same."""
    return value.translate(han_forms.uncertain())


def has_uncertain_forms(array: Any) -> Mask:
    """Rows of a text column that `without_uncertain_forms` would change."""
    return matches(array, "[" + "".join(map(chr, sorted(han_forms.uncertain()))) + "]")


def has_traditional(array: Any) -> Mask:
    """Rows of a text column that `simplify` would change."""
    return matches(array, _changing())


@cache
def _changing() -> str:
    return "[" + "".join(chr(code) for code, new in sorted(_table().items()) if code != new) + "]"


@cache
def _table() -> dict[int, int]:
    simple = _simplified()
    old = {form: simple.get(meant, meant) for form, meant in han_forms.printed().items()}
    return old | simple | _moved() | _SECOND_FORMS


def _simplified() -> dict[int, int]:
    """OpenCC asked once for every ideograph: fifty times faster than asking it name by name."""
    characters = [chr(code) for low, high in _IDEOGRAPHS for code in range(low, high)]
    simple = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, simple, strict=True)
    return {ord(old): ord(new) for old, new in pairs if new != old and len(new) == 1}


def _moved() -> dict[int, int]:
    """GBK rows FE50-FEA0: code page 936 decodes them to U+E815 onwards, GB 18030 to characters."""
    trails = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    moved = {}
    for code, trail in enumerate(trails, start=0xE815):
        meant = ord(bytes([0xFE, trail]).decode("gb18030"))
        moved[code] = _GB18030_OF_2000.get(meant, meant)
    return moved
