"""What a person may see of a value without a purpose: enough to recognise it, too little to use it.

Source: company confidentiality rules (D18, D20); GB/T 37964-2019, de-identification.
One value at a time: masks go into lists and mails, never into matching.

>>> name("张小明"), id_no("11010519491231002X"), phone("138 1357 2468"), birth_date("1990-02-03")
('张**', '110*************2X', '138******68', '1990-**-**')
>>> account("6222021200001234567"), email("zhang@qq.com"), address("广东省广州市天河区天河路12号")
('***************4567', 'z***@qq.com', '广东省广州市****')

A short value would be told whole, so less of it is shown:

>>> name("张"), id_no("E1234"), phone("8135"), account("1234"), address("人民路3号")
('*', 'E****', '8***', '****', '人民****')
>>> name(None), phone("无")
('—', '—')
"""

from __future__ import annotations

from collections.abc import Callable

from authenticity.values import dates, missing, text
from authenticity.values import phone as phone_numbers

NOTHING = "—"
"""Shown for a missing value: the clerk must see that it is missing and not that it is hidden."""

_LONGEST = 200
"""Characters read; whoever keyed in more did not key in a value."""

_MOST_STARS = 20


def name(value: str | None) -> str:
    """The first character; two stars whatever the length, which would narrow a family name down."""
    return _masked(value, lambda plain: f"{plain[0]}**" if _letters(plain) > 1 else "*")


def id_no(value: str | None) -> str:
    """The first three characters and the last two."""
    return _masked(value, lambda plain: _ends(text.compact_number(plain) or plain, 3, 2))


def phone(value: str | None) -> str:
    """The first three digits and the last two."""
    return _masked(value, lambda plain: _ends(phone_numbers.compact(plain) or plain, 3, 2))


def account(value: str | None) -> str:
    """The last four digits, as on a receipt."""
    return _masked(value, lambda plain: _ends(text.compact_number(plain) or plain, 0, 4))


def address(value: str | None) -> str:
    """Six characters at most, which is a province and a city, and never more than half."""
    return _masked(
        value, lambda plain: plain[: max(0, min(6, (_letters(plain) - 1) // 2))] + "****"
    )


def email(value: str | None) -> str:
    """The first character and the domain."""
    return _masked(value, _email)


def birth_date(value: str | None) -> str:
    """The year alone."""
    return _masked(value, _birth_date)


def _masked(value: str | None, mask: Callable[[str], str]) -> str:
    if not isinstance(value, str) or not missing.is_valid(value[:_LONGEST]):
        return NOTHING
    return mask(text.fold(value[:_LONGEST]))


def _ends(plain: str, head: int, tail: int) -> str:
    """`head` first and `tail` last characters; of a short value the first one alone, or none."""
    if _letters(plain) < 2 * (head + tail):
        head, tail = min(head, 1 if _letters(plain) > 1 else 0), 0
    hidden = min(len(plain) - head - tail, _MOST_STARS)
    return plain[:head] + "*" * hidden + plain[len(plain) - tail :]


def _letters(plain: str) -> int:
    """Letters and digits: punctuation hides nothing, so it does not count as length."""
    return sum(map(str.isalnum, plain))


def _email(plain: str) -> str:
    local, _, domain = plain.rpartition("@")
    if not _letters(local) or "@" in local:
        return _ends(plain, 1, 0)
    return f"{local[0] if _letters(local) > 1 else ''}***@{domain}"


def _birth_date(plain: str) -> str:
    day = dates.read(plain)
    return "****" if day is None else f"{day.year:04}-**-**"
