"""The policies of genuine customers, as clerks keyed them in; one pair in fifty is false.

A pair is one person's: the first insures that person under another customer number and in other
spellings, the second somebody of the family. So a reader that is too strict accuses, and parts one
person in two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from authenticity_lab.genuine import persons, spellings
from authenticity_lab.genuine.defects import DEFECTS, Defect
from authenticity_lab.genuine.persons import Person
from authenticity_lab.genuine.spellings import Spelling

Cells = dict[str, Any]

ONE_IN = 50
"""One pair of policies in so many has a defect."""
SOLD_BY_ONE = 200
"""Pairs of one salesperson."""
_PERSONS, _FAMILY, _SELLERS = 0, 1, 2
"""Every third person is a policyholder, of the family, or sells."""
_PLAIN = 5
"""Of ten cells so many are written as they should be."""
_ENTERED = "2026-09-25 10:00:00"


@dataclass
class Policy:
    """One policy with its parties; how its cells are spelt, and what is false in it."""

    cells: Cells
    parties: list[Cells]
    defect: Defect | None = None
    spelt: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hand:
    """A clerk at one record: picks a spelling for each cell, always the same one."""

    record: str
    spelt: dict[str, str]

    def pick(self, choices: Sequence[Any], of: str, one_in: int = 1) -> Any:
        """One of the choices, or None where the record is not one of `one_in`."""
        number = self.drawn(of)
        return None if number % one_in else choices[number // one_in % len(choices)]

    def write(self, column: str, value: str, more: Sequence[Spelling] = ()) -> str:
        """The value, spelt somehow or as it should be."""
        number = self.drawn(column)
        if number % 10 < _PLAIN or not value:
            return value
        ways = (*spellings.OF[column], *more)
        spelling = ways[number // 10 % len(ways)]
        written = spelling.write(value)
        if written != value:
            self.spelt[f"{self.record.partition(' ')[2]} {column}"] = spelling.name
        return written

    def drawn(self, of: str) -> int:
        """A number that looks drawn, and is always the same for the same record and use."""
        digest = hashlib.blake2b(f"{self.record} {of}".encode(), digest_size=6)
        return int.from_bytes(digest.digest())


def policies(first: int, last: int) -> Iterator[Policy]:
    """Both policies of the pairs from `first` to `last`, which is left out."""
    many = range(first * 3, last * 3 + 3)
    people = dict(zip(many, persons.of_numbers(many), strict=True))
    sellers = {pair // SOLD_BY_ONE for pair in range(first, last)}
    selling = {each.number: each for each in map(seller, sorted(sellers))}
    for pair in range(first, last):
        holder, kin = people[pair * 3 + _PERSONS], people[pair * 3 + _FAMILY]
        defect = DEFECTS[pair // ONE_IN % len(DEFECTS)] if pair % ONE_IN == 0 else None
        defect = defect if defect is None or holder.id_type == "RESIDENT_ID" else None
        sold_by = selling[(pair // SOLD_BY_ONE) * 3 + _SELLERS]
        yield _policy(f"P{pair}A", holder, holder, sold_by, None)
        yield _policy(
            f"P{pair}B", _spoilt(holder, people[pair * 3 + 3], defect), kin, sold_by, defect
        )


def seller(number: int) -> Person:
    """The salesperson of one stretch of pairs, whose home is next door to a customer's."""
    return persons.of_numbers([number * 3 + _SELLERS])[0]


def seller_row(person: Person) -> Cells:
    """The register's row."""
    return {
        "agent_code": f"A{person.number}",
        "name": person.name,
        "id_type": person.id_type,
        "id_no": person.id_no,
        "mobile": person.mobile,
        "address": person.address.text(),
        "bank_account": person.account,
        "channel_code": "AGENT",
        "branch_code": "GZ",
        "qualified_on": "2020-01-01",
    }


def _spoilt(holder: Person, other: Person, defect: Defect | None) -> Person:
    return holder if defect is None else defect.spoil(holder, other)


