"""The digits of resident ID numbers, read from a column as one matrix.

Standard: GB 11643-1999 and ISO 7064 MOD 11-2; see `resident_id`, which judges what is read here.

>>> column = pa.array(["150102880730303", "11010519491231002x"], pa.large_string())
>>> Reading.of(column).digits.T[:, 6:10]
array([[1, 9, 8, 8],
       [1, 9, 4, 9]], dtype=uint8)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.values import cell, missing, text
from authenticity.values.fixed_width import Bytes, Cells, Rows
from authenticity.values.text import Mask

WEIGHTS = np.array([pow(2, 17 - place, 11) for place in range(17)], np.int64)
"""ISO 7064 MOD 11-2: the digit at a place counts two to the power of its distance from the end."""

CHECK_CHARACTERS = np.frombuffer(b"10X98765432", np.uint8)
"""The check character by the weighted sum modulo 11."""

CENTENARIANS = 996
"""15-digit numbers with this order number or a higher one belong to people born in 18yy."""

_CROSS = re.compile("(?<=^[0-9]{17})[*\u00d7\u2715\u2716\u2717\u2718\u2573\u2a2f]$")
"""A cross for X. It is read only where X is the check character, so no other number becomes right;
a star hides nothing either, for the 17 digits before it say what it stands for."""

_BETWEEN = re.compile(r"(?<=[0-9])[./_,\u00b7]+(?=[0-9X])")
_WHOLE = re.compile("(?:(?<![0-9A-Z])|(?<=[A-Z]{2}))[0-9]{17}[0-9X](?![0-9A-Z])")
"""Letters that touch it are a label (SFZ…); one alone is another document's."""

_SPELT = re.compile("(?<=[0-9])[叉乂㐅]")
"""The word for a cross, and characters that are one."""

_SPACED = "^ *(?:[0-9][ -]?){17}[0-9Xx] *$"
_OF_ANOTHER_KIND = "^[A-Z]{1,3}[0-9]{5,13}$"
"""A passport's or permit's number as printed: no resident number, and no filler."""

_FORM = re.compile("[0-9]{17}[0-9X]|[0-9]{15}")
_SOMEBODY_ELSES = re.compile(
    "[父母爸妈]亲|爸爸|妈妈|监护|配偶|妻子|丈夫|儿子|女儿|法定|代办|家长|[父母夫妻]:"
)
"""父亲身份证: the number is not the party's own, whatever it proves."""

_ZERO, _X, _SMALL_X = ord("0"), ord("X"), ord("x")


@dataclass(frozen=True)
class Reading:
    """A column as digits, shape (18, rows); 15-digit numbers upgraded, zeros elsewhere."""

    digits: Bytes
    last: Bytes
    is_missing: Mask
    is_well_formed: Mask
    is_first_generation: Mask
    is_degenerate: Mask

    @classmethod
    def of(cls, array: Any) -> Reading:
        size = len(array)
        flags = [np.zeros(size, bool) for _ in range(4)]
        read = cls(np.zeros((18, size), np.uint8), np.zeros(size, np.uint8), *flags)
        every = np.arange(size)
        read._place(Cells.of(array), every)
        absent = text.nulls(array)
        read.is_missing[absent] = True
        odd = ~(read.is_well_formed | read.is_first_generation | absent)
        read._place_spaced(array, odd)
        odd &= ~read.is_well_formed
        picked = array.filter(pa.array(odd))
        read.is_missing[odd] = missing.is_missing(text.series(picked, pd.RangeIndex(len(picked))))
        odd &= ~text.matches(array, _OF_ANOTHER_KIND)
        if odd.any():
            read._place_odd(array, odd)
        return read

    def _place(self, cells: Cells, rows: Rows) -> None:
        """Read the clean numbers among `cells`, which stand at `rows` of the column."""
        for width, read in ((18, self._read_18), (15, self._read_15)):
            fitting = cells.rows(width)
            if fitting.size:
                columns = np.ascontiguousarray(cells.matrix(fitting, width).T)
                read(columns - np.uint8(_ZERO), columns[-1], rows[fitting])

    def _place_spaced(self, array: Any, odd: Mask) -> None:
        """Numbers of 18 digits in groups, or with blanks at their ends."""
        rows = np.flatnonzero(odd & text.matches(array, _SPACED))
        if rows.size:
            joined = pc.replace_substring_regex(array.take(pa.array(rows)), "[ -]", "")
            self._place(Cells.of(joined), rows)

    def _place_odd(self, array: Any, odd: Mask) -> None:
        """Rows that are not clean: normalised once per distinct value, then read like others."""
        picked = array.filter(pa.array(odd))
        rows = np.flatnonzero(odd)
        everything = np.ones(rows.size, bool)
        compacted = text.replace(picked, everything, compact)
        degenerate, places = text.per_distinct(compacted, everything, text.is_degenerate)
        self.is_degenerate[rows] = np.array(degenerate, bool)[places]
        self.is_degenerate[self.is_missing] = False
        self._place(Cells.of(compacted), rows)

    def _read_18(self, digits: Bytes, last: Bytes, rows: Rows) -> None:
        is_x = (last == _X) | (last == _SMALL_X)
        clean = (digits[:17] <= 9).all(axis=0) & ((digits[17] <= 9) | is_x)
        if not clean.all():
            digits, last, rows, is_x = digits[:, clean], last[clean], rows[clean], is_x[clean]
        self.digits[:17, rows] = digits[:17]
        self.last[rows] = np.where(is_x, _X, last)
        self.is_well_formed[rows] = True
        self.is_degenerate[rows] = _is_pattern(digits[:17])

    def _read_15(self, digits: Bytes, last: Bytes, rows: Rows) -> None:
        clean = (digits <= 9).all(axis=0)
        digits, rows = digits[:, clean], rows[clean]
        longer = np.zeros((18, rows.size), np.uint8)
        longer[:6], longer[8:17] = digits[:6], digits[6:]
        longer[6], longer[7] = 1, np.where(number(digits[12:15]) >= CENTENARIANS, 8, 9)
        self.digits[:, rows] = longer
        self.last[rows] = CHECK_CHARACTERS[weighted(longer)]
        self.is_first_generation[rows] = True
        self.is_degenerate[rows] = _is_pattern(digits)


