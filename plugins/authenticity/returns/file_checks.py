"""What is said of a workbook by its directory, before any reader unpacks it.

A workbook is a zip file. Its directory names every part with its unpacked size, so a bomb, a macro
or a link to elsewhere is noticed without opening one. Of the sheets, only the numbers of their rows
are looked at: one cell in the last row of a sheet makes some readers allocate all of it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from authenticity.errors import ReturnError
from authenticity.returns.limits import Limits

DAMAGED = "文件打不开：不是 Excel 工作簿（.xlsx），或已损坏"
_CHUNK = 1 << 20
_OVERLAP = 256
"""Longest beginning of a row that may lie across two chunks."""

_ROW_WITH_CELLS = re.compile(rb"<row\b([^<>]*+)>\s*+<c\b")
_ROW_NUMBER = re.compile(rb'\sr="(\d{1,9})"')
"""Two expressions, neither of which goes back: one would try every row against the whole sheet."""

_DECLARATION = b"<!DOCTYPE"
"""No spreadsheet program writes one; entities that blow up need it."""

_ENCRYPTED_PART = 0x1


class DamagedError(ReturnError):
    """Nothing can be made of the bytes; perhaps they have not all arrived yet."""


def check(plain: bytes, limits: Limits) -> None:
    """Raises `ReturnError`, in Chinese for the sender, for what is not to be read."""
    try:
        with ZipFile(BytesIO(plain)) as book:
            parts = book.infolist()
            _check_directory(parts, limits)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _check_part(book, part, limits)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise DamagedError(DAMAGED) from None


def _check_directory(parts: list[ZipInfo], limits: Limits) -> None:
    names = [part.filename.lower() for part in parts]
    for forbidden in limits.forbidden_parts:
        if any(
            name.startswith(forbidden.value) or name.endswith(forbidden.value) for name in names
        ):
            raise ReturnError(forbidden.reason)
    if any(part.flag_bits & _ENCRYPTED_PART for part in parts) or len(set(names)) < len(names):
        raise ReturnError(DAMAGED)
    if sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise ReturnError("文件展开后过大，不是本系统发出的清单")


def _check_part(book: ZipFile, part: ZipInfo, limits: Limits) -> None:
    is_sheet = "worksheets/" in part.filename.lower()
    for window in _windows(book, part):
        if _DECLARATION in window:
            raise ReturnError("文件含外部定义，不是本系统发出的清单")
        last = _last_row(window) if is_sheet else 0
        if last > limits.lines.value:
            raise ReturnError(f"第 {last} 行有内容，超出清单范围，请删除该行后再送回")


def _last_row(window: bytes) -> int:
    """The highest number of a row with cells."""
    numbers = map(_ROW_NUMBER.search, _ROW_WITH_CELLS.findall(window))
    return max((int(number[1]) for number in numbers if number), default=0)


def _windows(book: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    """The part's bytes, piece by piece, each with the end of the one before."""
    before = b""
    with book.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield before + chunk
            before = chunk[-_OVERLAP:]
