"""Landlines of every Chinese area, in the ways in which clerks key one in."""

from __future__ import annotations

import phonenumbers

_SUBSCRIBERS = ("63755632", "8375563")
"""Eight digits in cities, seven elsewhere; Beijing's 10 before a 6 looks like a sender's 106."""

_HOTLINES = ("400", "800")
"""No areas, though `phonenumbers` knows numbers that begin so."""


def landlines() -> list[tuple[str, str]]:
    """Area code without its zero and a subscriber number there, of each area."""
    areas = ["10", *(f"2{digit}" for digit in range(10)), *map(str, range(300, 1000))]
    known = ((area, own) for area in areas for own in _SUBSCRIBERS if _is_assigned(area + own))
    return [(area, own) for area, own in dict(known).items() if area not in _HOTLINES]


def spellings(area: str, own: str) -> list[str]:
    """Ten ways to write one landline."""
    return [
        *(f"0{area}-{own}", f"0{area}{own}", f"(0{area}){own}", f"+86-{area}-{own}"),
        *(f"+86 {area} {own[:4]} {own[4:]}", f"0086{area}{own}", f"86-{area}-{own}"),
        *(f"+86({area}){own}", f"+86-0{area}-{own}", f"{area}-{own}"),
    ]


def _is_assigned(national: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(f"+86{national}", None))