def compact(value: str) -> str:
    """The number in a clerk's cell: without what stands around it and between its digits.

    A cell with more than that holds the number where one whole number in it proves itself.

    >>> compact("身份证号：110105.19491231.002×"), compact("新11010519491231002X旧110105491231002")
    ('11010519491231002X', '11010519491231002X')
    >>> compact("SFZ11010519491231002X"), compact("身份证11010519491231002叉")
    ('11010519491231002X', '11010519491231002X')
    >>> compact("父亲身份证11010519491231002X")
    '父亲身份证11010519491231002X'
    """
    plain = text.compact_number(value)
    if _FORM.fullmatch(plain) or _SOMEBODY_ELSES.search(plain):
        return plain
    crossed = _SPELT.sub("\u00d7", text.fold(value))
    bare = _BETWEEN.sub("", text.compact_number(cell.number(crossed).bare))
    if _CROSS.search(bare) and check_character(bare[:17]) == "X":
        bare = bare[:17] + "X"
    if _FORM.fullmatch(bare):
        return bare
    whole = set(_WHOLE.findall(plain))
    is_proven = len(whole) == 1 and all(check_character(no[:17]) == no[17] for no in whole)
    return whole.pop() if is_proven else bare


def check_character(first: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    total = sum(int(digit) * int(weight) for digit, weight in zip(first, WEIGHTS, strict=True))
    return chr(CHECK_CHARACTERS[total % 11])


def number(digits: Bytes) -> npt.NDArray[np.int32]:
    """Columns of digits read as whole numbers."""
    total = np.zeros(digits.shape[1], np.int32)
    for column in digits:
        total *= 10
        total += column
    return total


def weighted(digits: Bytes) -> npt.NDArray[np.uint16]:
    """The weighted sum of the first 17 digits modulo 11."""
    total = np.zeros(digits.shape[1], np.uint16)
    for column, weight in zip(digits, WEIGHTS, strict=False):
        total += column * np.uint16(weight)
    return total % np.uint16(11)


def _is_pattern(digits: Bytes) -> Mask:
    """One digit throughout, a run up or down, or a period of two or three: never a birth date.

    Few numbers even begin like that, so that the whole length is asked of these alone.
    """
    rows = np.flatnonzero(_repeats(digits[:6]))
    pattern = np.zeros(digits.shape[1], bool)
    pattern[rows] = _repeats(digits[:, rows])
    return pattern


def _repeats(digits: Bytes) -> Mask:
    steps = (digits[1:] - digits[:-1] + np.uint8(10)) % np.uint8(10)
    run = (steps == 1).all(axis=0) | (steps == 9).all(axis=0)
    periodic = [(digits[by:] == digits[:-by]).all(axis=0) for by in (2, 3)]
    repeats: Mask = run | periodic[0] | periodic[1]
    return repeats
