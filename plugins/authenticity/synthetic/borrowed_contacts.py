"""Defects of art. 11: a customer's contact is a seller's, an outlet's, a clerk's, a relative's."""

from __future__ import annotations

import numpy as np

from authenticity.synthetic.arrays import NOBODY, Ints, Mask
from authenticity.synthetic.defects import on_world
from authenticity.synthetic.sharing import own_rows, share_account
from authenticity.synthetic.world import World


def _seller(world: World, policy: int, rng: np.random.Generator) -> int:
    """The policy's own salesperson, unless gone or a customer too: then a colleague."""
    staff = world.force.people
    fit = np.isnat(staff.left) & ~staff.is_customer
    own = int(world.policies.agent[policy])
    return own if own != NOBODY and fit[own] else int(rng.choice(np.flatnonzero(fit)))


def _agency(world: World, policy: int, rng: np.random.Generator) -> int:
    own = int(world.policies.agency[policy])
    return own if own != NOBODY else int(rng.integers(world.force.agencies))


def clerks(world: World) -> Mask:
    """Staff still employed who are no customers."""
    force = world.force
    is_current: Mask = np.isnat(force.staff_to) & (force.staff_person >= world.first_stranger)
    return is_current


def _clerk(world: World, rng: np.random.Generator) -> int:
    return int(rng.choice(world.force.staff_person[clerks(world)]))


def _relative(world: World, rng: np.random.Generator) -> int:
    persons = world.force.relative_person
    return int(rng.choice(persons[persons >= world.first_stranger]))


def _move_in(world: World, policy: int, person: int) -> None:
    address = world.stranger_address(np.array([person]))[0]
    world.parties.address[own_rows(world, policy)] = address


@on_world("suspicious.salesperson_phone", weight=3)
def sellers_phone(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """The seller left an own mobile, so that the callback rings there."""
    seller = world.force.people.person[_seller(world, policy, rng)]
    world.parties.mobile[own_rows(world, policy)] = seller


@on_world("suspicious.salesperson_address")
def sellers_address(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Letters go to the seller."""
    _move_in(world, policy, int(world.force.people.person[_seller(world, policy, rng)]))


@on_world("suspicious.salesperson_account")
def sellers_account(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """The seller's account is on file as the customer's."""
    share_account(world, policy, int(world.force.people.person[_seller(world, policy, rng)]))


@on_world("suspicious.agency_phone")
def outlets_phone(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """The outlet's counter line stands in for the customer's."""
    shop = world.force.agency_person[_agency(world, policy, rng)]
    world.parties.landline[own_rows(world, policy)] = shop


@on_world("suspicious.agency_address")
def outlets_address(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Letters go to the outlet."""
    address = world.agency_address(np.array([_agency(world, policy, rng)]))[0]
    world.parties.address[own_rows(world, policy)] = address


@on_world("suspicious.agency_staff_phone")
def clerks_phone(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """A bank clerk's mobile stands in for the customer's."""
    world.parties.mobile[own_rows(world, policy)] = _clerk(world, rng)


@on_world("suspicious.agency_staff_address")
def clerks_address(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Letters go to a bank clerk's home."""
    _move_in(world, policy, _clerk(world, rng))


@on_world("suspicious.relative_phone")
def relatives_phone(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """The mobile is a registered relative's of a salesperson."""
    world.parties.mobile[own_rows(world, policy)] = _relative(world, rng)


@on_world("suspicious.relative_address")
def relatives_address(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Letters go to a registered relative of a salesperson."""
    _move_in(world, policy, _relative(world, rng))
