"""Numbers that look issued: check digits, mobiles, landlines, accounts, none ever given out twice.

Every series walks through its range by a fixed stride that shares no factor with the range's
size, so position `i` always gives the same number and two positions never give the same one.
"""

from __future__ import annotations

import numpy as np

from authenticity_lab.synthetic.arrays import Ints, Texts, digits, texts

MOBILE_PREFIXES = [
    *range(130, 140), 147, 150, 151, 152, 153, 155, 156, 157, 158, 159, 166, 173, 175, 176,
    178, 180, 181, 182, 183, 185, 186, 187, 188, 189, 191, 198, 199,
]  # fmt: skip
SPARE_PREFIX = 177
"""Kept out of the series: numbers that must follow one another are taken from here."""

AREA_CODES = [
    10, 20, 21, 22, 23, 24, 25, 27, 28, 29, 371, 431, 531, 532, 571, 574, 591, 731, 755, 757, 769,
    871, 898,
]  # fmt: skip
"""Dialling codes of cities whose local numbers have eight digits."""

STRIDE = 61_803_399
"""Odd, no multiple of 3 or 5, near the golden section of the range: neighbours lie far apart."""

CHECK_DIGITS = np.array(list("10X98765432"))
"""ISO 7064 MOD 11-2 as GB 11643 tabulates it, by the weighted sum modulo 11."""


def resident_numbers(stems: Ints) -> Texts:
    """Append the check digit of GB 11643 to numbers of 17 digits."""
    total = np.zeros(len(stems), dtype=np.int64)
    rest = stems.copy()
    for place in range(1, 18):
        total += rest % 10 * pow(2, place, 11)
        rest //= 10
    return texts(np.char.add(stems.astype(str), CHECK_DIGITS[total % 11]))


def mobile_numbers(count: int, offset: int) -> Ints:
    """`count` different mobiles of eleven digits, none of which looks like a placeholder."""
    return _without_patterns(_mobiles(count + count // 20 + 100, offset))[:count]


def landline_numbers(count: int, offset: int) -> Ints:
    """`count` different landlines: dialling code without its zero, then eight digits."""
    position = np.arange(count + count // 20 + 100, dtype=np.int64)
    areas = np.array(AREA_CODES, dtype=np.int64)
    local = 20_000_000 + (position * STRIDE + offset) % 67_000_000
    return _without_patterns(areas[position % len(areas)] * 10**8 + local)[:count]


def account_numbers(positions: Ints) -> Texts:
    """Bank accounts: cards of 19 digits with a Luhn digit; one in ten is a passbook without."""
    stem = 622_202 * 10**12 + (positions * 7_654_321 + 123_456_789) % 10**12
    cards = texts(np.char.add(stem.astype(str), _luhn_digits(stem).astype(str)))
    passbooks = digits(stem % 10**12 + 110_000_000_000_000, 15) + "01"
    return np.where(positions % 10 == 0, passbooks, cards)


def _mobiles(count: int, offset: int) -> Ints:
    position = np.arange(count, dtype=np.int64)
    prefixes = np.array(MOBILE_PREFIXES, dtype=np.int64)
    tail = (position * STRIDE + offset) % 10**8
    return prefixes[position % len(prefixes)] * 10**8 + tail


def _without_patterns(numbers: Ints) -> Ints:
    """Drop numbers with a run of six equal or six climbing digits: those are typed, not issued."""
    runs = np.zeros((2, len(numbers)), dtype=np.int64)
    worst = np.zeros((2, len(numbers)), dtype=np.int64)
    right = numbers % 10
    rest = numbers // 10
    while rest.any():
        left = rest % 10
        for kind, step in enumerate((0, 1)):
            runs[kind] = np.where(right - left == step, runs[kind] + 1, 0)
            worst[kind] = np.maximum(worst[kind], runs[kind])
        right, rest = left, rest // 10
    kept: Ints = numbers[worst.max(axis=0) < 5]
    return kept


def _luhn_digits(stem: Ints) -> Ints:
    total = np.zeros(len(stem), dtype=np.int64)
    rest = stem.copy()
    for place in range(18):
        digit = rest % 10 * (2 - place % 2)
        total += digit // 10 + digit % 10
        rest //= 10
    return -total % 10
