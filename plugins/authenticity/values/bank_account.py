"""Bank account and card numbers.

Standard: ISO/IEC 7812-1 (card numbers, with Luhn's check digit) and JR/T 0008. Passbooks, corporate
accounts and many older debit cards have no check digit, so a wrong one is information, no error.

>>> validate("６222 0212-0000 1234 567"), validate("卡号：6222021200001234567（农行）")
('6222021200001234567', '6222021200001234567')
>>> [fails_luhn(number) for number in ("4111111111111111", "4111111111111112", "0200123456789012")]
[False, True, False]
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.values import cell, missing, text
from authenticity.values.fixed_width import Cells
from authenticity.values.text import InvalidValue, Mask

SHORTEST, LONGEST = 8, 40
"""Digits: shorter numbers are no account; longer ones are several, or not a number."""

CARD_LENGTHS = range(16, 20)
_CARD = r"^[3-6][0-9]{15,18}$"
_ISSUED = re.compile("6[02][0-9]{14,17}|(?:4[0-9]|5[1-5]|35)[0-9]{14}")
"""Beginnings and lengths that card schemes gave out: UnionPay; Visa, Mastercard and JCB."""

_GIVEN_BY_EVERY_BANK = r"^.{1,12}$"
"""Longer numbers begin with the bank's own: one at two banks is a slip of the code."""
_CLEAN = rf"^[0-9]{{{SHORTEST},{LONGEST}}}$"
_SEPARATORS = re.compile("[ .\u2010-\u2015\u2212/_-]")
_WORDS = (
    "ICBC|ABC|BOC|CCB|BOCOM|BCM|PSBC|CMB|CMBC|CEB|CITIC|SPDB|CIB|GDB|CGB|HXB|PAB|SDB|HSBC|BOB|NBCB"
    "|ACCOUNT|ACCT|ACC|CARD|BANK|NO"
)
_BANKS = re.compile(f"^(?:{_WORDS})+(?=[0-9])|(?<=[0-9])(?:{_WORDS})$")
"""A bank's initials, or a word for a number, that touch it. Other letters are the number's own."""

_OWN_LETTERS = re.compile("^FT[A-Z]")
"""Free-trade accounts begin so."""

_OF_AN_ACCOUNT = re.compile("[号户]$")
_A_CARDS = 12
"""Digits: behind a bank's name alone, fewer may be the end of a longer number."""


@dataclass(frozen=True)
class Accounts:
    """What the account numbers of a column are; `canonical` is NA where none is identified."""

    canonical: pd.Series
    luhn_fails: Mask


def compact(value: str) -> str:
    """Half width, without spaces and strokes, and without what only says that it is an account.

    As keyed in where the words say more: figures in a remark, or a bank's name before a few digits.
    """
    keyed = _SEPARATORS.sub("", text.fold(value)).upper()
    read = cell.number(value)
    if re.search("[0-9]", "".join(read.remarks)):
        return keyed
    if _OWN_LETTERS.match(read.label):
        return _SEPARATORS.sub("", f"{read.label}{read.bare}")
    number = _BANKS.sub("", _SEPARATORS.sub("", read.bare))
    if len(number) < _A_CARDS and number != keyed and not _says_account(read):
        return keyed
    return number


def _says_account(read: cell.Cell) -> bool:
    """Whether the word before the number is one for accounts (卡号), or there is none."""
    return not read.label or _OF_AN_ACCOUNT.search(read.label) is not None


def validate(value: str) -> str:
    """Digits and capitals; raises `InvalidValue` (missing, format, length, degenerate).

    Free-trade accounts (FTI…) and old passbooks have letters beside at least eight digits.
    """
    if not missing.is_valid(value):
        raise InvalidValue("missing")
    number = compact(value)
    digits = re.sub("[A-Z]", "", number)
    if not (number.isascii() and digits.isdigit()):
        raise InvalidValue("format")
    if len(digits) < SHORTEST or len(number) > LONGEST:
        raise InvalidValue("length")
    if text.is_degenerate(digits):
        raise InvalidValue("degenerate")
    return number


def is_valid(value: str) -> bool:
    """Whether the value can identify an account."""
    try:
        return bool(validate(value))
    except InvalidValue:
        return False


def fails_luhn(value: str) -> bool:
    """Whether a card number has the wrong check digit; False for whatever is no card number."""
    return bool(examine(text.as_text(pd.Series([value], dtype=object))).luhn_fails[0])


def is_card(number: str) -> bool:
    """Whether the digits are surely a card's: its issuer's beginning, length and check digit."""
    return _ISSUED.fullmatch(number) is not None and not fails_luhn(number)


def examine(column: pd.Series) -> Accounts:
    """Judge a column; numbers that are not plain digits are read once per distinct value."""
    array = text.arrow(column)
    odd = ~text.matches(array, _CLEAN) & ~text.nulls(array)
    array = text.replace(array, odd, _canonical)
    doubtful = text.matches(array, "^(0123|1234|2345|3456|4567|5678|6789|7890|8901|9012)")
    doubtful |= text.matches(array, "^(9876|8765|7654|6543|5432|4321|3210|2109|1098|0987)")
    doubtful |= text.matches(array, "^(" + "|".join(str(digit) * 4 for digit in range(10)) + ")")
    array = text.replace(array, doubtful, _canonical)
    return Accounts(text.series(array, column.index), _luhn_fails(array))


def at_bank(canonical: pd.Series, bank_code: pd.Series) -> pd.Series:
    """Account and bank where both tell accounts apart; NA for long numbers or without a bank.

    Banks count their short numbers each for itself, so that one stands at several.
    """
    numbers, banks = text.arrow(canonical), text.arrow(text.normalise(bank_code))
    stands_alone = ~text.matches(numbers, _GIVEN_BY_EVERY_BANK) | missing.is_missing(bank_code)
    banks = pc.if_else(pa.array(stands_alone), pa.scalar(None, banks.type), pc.utf8_upper(banks))
    between = pa.scalar("@", banks.type)
    return text.series(pc.binary_join_element_wise(numbers, banks, between), canonical.index)


def _canonical(value: str) -> str | None:
    try:
        return validate(value)
    except InvalidValue:
        return None


def _luhn_fails(array: pa.LargeStringArray) -> Mask:
    """Luhn: from the right, every second digit counts double, its digits added up."""
    fails = np.zeros(len(array), bool)
    cards = pc.if_else(pc.match_substring_regex(array, _CARD), array, None)
    cells = Cells.of(cards)
    doubled = np.array([0, 2, 4, 6, 8, 1, 3, 5, 7, 9], np.uint8)
    for width in CARD_LENGTHS:
        rows = cells.rows(width)
        digits = cells.matrix(rows, width)[:, ::-1] - np.uint8(ord("0"))
        total = digits[:, ::2].sum(axis=1) + doubled[digits[:, 1::2]].sum(axis=1)
        fails[rows] = total % 10 != 0
    return fails
