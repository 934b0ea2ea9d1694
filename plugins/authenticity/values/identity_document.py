"""Identity documents: what kind, is the number plausible, and under which key is its holder known.

Standards: GB 11643-1999 for resident numbers (see `resident_id`); the 2023 form of the foreigners'
permanent-residence number (18 digits that begin with 9, ISO 7064 MOD 11-2) beside its older one;
the exit-entry administration's permits, whose last digits only count re-issues. Rulebook section 4,
"document_format". Sex and birth date are never derived from any number but a resident's.

>>> key_of("PASSPORT", "e1234 5670"), key_of("RESIDENT_ID", "150102880730303")
('PASSPORT:E12345670', 'R:150102198807303035')
>>> key_of("BIRTH_CERT", "2020年1月31日"), key_of("HOUSEHOLD_BOOK", "11010519491231002X")
(None, 'R:11010519491231002X')
>>> key_of("FOREIGN_PR", "932682198501010017"), key_of("FOREIGN_PR", "USA110090010203")
('FOREIGN_PR:932682198501010017', 'FOREIGN_PR:USA110090010203')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.values import cell, dates, resident_id, text
from authenticity.values.resident_id import AsOf, ResidentIds
from authenticity.values.text import Days, InvalidValue, Mask

RESIDENT_TYPES = ("RESIDENT_ID", "HKMT_RESIDENCE")
"""Types whose number must be a resident number."""

KNOWN_TYPES = (
    *RESIDENT_TYPES,
    "HOUSEHOLD_BOOK",
    "BIRTH_CERT",
    "PASSPORT",
    "HKM_PERMIT",
    "TW_PERMIT",
    "FOREIGN_PR",
    "MILITARY",
    "OTHER",
)
"""The types of the contract; any other code, or none, says nothing about the number."""

CHILD_TYPES = ("BIRTH_CERT", "HOUSEHOLD_BOOK")
"""Types whose number may be the child's birth date."""

_FIRST_BIRTH, _LAST_BIRTH = np.datetime64("1900-01-01"), np.datetime64("2099-12-31")
"""Eight digits outside of these are a number: nobody alive was born then, and none will soon be."""

SHORTEST, LONGEST = 5, 20
"""Characters of any other document's number (rulebook)."""

RESIDENT, DOCUMENT = "resident", "document"
"""Kinds of keys. A resident number is one person's for life and nobody else's; any other document
gets a new number with the next booklet, and another country may give the same one out."""
_RESIDENT_KEY = "R:"

_DOCUMENT = re.compile(r"[证照号码簿本件卡]|ID|NO|PASSPORT|PERMIT|CARD|NUMBER")
"""What a label of a document's number has in it; 穗天河004567 has none and is a number."""

_SPELT_OUT = "[/.年]"
"""What reads as a day with one of these is a date on any document; a number may have hyphens."""
_FOREIGN_OLD = r"^[A-Z]{3}[0-9]{12}$"
_NO_KEY = pa.scalar(None, pa.large_string())
_REISSUED = {
    "HKM_PERMIT": re.compile(r"([HM][0-9]{8})\(?[0-9]{2}\)?"),
    "TW_PERMIT": re.compile(r"([0-9]{8})(?:\(?[0-9]{2}\)?)?(?:\(?[A-Z]\)?)?"),
}
"""Permits that keep a person's number for life and add two digits, or a letter, per booklet."""


@dataclass(frozen=True)
class Documents:
    """What the documents of a column are, one entry a row.

    `type` is '' where none is given. `suspicious`: rule `identity.document_format`. `is_pseudo`: a
    birth date in place of a number. `key`: who the person is, or NA. `resident`: the numbers read
    as resident numbers, whatever their type, with `is_resident_type` for those that must be one,
    by their type or, where none is known, by their form.
    """

    type: pd.Series
    suspicious: Mask
    is_pseudo: Mask
    key: pd.Series
    is_resident_type: Mask
    resident: ResidentIds

    @property
    def kind(self) -> pd.Series:
        """RESIDENT, DOCUMENT, or NA without a key."""
        keys = text.arrow(self.key)
        kinds = pc.if_else(pc.starts_with(keys, _RESIDENT_KEY), _large(RESIDENT), _large(DOCUMENT))
        return text.series(kinds, self.key.index)


def compact(value: str) -> str:
    """Half width, capitals, no spaces and no hyphens, no label, sign or remark; characters such as
    军字第…号 stay, and words before the number that name no document.
    """
    plain = text.compact_number(value)
    if plain.isascii() and plain.isalnum():
        return plain
    read = cell.number(value)
    label = "" if _DOCUMENT.search(read.label) else read.label
    return text.compact_number(label + read.bare)


def key_of(id_type: str, id_no: str, birth_date: str = "") -> str | None:
    """The key of one document as of today; see `examine`."""
    columns = (text.as_text(pd.Series([v], dtype=object)) for v in (id_type, id_no, birth_date))
    types, numbers, births = columns
    key = examine(types, numbers, dates.parse(births), np.datetime64("NaT", "D")).key
    return None if key.isna().iloc[0] else str(key.iloc[0])


def validate(value: str, id_type: str = "OTHER") -> str:
    """The key of the document; raises `InvalidValue("document")` when it identifies nobody."""
    key = key_of(id_type, value)
    if key is None:
        raise InvalidValue("document")
    return key


def is_valid(value: str, id_type: str = "OTHER") -> bool:
    """Whether the document identifies a person."""
    return key_of(id_type, value) is not None


