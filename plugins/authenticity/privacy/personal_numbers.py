"""Whether a short text that is kept as it is, like the number of a document, tells on a customer.

Source: company confidentiality rules (D18, D20). Numbers of an archive look like those of people,
so evidence decides: a check digit, an area code, a date of birth. Spaces and signs between digits
hide nothing.

>>> [kind(text) for text in ("证110105 491231 002", "0755-81352467转8", "6228480402564890018")]
['id_no', 'landline', 'card']

A number that has a day or a year of our archives in it is the archive's:

>>> [kind(text) for text in ("影像20260930001", "440106260930001", "0755-20260012")]
[None, None, None]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from authenticity.privacy import free_text
from authenticity.settings import LOCAL, now
from authenticity.values import bank_account, phone, resident_digits, resident_id

Kind = Literal["id_no", "mobile", "landline", "card", "email"]

_LONGEST = 21
"""Digits of the longest number that is looked for, with a country code."""

_OLDEST_HOLDER = 99
"""Years. A 15-digit number gives the year in two digits: 26 is an archive's year, and hardly the
birth of somebody who still has a number of the first generation."""

_FIRST_YEAR_OF_ARCHIVES = 2000

_GROUP = re.compile(r"[0-9]+(?:X(?![0-9A-Z]))?")
_BETWEEN = re.compile(r"[^0-9A-Z\u3400-\u9fff,;，；、=]{1,3}")
_MAIL_ADDRESS = re.compile(r"\S@\S+\.\S")
_MONTH_AND_DAY = "[01][0-9][0-3][0-9]"
_RESIDENT = re.compile(
    f"[0-9]{{8}}{_MONTH_AND_DAY}[0-9]{{3}}|[0-9]{{10}}{_MONTH_AND_DAY}[0-9]{{3}}[0-9X]"
)
"""What is worth asking `resident_id` about: 15 digits, or 18, with month and day."""

_MOBILE = re.compile(r"(?:(?:00)?86)?0?1[3-9][0-9]{9}")
_COUNTRY = re.compile(r"^(?:00)?860?(?=[1-9])")
_DAY = re.compile(r"(?=(20[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01]))")
_YEAR_AFTER_AREA = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})(20[0-9]{2})")


def kind(text: str) -> Kind | None:
    """What kind of number or address of a customer stands in the text, if any."""
    plain = "".join(map(free_text.half_width, text)).upper().translate(free_text.SPOKEN)
    if _MAIL_ADDRESS.search(plain):
        return "email"
    this_year = now().astimezone(LOCAL).year
    longest_first = sorted(set(_numbers(plain)), key=lambda number: (-len(number), number))
    kinds = (_kind(number, this_year) for number in longest_first)
    return next((each for each in kinds if each), None)


def _numbers(plain: str) -> Iterator[str]:
    """Every number that groups of digits beside each other may be the parts of."""
    groups: list[str] = []
    end = 0
    for found in _GROUP.finditer(plain):
        if groups and not _BETWEEN.fullmatch(plain, end, found.start()):
            groups.clear()
        groups.append(found[0])
        end = found.end()
        number = ""
        for group in reversed(groups):
            number = group + number
            if len(number) > _LONGEST:
                break
            yield number


def _kind(number: str, this_year: int) -> Kind | None:
    if _MOBILE.fullmatch(number):
        return "mobile"
    if _RESIDENT.fullmatch(number) and _is_resident(number, this_year):
        return "id_no"
    if _is_of_archive(number, this_year):
        return None
    if phone.is_landline(_COUNTRY.sub("0", number)):
        return "landline"
    return "card" if bank_account.is_card(number) else None


def _is_resident(number: str, this_year: int) -> bool:
    """A wrong check digit is what many cases are about; with a day of birth before our archives the
    number is a person's all the same."""
    if len(number) == 18 and int(number[6:10]) < _FIRST_YEAR_OF_ARCHIVES:
        number = number[:17] + resident_digits.check_character(number[:17])
    if not resident_id.is_valid(number):
        return False
    is_long = len(number) == 18
    return is_long or int(resident_id.upgrade(number)[6:10]) >= this_year - _OLDEST_HOLDER


def _is_of_archive(number: str, this_year: int) -> bool:
    """Whether a day of this century up to now stands in it, or a year behind an area code."""
    years = [int(found[1]) for found in _DAY.finditer(number)]
    behind = _YEAR_AFTER_AREA.match(number)
    years += [int(behind[1])] if behind else []
    return any(_FIRST_YEAR_OF_ARCHIVES <= year <= this_year for year in years)
