"""An insurer in which many share: persons and their numbers are drawn from small pools.

Nobody's records change. Each policy lies in the stock or on one of the four lists; mobiles,
accounts, e-mail and postal addresses are drawn from pools so small that most are met again.
"""

from __future__ import annotations

import random
from datetime import date

import sqlalchemy as sa
from stdnum.cn import ric
from tests import insurer

LISTS = (date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 8))
"""The first list, and three more; the last is the first working day after National Day week."""

_ENTERED = {
    date(2026, 9, 24): "2026-09-10 10:00:00",
    LISTS[0]: "2026-09-26 10:00:00",
    LISTS[1]: "2026-09-28 10:00:00",
    LISTS[2]: "2026-09-29 10:00:00",
    LISTS[3]: "2026-10-05 10:00:00",
}
"""By list, the first of them standing for the stock, when its policies were keyed in."""

_FAMILY = "王李张刘陈杨黄赵"
_GIVEN = "伟芳娜敏静强磊洋"
_POLICIES, _PERSONS, _NUMBERS, _PLACES = 100, 50, 80, 20
_APART = 7
"""Numbers in a row would be a finding of the run that has them all."""


def build(core: sa.Engine, seed: int) -> dict[str, date]:
    """Fill the core system; returns the list that each policy comes on, the stock's before all."""
    draw = random.Random(seed)
    insurer.create(core)
    insurer.registers(core)
    people = [_person(number, draw) for number in range(_PERSONS)]
    for person in people[::2]:
        number = f"62220212{draw.randrange(_NUMBERS):08d}"
        row = {"customer_no": person["customer_no"], "account_no": number, "bank_code": "ICBC"}
        insurer.insert(core, "customer_account", row)
    lists = {f"P{number:03d}": draw.choice(list(_ENTERED)) for number in range(_POLICIES)}
    for policy_no, on in lists.items():
        _insert_policy(core, policy_no, _ENTERED[on], draw.sample(people, 2), draw)
    return lists


def _person(number: int, draw: random.Random) -> insurer.Row:
    birth = date(1950, 1, 1).toordinal() + draw.randrange(15_000)
    day = date.fromordinal(birth)
    is_woman = draw.random() < 0.5
    digits = f"440106{day:%Y%m%d}{draw.randrange(100):02d}{2 if is_woman else 1}"
    return {
        "customer_no": f"C{number:03d}",
        "name": _FAMILY[number % 8] + draw.choice(_GIVEN) + draw.choice(_GIVEN),
        "sex": "F" if is_woman else "M",
        "birth_date": day.isoformat(),
        "id_no": digits + ric.calc_check_digit(digits),
    }


def _insert_policy(
    core: sa.Engine,
    policy_no: str,
    updated_at: str,
    people: list[insurer.Row],
    draw: random.Random,
) -> None:
    """One policy; of its two persons now and then both are parties, and have another mobile."""
    insurer.insert(core, "policy", insurer.policy(policy_no, updated_at=updated_at))
    roles = ("POLICYHOLDER", "INSURED")[: draw.choice((1, 1, 2))]
    for role, person in zip(roles, people, strict=False):
        reach = {
            "mobile": f"139123{_APART * draw.randrange(_NUMBERS):05d}",
            "email": f"reader{draw.randrange(_PLACES)}@example.com",
            "address": f"广东省广州市天河区体育西路{draw.randrange(_PLACES) + 1}号301房",
        }
        insurer.insert(core, "party", insurer.party(policy_no, role, **person, **reach))