def examine(
    id_type: pd.Series, id_no: pd.Series, birth_date: Days, as_of: AsOf, resident: Any = None
) -> Documents:
    """Judge a column of documents.

    `resident` saves the work of reading the numbers twice when the caller has them already.
    """
    types = _types(id_type)
    kinds = text.arrow(types)
    foreign = _is_one_of(kinds, ("FOREIGN_PR",))
    ids = resident or resident_id.examine(id_no, as_of, foreign)
    is_resident = _is_one_of(kinds, RESIDENT_TYPES) | _looks_resident(kinds, id_no, ids)
    is_child = _is_one_of(kinds, CHILD_TYPES)
    others = ~ids.is_missing & ~(is_resident | (ids.is_valid & ~foreign))
    numbers = pc.if_else(pa.array(others), text.arrow(id_no), _NO_KEY)
    numbers = text.replace(numbers, others & ~_is_clean(numbers), compact)
    is_any_day = is_child | (text.matches(numbers, _SPELT_OUT) & ~foreign)
    days = _days(numbers, id_no, others)
    is_pseudo = others & ((days == birth_date) | (is_any_day & _is_possible_birth(days)))
    suspicious = others & ~is_pseudo & ~_is_plausible(numbers, foreign, ids)
    key = _keys(kinds, numbers, others & ~is_pseudo & ~suspicious)
    canonical = text.arrow(ids.canonical)
    resident_key = pc.binary_join_element_wise(_large(_RESIDENT_KEY), canonical, _large(""))
    key = pc.if_else(pa.array(ids.is_valid & ~foreign), resident_key, key)
    return Documents(types, suspicious, is_pseudo, text.series(key, id_no.index), is_resident, ids)


def _looks_resident(kinds: Any, id_no: pd.Series, ids: ResidentIds) -> Mask:
    """Without a known type, 17 digits and a digit or X are a resident number; not behind a 9,
    with which a foreigner's card begins.
    """
    looks_so = ids.is_well_formed & ~text.matches(text.arrow(id_no), r"^[^0-9０-９]*[9９]")
    return np.asarray(looks_so & ~_is_one_of(kinds, KNOWN_TYPES), dtype=bool)


def _types(id_type: pd.Series) -> pd.Series:
    encoded = text.arrow(id_type).dictionary_encode()
    distinct = [text.fold(value).upper() for value in encoded.dictionary.to_pylist()]
    codes = pa.array(distinct, pa.large_string())
    return text.series(pc.fill_null(codes.take(encoded.indices), ""), id_type.index)


def _is_one_of(kinds: Any, names: tuple[str, ...]) -> Mask:
    return text.mask_of(pc.is_in(kinds, pa.array(names, pa.large_string())))


def _is_clean(numbers: Any) -> Mask:
    return text.matches(numbers, "^[0-9A-Z]+$")


def _is_plausible(numbers: Any, foreign: Mask, ids: ResidentIds) -> Mask:
    """Of a usual length, and not keyboard filling; a foreigner's number by its form."""
    length = pc.utf8_length(numbers)
    fits = text.mask_of(pc.and_(pc.greater_equal(length, SHORTEST), pc.less_equal(length, LONGEST)))
    plausible = fits & ~_is_degenerate(numbers, fits)
    return np.where(foreign, text.matches(numbers, _FOREIGN_OLD) | ids.is_valid, plausible)


def _is_degenerate(numbers: Any, rows: Mask) -> Mask:
    repeated = "|".join(sign * 4 for sign in "0123456789")
    runs = "0123|1234|2345|3456|4567|5678|6789|7890|8901|9012"
    runs_down = "9876|8765|7654|6543|5432|4321|3210|2109|1098|0987"
    doubtful = text.matches(numbers, f"^({repeated}|{runs}|{runs_down}|[^0-9])") & rows
    degenerate = np.zeros(len(numbers), bool)
    verdicts, places = text.per_distinct(numbers, doubtful, text.is_degenerate)
    degenerate[doubtful] = np.array(verdicts, bool)[places]
    return degenerate


def _days(numbers: Any, id_no: pd.Series, rows: Mask) -> Days:
    """The days that stand in place of a number: eight digits, or a date as a clerk may write it."""
    days = np.full(len(numbers), np.datetime64("NaT", "D"))
    eight = rows & text.matches(numbers, "^[0-9]{8}$")
    # Without its hyphens 2020-1-3 would be no date any more: it is read as it was keyed.
    written = rows & ~eight & ~_is_clean(text.arrow(id_no))
    for mask, source in ((eight, numbers), (written, text.arrow(id_no))):
        picked = source.filter(pa.array(mask))
        days[mask] = dates.parse(text.series(picked, pd.RangeIndex(len(picked))))
    return days


def _is_possible_birth(days: Days) -> Mask:
    is_possible: Mask = (days >= _FIRST_BIRTH) & (days <= _LAST_BIRTH)
    return is_possible


def _keys(kinds: Any, numbers: Any, rows: Mask) -> Any:
    """TYPE:number; a blank type counts as OTHER; what only counts booklets is cut off."""
    for name, pattern in _REISSUED.items():
        numbers = text.replace(
            numbers, rows & _is_one_of(kinds, (name,)), partial(_for_life, pattern)
        )
    kinds = pc.if_else(pc.equal(kinds, ""), _large("OTHER"), kinds)
    kept = pc.if_else(pa.array(rows), numbers, _NO_KEY)
    return pc.binary_join_element_wise(kinds, kept, _large(":"))


def _for_life(shape: re.Pattern[str], number: str) -> str:
    found = shape.fullmatch(number)
    return found.group(1) if found else number


def _large(value: str) -> Any:
    return pa.scalar(value, pa.large_string())