def _policy(
    number: str, holder: Person, insured: Person, sold_by: Person, defect: Defect | None
) -> Policy:
    spelt: dict[str, str] = {}
    hand = Hand(f"{number} policy", spelt)
    found = defect.name if defect else ""
    parties = [
        _party(number, "POLICYHOLDER", holder, spelt),
        _party(number, "INSURED", insured, spelt),
    ]
    cells = {
        "policy_no": number,
        "product_code": "LIFE20",
        "is_individual": 1,
        "source_system": "CORE",
        "channel_code": "AGENT",
        "branch_code": "GZ",
        "agent_code": f"A{sold_by.number}",
        "status": "IN_FORCE",
        "applied_on": hand.pick(spellings.NO_APPLICATION, "applied_on", 10) or "2026-09-20",
        "issued_on": "2026-09-24",
        "receipt_signed_on": hand.pick(spellings.NO_RECEIPT, "receipt_signed_on"),
        "payer_account": hand.write("account", holder.account),
        "payer_name": _payer(hand, holder.name),
        "entered_at": _ENTERED,
        "updated_at": _ENTERED,
    }
    if found == "sellers_mobile":
        parties[0]["mobile"] = Hand(f"{number} POLICYHOLDER", spelt).write("mobile", sold_by.mobile)
    if found == "sellers_home":
        address = Hand(f"{number} POLICYHOLDER", spelt).write("address", sold_by.address.text())
        parties[0]["address"] = address
    if found == "no_house":
        parties[0]["address"] = "".join(holder.address.area[:3])
    if found == "payer":
        payer = sold_by if sold_by.name != holder.name else insured
        cells["payer_name"] = hand.pick(spellings.PAYERS, "payer_name").write(payer.name)
    return Policy(cells, parties, defect, spelt)


def _payer(hand: Hand, name: str) -> str | None:
    """The policyholder's name, spelt and with a part beside it, or a way of paying."""
    way = hand.pick(spellings.WAYS, "way", 3)
    if way is not None:
        hand.spelt["policy payer_name"] = way
        return str(way)
    written = hand.write("name", name)
    beside = hand.pick(spellings.PAYERS, "payer_name", 2)
    if beside is None or written != name:
        return written
    hand.spelt["policy payer_name"] = beside.name
    return str(beside.write(name))


def _party(policy_no: str, role: str, person: Person, spelt: dict[str, str]) -> Cells:
    hand = Hand(f"{policy_no} {role}", spelt)
    is_kin = person.number % 3 == _FAMILY
    sex = "M" if person.is_male else "F"
    words = spellings.DOCUMENTS[person.id_type]
    # A second number of the same person is a customer whom nobody has merged.
    second = "S" if role == "INSURED" and not is_kin and person.number % 2 else ""
    cells = {
        "policy_no": policy_no,
        "role": role,
        "seq": 1,
        "customer_no": f"C{second}{person.number}",
        "name": hand.write("name", person.name),
        "sex": hand.write("sex", sex),
        "birth_date": hand.write("birth_date", person.born.isoformat()),
        "id_type": person.id_type,
        "id_no": hand.write("id_no", person.id_no, words * 3),
        "id_valid_until": hand.pick(spellings.VALIDITIES, "id_valid_until"),
        "nationality": "CHN",
        "mobile": hand.write("mobile", person.mobile),
        "phone": hand.write("phone", person.landline),
        "email": hand.write("email", f"c{person.number}@example.com"),
        "address": hand.write("address", person.address.text()),
        "relation_to_policyholder": "SELF" if not is_kin else "OTHER",
    }
    return _as_insured(hand, cells) if role == "INSURED" and is_kin else cells


def _as_insured(hand: Hand, cells: Cells) -> Cells:
    """Of an insured nobody asks for a mobile or an address."""
    for column, words in (("mobile", spellings.NO_MOBILE), ("address", spellings.NO_ADDRESS)):
        if hand.drawn(f"no {column}") % 4 == 0:
            cells[column] = hand.pick(words, f"no {column} words")
            hand.spelt[f"INSURED {column}"] = f"none: {cells[column]}"
    return cells
