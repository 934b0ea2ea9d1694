"""How wide a text is about, so that it can be cut or broken without asking a font.

Han characters are as wide as they are high, the others about half that. What cannot stand in XML,
or would turn the reading direction, is replaced by U+FFFD.
"""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_FIRST_WIDE = "\u2e80"
_NARROW = 0.58
_CUT = "…"


def plain(text: str) -> str:
    """One line that XML can hold, whatever a clerk once keyed in."""
    return _FORBIDDEN.sub("\ufffd", " ".join(text.split()))


def width(text: str, size: float) -> float:
    """Units, for letters of this size."""
    return size * sum(1.0 if letter >= _FIRST_WIDE else _NARROW for letter in text)


def cut(text: str, size: float, room: float) -> str:
    """The text, or as much of it as fits, and a sign that something is left out."""
    if width(text, size) <= room:
        return text
    while text and width(text + _CUT, size) > room:
        text = text[:-1]
    return text + _CUT


def lines(text: str, size: float, room: float) -> list[str]:
    """The text in lines, broken behind its parts where it can be."""
    found = [""]
    for part in re.findall(r"(?:[^·：]+[·：]?|[·：])", text):
        if found[-1] and width(found[-1] + part, size) > room:
            found.append("")
        found[-1] += part
    return [each.strip(" ·") for each in found]
