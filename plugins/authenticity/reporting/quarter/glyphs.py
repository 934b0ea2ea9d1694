"""Which characters the report's font can show.

PDF/A allows no character without a glyph, and names may hold anything that was once keyed in. So
the font's own table of characters is read (OpenType, "cmap", format 12), and what it lacks is
replaced by the sign that printers put in place of a missing type.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Any

from authenticity.errors import ConfigurationError

MISSING = "〓"
_FORMAT = 12
_WHOLE_UNICODE = (3, 10)
"""Platform and encoding of the subtable that holds all characters."""


def shown(value: Any, font: Path) -> Any:
    """Text, or whatever holds texts, with each character that the font lacks replaced."""
    if isinstance(value, str):
        return "".join(letter if _has(font, ord(letter)) else MISSING for letter in _line(value))
    if isinstance(value, dict):
        return {key: shown(item, font) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shown(item, font) for item in value]
    return value


def _line(text: str) -> str:
    return " ".join(text.split("\n")).replace("\t", " ").replace("\r", " ")


def _has(font: Path, character: int) -> bool:
    starts, ends = _ranges(font)
    at = bisect_right(starts, character) - 1
    return at >= 0 and character <= ends[at]


@cache
def _ranges(font: Path) -> tuple[list[int], list[int]]:
    """First and last characters of each range that has glyphs."""
    content = font.read_bytes()
    table = _table(content, b"cmap")
    (number,) = struct.unpack_from(">H", content, table + 2)
    for record in range(number):
        platform, encoding, offset = struct.unpack_from(">HHI", content, table + 4 + 8 * record)
        if (platform, encoding) == _WHOLE_UNICODE:
            return _groups(content, table + offset)
    raise ConfigurationError(f"the font {font.name} has no table of all characters")


def _table(content: bytes, tag: bytes) -> int:
    (number,) = struct.unpack_from(">H", content, 4)
    for record in range(number):
        name, _, offset, _ = struct.unpack_from(">4sIII", content, 12 + 16 * record)
        if name == tag:
            return int(offset)
    raise ConfigurationError("the font of the report is damaged; install the requirements anew")


def _groups(content: bytes, at: int) -> tuple[list[int], list[int]]:
    form, _, _, _, number = struct.unpack_from(">HHIII", content, at)
    if form != _FORMAT:
        raise ConfigurationError("the font of the report is of another kind than expected")
    groups = [struct.unpack_from(">II", content, at + 16 + 12 * each) for each in range(number)]
    return [first for first, _ in groups], [last for _, last in groups]
