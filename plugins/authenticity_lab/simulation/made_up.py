"""Names, numbers and addresses of the simulated insurer, each by a number of its own."""

from __future__ import annotations

import numpy as np

from authenticity_lab.synthetic import identifiers

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_GIVEN = "建国秀英志强丽华文斌晓燕海涛玉兰明辉春梅俊杰淑芬"


def seller_mobile(agent: int) -> str:
    """The mobile of a salesperson."""
    return mobile(5_000 + agent)


def relative_mobile(agent: int) -> str:
    """The mobile of that salesperson's registered relative."""
    return mobile(6_000 + agent)


_MOBILES = [str(number) for number in identifiers.mobile_numbers(7_000, 7_654_321)]


def mobile(number: int) -> str:
    """The mobile with this number, possible and nobody's."""
    return _MOBILES[number]


def name(number: int) -> str:
    """The name with this number."""
    first, rest = divmod(number, len(SURNAMES))
    one, two = divmod(first, len(_GIVEN))
    return SURNAMES[rest] + _GIVEN[one % len(_GIVEN)] + _GIVEN[two]


def address(number: int) -> str:
    """The address with this number, down to the flat."""
    return f"广东省广州市天河区体育西路{number}号{100 + number % 30}房"


def id_no(number: int, *, is_male: bool = True) -> str:
    """The resident number with this number, valid."""
    stem = int(
        f"110105{1950 + number % 40}{1 + number % 12:02d}11{2 * (number % 499) + is_male:03d}"
    )
    return str(identifiers.resident_numbers(np.array([stem]))[0])
