"""True defects, in the same spellings: whoever reads a cell leniently must still see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from authenticity_lab.genuine.persons import Person


@dataclass(frozen=True)
class Defect:
    """What a clerk keyed in instead of the truth, and which rules may name it."""

    name: str
    rules: tuple[str, ...]
    spoil: Callable[[Person, Person], Person]
    """The policyholder and somebody else to the policyholder as keyed in."""


def _wrong_check_digit(one: Person, _: Person) -> Person:
    last = "0123456789"[(one.number + 1) % 10]
    last = last if last != one.id_no[-1] else "0123456789"[(one.number + 2) % 10]
    return replace(one, id_no=one.id_no[:-1] + last)


def _cut_mobile(one: Person, _: Person) -> Person:
    return replace(one, mobile=one.mobile[:-1])


def _next_day(one: Person, _: Person) -> Person:
    return replace(one, born=one.born + timedelta(days=1))


DEFECTS = (
    Defect("check_digit", ("identity.id_no.checksum", "identity.id_no.format"), _wrong_check_digit),
    Defect("birth_date", ("identity.birth_date_mismatch",), _next_day),
    Defect("sex", ("identity.sex_mismatch",), lambda one, _: replace(one, is_male=not one.is_male)),
    Defect("mobile", ("contact.mobile.invalid",), _cut_mobile),
    Defect(
        "anothers_mobile",
        ("suspicious.shared_phone",),
        lambda one, other: replace(one, mobile=other.mobile),
    ),
    Defect(
        "anothers_number",
        ("suspicious.id_reused",),
        lambda one, other: replace(one, id_no=other.id_no, born=other.born, is_male=other.is_male),
    ),
    Defect("sellers_mobile", ("suspicious.salesperson_phone",), lambda one, _: one),
    Defect("sellers_home", ("suspicious.salesperson_address",), lambda one, _: one),
    Defect("payer", ("suspicious.payer_not_policyholder",), lambda one, _: one),
    Defect("no_name", ("complete.policyholder.name",), lambda one, _: replace(one, name="")),
    Defect("no_house", ("contact.address.vague",), lambda one, _: one),
)
"""The last ones change what stands elsewhere: `book` knows them by their names."""
