"""Forms in which one Han character is written: radicals, old and foreign print, and uncertain ones.

Source: `include/han_forms.yaml`, made of the Unicode Character Database and ISO/IEC 10646, annex S
(docs/decisions/0030). A table maps a form's code point to that of the character that counts.

>>> "".join(chr(radicals()[ord(form)]) for form in "\u2ee2\u2ef0\u2ee9"), chr(printed()[ord("髙")])
('马龙黄', '高')
>>> chr(uncertain()[ord("堃")])
'坤'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from authenticity import config
from authenticity.settings import INCLUDE


@dataclass(frozen=True)
class _File:
    radicals: config.Text
    printed: config.Text
    uncertain: config.Text


@cache
def _file() -> _File:
    return config.load(INCLUDE / "han_forms.yaml", _File)


def _table(pairs: str) -> dict[int, int]:
    return {ord(pair[1]): ord(pair[0]) for pair in pairs.split()}


@cache
def radicals() -> dict[int, int]:
    """Radicals and strokes that stand for a character; the Kangxi radicals are folded by NFKC."""
    return _table(_file().radicals)


RADICAL = re.compile("[\u2e80-\u2eff\u31c0-\u31ef]")
"""A character of the two blocks that `radicals` folds."""


@cache
def printed() -> dict[int, int]:
    """Forms of one character that only print, time or a country's standard tells apart."""
    return _table(_file().printed)


@cache
def uncertain() -> dict[int, int]:
    """Forms that dictionaries call the same, and that some people write on purpose."""
    return _table(_file().uncertain)
