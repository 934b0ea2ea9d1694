"""Resident identity numbers (公民身份号码): shape, place, birth date, order number, check digit.

Standard: GB 11643-1999; the check digit is ISO 7064 MOD 11-2. Region codes: GB/T 2260. Rulebook
section 4, "Identity". **Rejecting a genuine number is much worse than passing a bad one**, hence:

A county code that was retired, or that is younger than the person, is no error, and only the
first two digits (the province) must be known:

>>> is_valid("412723199010050012"), is_valid("321083197812162119")
(True, True)

A first-generation number has 15 digits, two of them for the year, and no check digit. It is
upgraded. The order numbers 996-999 were kept for people born in the century before:

>>> validate("150102880730303"), upgrade("110105051231999")[6:14]
('150102198807303035', '18051231')

The right check digit does not make a date, a province or a person:

>>> for number in ("440308199902301512", "990426199112010074", "440524188001010014", "1" * 15):
...     try:
...         validate(number)
...     except InvalidValue as refusal:
...         print(refusal)
birth_date
region
birth_date
degenerate

Full width, spaces, hyphens, a small x, a cross, a label and a remark are the clerk's, not the
number's:

>>> validate("１１０１０５ 1949-1231 002x"), validate("身份证：11010519491231002×（本人）")
('11010519491231002X', '11010519491231002X')
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from stdnum import numdb

from authenticity.settings import LOCAL, now
from authenticity.values import fixed_width, resident_digits, text
from authenticity.values.fixed_width import Bytes
from authenticity.values.resident_digits import (
    CENTENARIANS,
    CHECK_CHARACTERS,
    Reading,
    check_character,
    number,
    weighted,
)
from authenticity.values.text import Days, InvalidValue, Mask

AsOf: TypeAlias = Days | np.datetime64 | date

PROVINCES = (
    *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46),
    *(50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83),
)
"""First two digits in use; 81, 82, 83: residence permits of Hong Kong, Macao and Taiwan people."""

FOREIGNER = 9
"""First digit of a foreigner's permanent-residence number in its form of 2023."""

OLDEST = 120
"""Years: nobody insured is older (rulebook section 4)."""

_MONTH_LENGTHS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)


@dataclass(frozen=True)
class ResidentIds:
    """What the numbers of a column say, one entry a row.

    A missing number is neither right nor wrong: every mask but `is_missing` is False for it.
    `is_well_formed`: 17 digits and a digit or X. `is_legacy`: a valid number of 15 digits; one
    that is not valid is simply not well formed. `birth_date` is NaT and `sex` empty unless the
    number is well formed (or legacy) and the date exists. `canonical` is present for valid ones.
    """

    is_missing: Mask
    is_well_formed: Mask
    is_legacy: Mask
    is_degenerate: Mask
    checksum_ok: Mask
    birth_date: Days
    birth_ok: Mask
    sex: npt.NDArray[np.str_]
    province_ok: Mask
    county_known: Mask
    is_valid: Mask
    canonical: pd.Series


def compact(value: str) -> str:
    """The number without what stands around it in a clerk's cell."""
    return resident_digits.compact(value)


def upgrade(short: str) -> str:
    """A 15-digit number in its 18-digit form."""
    century = "18" if int(short[12:15]) >= CENTENARIANS else "19"
    longer = short[:6] + century + short[6:]
    return longer + check_character(longer)


def validate(value: str, as_of: date | None = None) -> str:
    """The number in 18 digits, judged as of a day (today when not given).

    Raises `InvalidValue`: missing, degenerate, format, region, birth_date or checksum.
    """
    day = np.datetime64("NaT", "D") if as_of is None else np.datetime64(as_of, "D")
    ids = examine(text.as_text(pd.Series([value], dtype=object)), day)
    checks = (
        ("missing", ~ids.is_missing),
        ("degenerate", ~ids.is_degenerate),
        ("format", ids.is_well_formed | ids.is_legacy),
        ("region", ids.province_ok),
        ("birth_date", ids.birth_ok),
        ("checksum", ids.checksum_ok),
    )
    for reason, passed in checks:
        if not passed[0]:
            raise InvalidValue(reason)
    return str(ids.canonical.iloc[0])


def is_valid(value: str, as_of: date | None = None) -> bool:
    """Whether `validate` accepts the number."""
    try:
        return bool(validate(value, as_of))
    except InvalidValue:
        return False


