"""How clerks write what is right: widths, blanks, dots, traditional characters, date forms.

Every spelling here means the same value; no rule may take one for an error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import opencc

from authenticity_lab.synthetic.arrays import Texts

Spelling = Callable[[str], str]
WIDE = {ord(char): ord(char) + 0xFEE0 for char in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"}
DOTS = "•∙‧⋅●・･．.- "
TO_TRADITIONAL = opencc.OpenCC("s2t").convert
TO_SIMPLIFIED = opencc.OpenCC("t2s").convert


def wide(value: str) -> str:
    """Full-width digits, capitals and hyphens."""
    return value.translate(WIDE)


def padded(value: str) -> str:
    """A blank before and behind."""
    return f" {value} "


def spaced_id(value: str) -> str:
    """In groups of six, eight and four, as on the card."""
    return f"{value[:6]} {value[6:14]} {value[14:]}" if len(value) == 18 else value


def spaced_name(value: str) -> str:
    """A blank after the family name."""
    return f"{value[0]} {value[1:]}" if _is_han(value) else value


def widely_spaced_name(value: str) -> str:
    """An ideographic blank after the family name."""
    return f"{value[0]}\u3000{value[1:]}" if _is_han(value) else value


def traditional(value: str) -> str:
    """Only where the way back is safe: some simplified characters stand for several."""
    old = TO_TRADITIONAL(value)
    return old if TO_SIMPLIFIED(old) == value else value


def slashed_date(value: str) -> str:
    """1990/01/02."""
    return value.replace("-", "/")


def plain_date(value: str) -> str:
    """19900102."""
    return value.replace("-", "")


def chinese_date(value: str) -> str:
    """1990年1月2日."""
    year, month, day = value.split("-")
    return f"{year}年{int(month)}月{int(day)}日"


def international(value: str) -> str:
    """With the country's code."""
    return f"+86{value}"


def grouped(value: str) -> str:
    """In groups of three, four and four, with blanks."""
    return f"{value[:3]} {value[3:7]} {value[7:]}"


def dashed(value: str) -> str:
    """In groups of three, four and four, with hyphens."""
    return f"{value[:3]}-{value[3:7]}-{value[7:]}"


def bracketed(value: str) -> str:
    """The dialling code in brackets."""
    area, local = value.split("-")
    return f"({area}){local}"


def run_together(value: str) -> str:
    """Without the hyphen."""
    return value.replace("-", "")


def extended_by(sign: str) -> Spelling:
    """A landline behind a switchboard."""

    def spell(value: str) -> str:
        return f"{value}{sign}80{value[-1]}"

    return spell


def _is_han(value: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in value) and 1 < len(value) < 4


ID_SPELLINGS = ((0.03, str.lower), (0.005, wide), (0.005, spaced_id), (0.005, padded))
NAME_SPELLINGS = (
    (0.004, spaced_name),
    (0.004, widely_spaced_name),
    (0.004, traditional),
    (0.002, padded),
)
DATE_SPELLINGS = ((0.02, slashed_date), (0.015, plain_date), (0.005, chinese_date), (0.002, wide))
MOBILE_SPELLINGS = ((0.01, international), (0.01, grouped), (0.01, dashed), (0.005, wide))
LANDLINE_SPELLINGS = (
    (0.2, run_together),
    (0.1, bracketed),
    (0.06, extended_by("-")),
    (0.06, extended_by("转")),
    (0.04, extended_by("#")),
)
ADDRESS_SPELLINGS = ((0.01, wide), (0.01, padded))


def respell(
    column: Texts, spellings: Sequence[tuple[float, Spelling]], rng: np.random.Generator
) -> None:
    """Rewrite a share of the column's values, each spelling its own share, in place."""
    drawn = rng.random(len(column))
    begin = 0.0
    for share, spelling in spellings:
        for row in np.flatnonzero((drawn >= begin) & (drawn < begin + share)):
            if column[row] is not None:
                column[row] = spelling(column[row])
        begin += share


def respell_dots(names: Texts, is_dotted: np.ndarray, rng: np.random.Generator) -> None:
    """Half of the names with a separator have a look-alike of U+00B7 in it."""
    for row in np.flatnonzero(is_dotted):
        if rng.random() < 0.5:
            names[row] = names[row].replace("·", DOTS[rng.integers(len(DOTS))])
