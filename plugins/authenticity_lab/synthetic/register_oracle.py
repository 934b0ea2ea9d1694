"""What the register rules must find: customers' contacts that a seller, clerk or relative owns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from authenticity_lab.synthetic.addresses import is_houseless
from authenticity_lab.synthetic.arrays import NOBODY, Days, Ints
from authenticity_lab.synthetic.defects import mark
from authenticity_lab.synthetic.sales_force import has_landline
from authenticity_lab.synthetic.sharing_oracle import Holdings, Oracle
from authenticity_lab.synthetic.truth import Kind, Mark
from authenticity_lab.synthetic.world import World

NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Register:
    """Numbers that a register holds, whose they are, and until when."""

    rule_code: str
    subjects: tuple[str, ...]
    number: Ints
    owner: Ints
    valid_to: Days
    lists_self: bool
    """Whether the owner's own policy is listed as explained, or not at all."""


def findings(world: World) -> Iterator[Mark]:
    """Every truth row of the register rules."""
    oracle = Oracle(world)
    columns = {
        "mobile": oracle.holdings("mobile", "mobile"),
        "phone": oracle.holdings("landline", "phone"),
        "address": oracle.holdings("address", "address"),
        "account": oracle.accounts(),
    }
    for register in registers(world):
        for subject in register.subjects:
            yield from _matches(world, register, columns[subject])


def registers(world: World) -> Iterator[Register]:
    """Each rule with the numbers it compares with."""
    force = world.force
    seller, clerk, relative = force.people.person, force.staff_person, force.relative_person
    shop, outlets = force.agency_person, np.arange(force.agencies)
    for name, person, until, lists_self in (
        ("salesperson", seller, np.full(len(seller), NEVER), True),
        ("agency_staff", clerk, force.staff_to, False),
        ("relative", relative, np.full(len(relative), NEVER), True),
    ):
        lives = world.stranger_address(person)
        code = f"suspicious.{name}_"
        yield Register(code + "phone", ("mobile",), person, person, until, lists_self)
        yield Register(code + "address", ("address",), lives, person, until, lists_self)
    never = np.full(len(seller), NEVER)
    at_home, gone = seller[has_landline(seller)], never[: int(has_landline(seller).sum())]
    yield Register("suspicious.salesperson_phone", ("phone",), at_home, at_home, gone, True)
    yield Register("suspicious.salesperson_account", ("account",), seller, seller, never, True)
    nobody, never = np.full(len(shop), NOBODY), np.full(len(shop), NEVER)
    yield Register("suspicious.agency_phone", ("phone",), shop, nobody, never, False)
    place = world.agency_address(outlets)
    yield Register("suspicious.agency_address", ("address",), place, nobody, never, False)


def _matches(world: World, register: Register, holdings: Holdings) -> Iterator[Mark]:
    current = np.isnat(register.valid_to)
    owners = dict(
        zip(register.number[current].tolist(), register.owner[current].tolist(), strict=True)
    )
    found = holdings.only(np.isin(holdings.number, register.number[current]))
    judged = world.policies.is_judged[world.parties.policy[found.row]]
    for row, number in zip(found.row[judged].tolist(), found.number[judged].tolist(), strict=True):
        policy = int(world.parties.policy[row])
        is_self = owners[number] == int(world.parties.person[row])
        if is_self and not register.lists_self:
            continue
        level, kind = _grade(holdings.subject, number, is_self)
        yield mark(world, policy, row, register.rule_code, level, kind, holdings.subject)


def _grade(subject: str, number: int, is_self: bool) -> tuple[str, Kind]:
    """Own policies are explained; in a village without house numbers everybody has one address."""
    if is_self:
        return "W", "explained"
    if subject == "address" and is_houseless(np.array(number)):
        return "W", "warning"
    return "E", "false"
