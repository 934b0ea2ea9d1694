"""Defects that take more than one record: shared numbers, borrowed registers, strangers who pay.

Each function moves row numbers between arrays: the record of one person then shows what belongs
to another. What follows for which policy on which day is the oracle's to find.
"""

from __future__ import annotations

import numpy as np

from authenticity_lab.synthetic.addresses import is_village
from authenticity_lab.synthetic.arrays import Ints, at
from authenticity_lab.synthetic.defects import on_world
from authenticity_lab.synthetic.parties import INSURED
from authenticity_lab.synthetic.world import World


def own_rows(world: World, policy: int) -> Ints:
    """The rows of the policy that are the policyholder, insured themselves or not."""
    start = world.parties.start
    rows = np.arange(start[policy], start[policy + 1])
    parties = world.parties
    is_own = parties.person[rows] == parties.person[start[policy]]
    return at(rows, is_own & (parties.role[rows] <= INSURED))


def holder_person(world: World, policy: int) -> int:
    """The person who is the policyholder."""
    return int(world.parties.person[world.parties.holder(policy)])


def share_account(world: World, policy: int, account: int) -> None:
    """Put an account on file for the policyholder's customer number."""
    row = world.parties.holder(policy)
    add_account(world, int(world.parties.customer[row]), account, int(world.parties.person[row]))


def add_account(world: World, customer: int, account: int, named: int) -> None:
    """Enter an account once for a customer number."""
    held = world.accounts
    found = (held.customer == customer) & (held.account == account)
    if not found.any():
        world.accounts = held.with_rows(*(np.array([n]) for n in (customer, account, named)))


@on_world("suspicious.shared_phone", counterparts=1, weight=3)
def shared_mobile(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Two strangers have one mobile on file."""
    other = int(others[0])
    for member in (policy, other):
        world.parties.mobile[own_rows(world, member)] = holder_person(world, other)


@on_world("suspicious.shared_phone", counterparts=1)
def shared_landline(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Two strangers have one landline on file."""
    other = int(others[0])
    for member in (policy, other):
        world.parties.landline[own_rows(world, member)] = holder_person(world, other)


@on_world("suspicious.shared_account", counterparts=1, weight=2)
def shared_account(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Two strangers have one account on file."""
    account = holder_person(world, int(others[0]))
    share_account(world, policy, account)
    share_account(world, int(others[0]), account)


@on_world("suspicious.shared_address", counterparts=3)
def shared_address(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """A town address: rural ones have no house numbers, so many families share them honestly."""
    homes = [int(world.parties.address[world.parties.holder(int(other))]) for other in others]
    address = next((home for home in homes if not is_village(np.array(home))), homes[0])
    for member in (policy, *others):
        world.parties.address[own_rows(world, int(member))] = address


@on_world("suspicious.shared_email", counterparts=2, kind="warning")
def shared_email(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Three strangers have one e-mail address on file."""
    for member in (policy, *others):
        row = world.parties.holder(int(member))
        world.parties.email[row] = holder_person(world, int(others[0]))


@on_world("suspicious.payer_not_policyholder", marks="policy", needs="paid")
def strange_payer(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Somebody else pays, without an approved exception."""
    world.policies.payer[policy] = int(rng.integers(world.first_stranger, len(world.people)))


@on_world("suspicious.id_reused", counterparts=1, marks="holder", needs="resident_for_self")
def reused_id(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """The holder's record shows somebody else's number, with the birth date and sex to match.

    The birth date could make the parent of an insured child too young.
    """
    rows = own_rows(world, policy)
    world.parties.id_of[rows] = holder_person(world, int(others[0]))
    world.parties.document[rows] = world.parties.document[world.parties.holder(int(others[0]))]


@on_world("suspicious.customer_conflict", counterparts=1, marks="holder", needs="resident")
def conflicting_customer(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """The holder was filed under somebody else's customer number."""
    other = world.parties.customer[world.parties.holder(int(others[0]))]
    world.parties.customer[own_rows(world, policy)] = other


@on_world("suspicious.unqualified_salesperson", marks="policy", needs="sold")
def unqualified_seller(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Sold by a colleague of the team who never passed the form-filling test, or passed later."""
    staff, book = world.force.people, world.policies
    late = np.isnat(staff.qualified) | (staff.qualified > np.datetime64("2026-10-10"))
    colleagues = np.flatnonzero(late & (staff.channel == book.channel[policy]))
    seller = int(rng.choice(colleagues))
    book.agent[policy], book.agency[policy] = seller, staff.agency[seller]
    book.branch[policy] = staff.branch[seller]
