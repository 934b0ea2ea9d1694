"""Defects of art. 11: a customer's contact is a seller's, an outlet's, a clerk's, a relative's.

An address that is borrowed names a house; in a village without house numbers nothing is.
"""

from __future__ import annotations

import numpy as np

from authenticity_lab.synthetic.addresses import is_houseless
from authenticity_lab.synthetic.arrays import NOBODY, Ints, Mask, at
from authenticity_lab.synthetic.defects import on_world
from authenticity_lab.synthetic.sharing import own_rows, share_account
from authenticity_lab.synthetic.world import World


def _sellers(world: World) -> Mask:
    """Salespeople still there who are no customers."""
    staff = world.force.people
    fit: Mask = np.isnat(staff.left) & ~staff.is_customer
    return fit


def _own(code: int, fit: Mask, rng: np.random.Generator) -> int:
    """The policy's own salesperson or agency if fit, else another one."""
    return code if code != NOBODY and fit[code] else int(rng.choice(np.flatnonzero(fit)))


def _seller(world: World, policy: int, rng: np.random.Generator) -> int:
    return _own(int(world.policies.agent[policy]), _sellers(world), rng)


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


def _relatives(world: World) -> Ints:
    """Registered relatives who are no customers."""
    persons = world.force.relative_person
    return at(persons, persons >= world.first_stranger)


def _move_to(world: World, policy: int, address: int) -> None:
    world.parties.address[own_rows(world, policy)] = address


def _move_in(world: World, policy: int, persons: Ints, rng: np.random.Generator) -> None:
    """To one of the persons whose address names a house."""
    homes = world.stranger_address(persons)
    _move_to(world, policy, int(rng.choice(homes[~is_houseless(homes)])))


@on_world("suspicious.salesperson_phone", weight=3)
def sellers_phone(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """The seller left an own mobile, so that the callback rings there."""
    seller = world.force.people.person[_seller(world, policy, rng)]
    world.parties.mobile[own_rows(world, policy)] = seller


@on_world("suspicious.salesperson_address")
def sellers_address(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Letters go to the seller."""
    staff = world.force.people.person
    fit = _sellers(world) & ~is_houseless(world.stranger_address(staff))
    seller = _own(int(world.policies.agent[policy]), fit, rng)
    _move_to(world, policy, int(world.stranger_address(staff)[seller]))


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
    outlets = world.agency_address(np.arange(world.force.agencies))
    shop = _own(int(world.policies.agency[policy]), ~is_houseless(outlets), rng)
    _move_to(world, policy, int(outlets[shop]))


@on_world("suspicious.agency_staff_phone")
def clerks_phone(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """A bank clerk's mobile stands in for the customer's."""
    world.parties.mobile[own_rows(world, policy)] = _clerk(world, rng)


@on_world("suspicious.agency_staff_address")
def clerks_address(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Letters go to a bank clerk's home."""
    _move_in(world, policy, at(world.force.staff_person, clerks(world)), rng)


@on_world("suspicious.relative_phone")
def relatives_phone(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """The mobile is a registered relative's of a salesperson."""
    relative = int(rng.choice(_relatives(world)))
    world.parties.mobile[own_rows(world, policy)] = relative


@on_world("suspicious.relative_address")
def relatives_address(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Letters go to a registered relative of a salesperson."""
    _move_in(world, policy, _relatives(world), rng)


@on_world("suspicious.salesperson_address", kind="warning", weight=3)
def fellow_villager(world: World, policy: int, others: Ints, rng: np.random.Generator) -> None:
    """Lives in the village of a seller, outlet, clerk or relative, where no house has a number."""
    force = world.force
    groups = (
        world.stranger_address(at(force.people.person, _sellers(world))),
        world.agency_address(np.arange(force.agencies)),
        world.stranger_address(at(force.staff_person, clerks(world))),
        world.stranger_address(_relatives(world)),
    )
    villages = [homes[is_houseless(homes)] for homes in groups]
    inhabited = [homes for homes in villages if len(homes)]
    if inhabited:  # a small insurer may have nobody in a village
        homes = inhabited[int(rng.integers(len(inhabited)))]
        _move_to(world, policy, int(rng.choice(homes)))