def examine(id_no: pd.Series, as_of: AsOf, foreign_pr: Mask | None = None) -> ResidentIds:
    """Judge a column of numbers, each as of its own day (NaT: today), or all as of one.

    `foreign_pr` marks the rows that are foreigners' permanent-residence numbers: these, and no
    others, begin with 9.
    """
    array = text.arrow(id_no)
    read = Reading.of(array)
    digits, has_form = read.digits, read.is_well_formed | read.is_first_generation
    birth = _Births.of(digits)
    foreign = np.zeros(len(array), bool) if foreign_pr is None else foreign_pr
    province_ok = has_form & np.where(foreign, digits[0] == FOREIGNER, _province_known(digits))
    checksum_ok = has_form & (CHECK_CHARACTERS[weighted(digits)] == read.last)
    birth_ok = has_form & birth.exists & birth.within(_days(as_of, len(array)))
    is_valid = province_ok & checksum_ok & birth_ok & ~read.is_degenerate
    is_legacy = read.is_first_generation & is_valid
    known = read.is_well_formed | is_legacy
    return ResidentIds(
        is_missing=read.is_missing,
        is_well_formed=read.is_well_formed,
        is_legacy=is_legacy,
        is_degenerate=read.is_degenerate,
        checksum_ok=known & checksum_ok,
        birth_date=np.where(known & birth.exists, birth.days, np.datetime64("NaT", "D")),
        birth_ok=known & birth_ok,
        sex=np.where(known, np.where(digits[16] % 2 == 1, "M", "F"), ""),
        province_ok=known & province_ok,
        county_known=known & _counties()[number(digits[:6])],
        is_valid=is_valid,
        canonical=_canonical(digits, read.last, is_valid, id_no.index),
    )


@dataclass(frozen=True)
class _Births:
    """The dates inside the numbers; `days` means nothing where `exists` is False."""

    days: Days
    exists: Mask
    calendar_number: npt.NDArray[np.int32]

    @classmethod
    def of(cls, digits: Bytes) -> _Births:
        year, month, day = number(digits[6:10]), number(digits[10:12]), number(digits[12:14])
        month_ok = (month >= 1) & (month <= 12)
        month = np.where(month_ok, month, 1)
        leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
        exists = month_ok & (day >= 1) & (day <= _MONTH_LENGTHS[month])
        exists &= leap | (month != 2) | (day != 29)
        months = ((year.astype(np.int64) - 1970) * 12 + month - 1).view("M8[M]")
        days = months.astype("M8[D]") + (day.astype(np.int64) - 1).view("m8[D]")
        return cls(days, exists, year * 10_000 + month * 100 + day)

    def within(self, as_of: Days) -> Mask:
        """Born by that day, and not more than 120 years before it."""
        day = _calendar_number(as_of)
        within: Mask = (self.calendar_number <= day) & (
            self.calendar_number >= day - OLDEST * 10_000
        )
        return within


def _days(as_of: AsOf, size: int) -> Days:
    """One day a row, today where none is given."""
    plain = as_of.date() if isinstance(as_of, datetime) else as_of
    days = np.asarray(plain, "M8[D]")
    today = np.datetime64(now().astimezone(LOCAL).date(), "D")
    return np.broadcast_to(np.where(np.isnat(days), today, days), size)


def _calendar_number(days: Days) -> npt.NDArray[np.int64]:
    """1990-02-03 as 19900203: such numbers compare like dates, a leap day included.

    A column of entry dates has few different days: each is taken apart once.
    """
    if days.size and days.max() - days.min() < np.timedelta64(days.size, "D"):
        first = days.min()
        known = _taken_apart(np.arange(first, days.max() + 1))
        numbers: npt.NDArray[np.int64] = known[(days - first).astype(np.int64)]
        return numbers
    return _taken_apart(days)


def _taken_apart(days: Days) -> npt.NDArray[np.int64]:
    year, month = days.astype("M8[Y]"), days.astype("M8[M]")
    months = month.astype(np.int64) - year.astype("M8[M]").astype(np.int64)
    day = (days - month.astype("M8[D]")).astype(np.int64) + 1
    number: npt.NDArray[np.int64] = (
        (year.astype(np.int64) + 1970) * 10_000 + (months + 1) * 100 + day
    )
    return number


def _province_known(digits: Bytes) -> Mask:
    table = np.zeros(100, bool)
    table[list(PROVINCES)] = True
    known: Mask = table[number(digits[:2])]
    return known


@cache
def _counties() -> Mask:
    """Every county code that python-stdnum's table ever knew, whatever the year, by number."""
    table = np.zeros(1_000_000, bool)
    for _, province, _, _, counties in numdb.get("cn/loc").prefixes:
        table[[int(province + county[1]) for county in counties]] = True
    table[830_000] = True  # Taiwan residence permits, issued since 2018 and not in that table
    return table


def _canonical(digits: Bytes, last: Bytes, is_valid: Mask, index: pd.Index) -> pd.Series:
    rows = np.flatnonzero(is_valid)
    matrix = np.empty((rows.size, 18), np.uint8)
    matrix[:, :17] = digits[:17, rows].T + np.uint8(ord("0"))
    matrix[:, 17] = last[rows]
    return text.series(fixed_width.to_arrow(matrix, rows, is_valid.size), index)
