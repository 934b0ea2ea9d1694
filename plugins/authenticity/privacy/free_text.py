"""Free text of people (remarks, notes, contact records), with what identifies a customer masked.

Source: company confidentiality rules (D18, D20), docs/decisions/0027. A clerk may quote a number in
a remark; the store keeps it in the form in which it may be shown. Names cannot be told from other
words: where they are a risk, do not ask for free text.

>>> mask("客户称号码是 １３８-1357-2468，不是13900001111")
'客户称号码是 138******68，不是139******11'
>>> mask("证件11010519491231002x，邮箱zhang@qq.com，一三八一三五七二四六八")
'证件110*************2X，邮箱z***@qq.com，138******68'

A date of work stays, a birth date keeps its year:

>>> mask("2026-09-29 电话 无人接听\\n生于1990年2月3日")
'2026-09-29 电话 无人接听\\n生于1990-**-**'
"""

from __future__ import annotations

import re
import unicodedata

from authenticity.privacy import masking
from authenticity.values import dates

_FIRST_YEAR_OF_WORK = 2020
"""A date before it is hardly one of a contact; a date of birth it may be."""

_HALF_WIDTH = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@.-_+%/")
"""Characters that are recognised in every width; all others (，。：) stay as they were written."""

SPOKEN = str.maketrans("〇零幺一二三四五六七八九", "001123456789")

_LOCAL = r"[A-Za-z0-9._%+-]"
_EMAIL = rf"(?<!{_LOCAL}){_LOCAL}+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
_DAY = r"(?:-\d\d?-\d\d?|/\d\d?/\d\d?|\.\d\d?\.\d\d?|年\d\d?月\d\d?日?)"
_DATE = rf"(?<!\d)(?:19|20)\d\d{_DAY}(?![-./]?\d)"
_DIGIT = "[0-9〇零幺一二三四五六七八九]"
_RUN = rf"{_DIGIT}(?:[ \t\u00a0\u3000.·/‐‑‒–—―-]{{0,3}}(?!{_DATE}){_DIGIT}){{4,}}[Xx]?"
"""Five digits or more: four are a year or a house; spaces and hyphens in a number hide nothing."""

_TOLD = re.compile(f"(?P<email>{_EMAIL})|(?P<date>{_DATE})|(?P<run>{_RUN})", re.ASCII)


def mask(text: str) -> str:
    """The text with e-mail addresses, numbers and birth dates masked as `privacy.masking` does.

    Idempotent, and defined for every `str`; line breaks and punctuation stay.
    """
    return _TOLD.sub(_masked, "".join(map(half_width, text)))


def half_width(character: str) -> str:
    """Digits of every script and width as ASCII, format characters gone, all else as it is."""
    if character.isascii():
        return character
    if unicodedata.category(character) == "Cf":
        return ""
    value = unicodedata.decimal(character, None)
    plain = unicodedata.normalize("NFKC", character) if value is None else str(value)
    return plain if plain in _HALF_WIDTH else character


def _masked(found: re.Match[str]) -> str:
    said = found[0]
    if found["email"]:
        return masking.email(said)
    if found["date"]:
        day = dates.read(said)
        return said if day and day.year >= _FIRST_YEAR_OF_WORK else masking.birth_date(said)
    letters = (letter for letter in said.translate(SPOKEN) if letter.isalnum())
    return masking.id_no("".join(letters))
