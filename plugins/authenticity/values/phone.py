"""Telephone numbers: one canonical form for a number, however it was keyed in.

Standard: ITU-T E.164, and the Chinese numbering plan (电信网编号计划), `phonenumbers` for other
countries. We ask whether a number is *possible*: a prefix may be newer than any table.

>>> [validate(v) for v in ("＋86 138-1357-2468", "0086(755)8135 2467转8", "013813572468")]
['+8613813572468', '+8675581352467', '+8613813572468']
>>> [validate(v) for v in ("0755-81352467-801", "+852 9123 4567", "021-62345678/13813572468")]
['+8675581352467', '+85291234567', '+862162345678']

What is refused, and why. A local number without its area code is genuine but identifies nobody:

>>> for number in ("1381357246", "13800138000", "95588", "8135 2467"):
...     try:
...         validate(number)
...     except InvalidValue as refusal:
...         print(refusal)
invalid
placeholder
wrong_type
no_area_code
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc
from phonenumbers import PhoneNumberType

from authenticity.values import missing, phone_cell, text
from authenticity.values.numbering_plan import numbering_plan
from authenticity.values.text import InvalidValue, Mask

Kind = Literal["mobile", "landline", ""]
Verdict = Literal["ok", "missing", "invalid", "unknown_prefix", "wrong_type", "placeholder"]

_LONGEST = 200
"""Characters: longer text is no number, and need not be searched for one."""

_LABEL = re.compile(r"[\u3400-\u9fff:]+|TEL|PHONE|MOBILE|CELL")
_DIALLED = re.compile(r"[0-9+().\- ]+")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}")
_LOCAL = re.compile(r"[2-9][0-9]{6,7}")
_NEIGHBOUR = re.compile(r"(?:852|853)[0-9]{8}|886[0-9]{8,9}")
_SPELLINGS = (
    (r"^(?:\+?86[ -]?)?(1[3-9][0-9]{9})$", r"\1"),
    (r"^(?:\+?86[ -]?)?(1[3-9][0-9])[ -]([0-9]{4})[ -]([0-9]{4})$", r"\1\2\3"),
    (
        r"^\(?(0(?:10|2[0-9]|[3-9][0-9]{2}))[)-]?([2-8][0-9]{6,7})(?:[转#][0-9]{3,4}|-[0-9]{3,4})?$",
        r"\1-\2",
    ),
)
"""The usual spellings of usual numbers, and what is left of them."""
_SERVICE_TYPES = (
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
)


@dataclass(frozen=True)
class Reading:
    """What one cell says: E.164 or None, what kind of line, and what is wrong with it."""

    canonical: str | None
    kind: Kind
    verdict: Verdict


@dataclass(frozen=True)
class Phones:
    """What the numbers of a column say, one entry a row; the four masks exclude one another.

    `canonical` is NA unless the number is a possible one, with its area code, of a person. A cell
    with two numbers counts as its first. `kind` is '' where nothing could be read.
    """

    canonical: pd.Series
    kind: npt.NDArray[np.str_]
    is_invalid: Mask
    is_unknown_prefix: Mask
    is_wrong_type: Mask
    is_placeholder: Mask


def compact(value: str) -> str:
    """The first number in the cell as dialled: digits, and a plus where a country code is given."""
    return _dialled(_plain(value[:_LONGEST]))


def validate(value: str) -> str:
    """E.164; raises `InvalidValue` with the reason: missing, invalid, wrong_type, placeholder,
    no_area_code.
    """
    reading = read(value)
    if reading.canonical is None:
        raise InvalidValue("no_area_code" if reading.verdict == "ok" else reading.verdict)
    return reading.canonical


def is_valid(value: str) -> bool:
    """Whether a canonical number can be read off the value."""
    return read(value).canonical is not None


def is_landline(digits: str) -> bool:
    """Whether digits are surely a landline: area code with its zero, and a number it has."""
    return _LANDLINE.fullmatch(digits) is not None and _is_assigned(f"+86{digits[1:]}")


def read(value: str, is_mobile: bool = False) -> Reading:
    """Judge one cell. In a cell for a mobile, a landline is one only with its area code: a mobile
    that lost its first digit would otherwise pass for a landline of some far province.
    """
    if not missing.is_valid(value):
        return Reading(None, "", "missing")
    if len(value) > _LONGEST:
        return Reading(None, "", "invalid")
    plain = _plain(value)
    if _is_dialled(plain):
        return _read(plain, is_mobile)
    bare = phone_cell.without_extension(phone_cell.bare(_LABEL.sub(" ", plain)))
    reading = _read(bare, is_mobile) if _is_dialled(bare) else None
    return reading if reading and _is_whole(reading, plain) else Reading(None, "", "invalid")


def _is_dialled(plain: str) -> bool:
    return _DIALLED.fullmatch(_LABEL.sub(" ", plain).strip() or "?") is not None


def _is_whole(reading: Reading, plain: str) -> bool:
    """Whether what was left out beside a number held none of its figures."""
    if phone_cell.may_have_lost_figures(plain):
        return reading.kind == "mobile"
    return reading.canonical is not None or not re.search("[A-Z]", plain)


def _read(plain: str, is_mobile: bool) -> Reading:
    digits = _dialled(plain)
    if re.search(numbering_plan().equal_digits, digits):
        return Reading(None, "", "placeholder")
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits.startswith("+") and not digits.startswith(("+86", "+086")):
        return _abroad(digits)
    national = _national(digits)
    has_code = digits.startswith(("0", "+")) or national != digits
    if national != digits and not is_mobile and _LANDLINE.fullmatch(f"0{national}"):
        national = f"0{national}"  # behind the country's code, an area code stands without it
    reading = _at_home(national)
    if is_mobile and reading.kind == "landline" and not has_code:
        return Reading(None, "", "invalid")
    return reading


def examine(column: pd.Series, is_mobile: bool = False) -> Phones:
    """Judge a column: clean mobiles and landlines at once, the rest once per distinct value.

    `is_mobile`: the column is for mobiles; see `read`.
    """
    array = text.arrow(column)
    verdicts = np.full(len(array), "missing", "U14")
    kinds = np.full(len(array), "", "U8")
    array, keyed = _without_separators(array), array
    mobile, landline = _clean(array)
    kinds[mobile], kinds[landline] = "mobile", "landline"
    prefixes = pa.array(sorted(numbering_plan().mobile_prefixes), pa.large_string())
    known = text.mask_of(pc.is_in(pc.utf8_slice_codeunits(array, 0, 3), prefixes))
    verdicts[mobile | landline] = "ok"
    verdicts[mobile & ~known] = "unknown_prefix"
    canonical = _clean_canonical(array, mobile, landline)
    odd = ~(mobile | landline | text.nulls(array))
    if odd.any():
        readings, places = text.per_distinct(keyed, odd, partial(read, is_mobile=is_mobile))
        verdicts[odd] = np.array([r.verdict for r in readings])[places]
        kinds[odd] = np.array([r.kind for r in readings])[places]
        numbers = pa.array([r.canonical for r in readings], pa.large_string())
        canonical = pc.replace_with_mask(canonical, pa.array(odd), numbers.take(pa.array(places)))
    return Phones(
        text.series(canonical, column.index),
        kinds,
        is_invalid=verdicts == "invalid",
        is_unknown_prefix=verdicts == "unknown_prefix",
        is_wrong_type=verdicts == "wrong_type",
        is_placeholder=verdicts == "placeholder",
    )


def _without_separators(array: Any) -> Any:
    """Mobiles in groups or with the country's code, landlines in brackets or with an extension, as
    the form asks for them; all else as it stands.
    """
    for shape, kept in _SPELLINGS:
        rows = text.matches(array, shape)
        if rows.any():
            plain = pc.replace_substring_regex(array.filter(pa.array(rows)), shape, kept)
            array = pc.replace_with_mask(array, pa.array(rows), plain)
    return array


def _clean(array: Any) -> tuple[Mask, Mask]:
    """Rows keyed in as the form asks: plain mobiles, and landlines with area code."""
    plan = numbering_plan()
    mobile = text.matches(array, "^1[3-9][0-9]{9}$")
    landline = text.matches(array, "^0(10|2[0-9]|[3-9][0-9]{2})-?[2-8][0-9]{6,7}$")
    if landline.any():
        digits = pc.replace_substring(array, "-", "")
        landline &= ~text.matches(digits, f"{plan.invented}|{plan.service}")
    known = pa.array(sorted(plan.placeholders), pa.large_string())
    mobile &= ~(text.matches(array, plan.invented) | text.mask_of(pc.is_in(array, known)))
    return mobile, landline


def _clean_canonical(array: Any, mobile: Mask, landline: Mask) -> Any:
    numbers = pc.if_else(pa.array(mobile | landline), array, pa.scalar(None, pa.large_string()))
    if landline.any():
        numbers = pc.replace_substring_regex(numbers, "^0([0-9]+)-?([0-9]*)$", r"\1\2")
    prefix, nothing = (pa.scalar(part, pa.large_string()) for part in ("+86", ""))
    return pc.binary_join_element_wise(prefix, numbers, nothing)


def _plain(value: str) -> str:
    """The first number of a cell, folded, without its extension."""
    return phone_cell.without_extension(phone_cell.numbers(value)[0])


def _dialled(plain: str) -> str:
    digits = re.sub("[^0-9]", "", plain)
    return f"+{digits}" if _LABEL.sub("", plain).lstrip("( ").startswith("+") else digits


def _national(digits: str) -> str:
    """Digits without the country code 86, and without the zero that some dial before a mobile."""
    if digits.startswith(("+86", "+086")):
        digits = digits[digits.index("86") + 2 :]
    elif digits.startswith("86") and len(digits) >= 12:
        digits = digits[2:]
    elif digits.startswith("086") and len(digits) >= 14:
        digits = digits[3:]
    return digits[1:] if _MOBILE.fullmatch(digits[1:]) and digits[0] == "0" else digits


def _at_home(digits: str) -> Reading:
    plan = numbering_plan()
    if re.search(plan.invented, digits) or digits in plan.placeholders:
        return Reading(None, "", "placeholder")
    if re.search(plan.service, digits):
        return Reading(None, "", "wrong_type")
    if _MOBILE.fullmatch(digits):
        known = digits[:3] in plan.mobile_prefixes
        return Reading(f"+86{digits}", "mobile", "ok" if known else "unknown_prefix")
    if _LANDLINE.fullmatch(digits):
        return Reading(f"+86{digits[1:]}", "landline", "ok")
    if _LOCAL.fullmatch(digits):
        return Reading(None, "landline", "ok")
    return _unusual(digits)


def _unusual(digits: str) -> Reading:
    """A landline without the zero of its area code, or a neighbour's number without its plus."""
    if _NEIGHBOUR.fullmatch(digits) and _is_assigned(f"+{digits}"):
        return _abroad(f"+{digits}")
    if _LANDLINE.fullmatch(f"0{digits}") and _is_assigned(f"+86{digits}"):
        return Reading(f"+86{digits}", "landline", "ok")
    return Reading(None, "", "invalid")


def _abroad(number: str) -> Reading:
    if re.search(numbering_plan().equal_digits, number):
        return Reading(None, "", "placeholder")
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return Reading(None, "", "invalid")
    if not phonenumbers.is_possible_number(parsed):
        return Reading(None, "", "invalid")
    kind = phonenumbers.number_type(parsed)
    if kind in _SERVICE_TYPES:
        return Reading(None, "", "wrong_type")
    line: Kind = "landline" if kind == PhoneNumberType.FIXED_LINE else "mobile"
    canonical = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Reading(canonical, line, "ok")


def _is_assigned(number: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(number, None))
