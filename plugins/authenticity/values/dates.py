"""Dates as text: ISO is expected, anything may occur.

Standard: GB/T 7408.1-2023 (ISO 8601-1), and the ways a clerk or an export writes a date
(`date_spellings`). What could be read in two ways (01/02/1990, 900203) is not read at all.

>>> [compact(v) for v in ("１９９０/1/2", "19900102", "1990年1月2日", "1990.1.2 00:00:00")]
['1990-01-02', '1990-01-02', '1990-01-02', '1990-01-02']
>>> [is_valid(v) for v in ("1990-02-30", "01/02/1990", "900203", "0000-00-00")]
[False, False, False, False]
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from authenticity.values import cell, date_spellings, text
from authenticity.values.fixed_width import Cells, numbers
from authenticity.values.text import Days, InvalidValue

_LONGEST = 64
"""Characters: no date is longer, and a regular expression need not read a novel."""
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_NOT_A_DAY = np.datetime64("NaT", "D")


_JOINED = re.compile(r" ?(?:[-~～]+|至|到) ?")


def read(value: str) -> date | None:
    """The day that a text means, or None."""
    if len(value) > _LONGEST:
        return None
    plain = text.fold(value).translate(_DASHES).upper()
    return date_spellings.read(plain) or date_spellings.read(cell.read(plain).bare)


def read_end(value: str) -> date | None:
    """The last day of a term, as printed on a card: of two days the second; None without one.

    >>> read_end("2014.05.01-2024.05.01"), read_end("2014.05.01-长期")
    (datetime.date(2024, 5, 1), None)
    """
    day = read(value)
    if day is not None or len(value) > _LONGEST:
        return day
    plain = text.fold(value).translate(_DASHES)
    for joint in _JOINED.finditer(plain):
        begin, end = read(plain[: joint.start()]), read(plain[joint.end() :])
        if begin and end:
            return end
    return None


def compact(value: str) -> str:
    """ISO form where the text is a day, else the text without its clothes."""
    day = read(value)
    return text.fold(value) if day is None else day.isoformat()


def validate(value: str) -> str:
    """The day in ISO form; raises `InvalidValue("unreadable")`."""
    day = read(value)
    if day is None:
        raise InvalidValue("unreadable")
    return day.isoformat()


def is_valid(value: str) -> bool:
    """Whether the text means a day that exists."""
    return read(value) is not None


def parse(column: pd.Series) -> Days:
    """The days of a column, NaT where the text is missing or means none.

    Clean ISO dates are read as one byte matrix; the rest once per distinct value.
    """
    return _parsed(column, read)


def parse_ends(column: pd.Series) -> Days:
    """As `parse`, of terms: of two days joined the second."""
    return _parsed(column, read_end)


def _parsed(column: pd.Series, reader: Callable[[str], date | None]) -> Days:
    array = text.arrow(column)
    days = np.full(len(array), _NOT_A_DAY)
    iso = text.matches(array, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    rows = np.flatnonzero(iso)
    days[rows] = _iso_days(Cells.of(array), rows)
    odd = ~iso & ~text.nulls(array)
    if odd.any():
        read_days, places = text.per_distinct(array, odd, lambda value: _numpy(reader(value)))
        days[odd] = np.array(read_days, "M8[D]")[places]
    return days


def _iso_days(cells: Cells, rows: np.ndarray) -> Days:
    digits = cells.matrix(rows, 10) - np.uint8(ord("0"))
    year, month, day = (numbers(digits[:, part]) for part in (slice(4), slice(5, 7), slice(8, 10)))
    month_ok = (month >= 1) & (month <= 12) & (year >= 1)
    months = ((year - 1970) * 12 + np.where(month_ok, month, 1) - 1).view("M8[M]")
    days = months.astype("M8[D]") + (day - 1).view("m8[D]")
    exists = month_ok & (day >= 1) & (days.astype("M8[M]") == months)
    return np.where(exists, days, _NOT_A_DAY)


def _numpy(day: date | None) -> np.datetime64:
    return _NOT_A_DAY if day is None else np.datetime64(day, "D")
