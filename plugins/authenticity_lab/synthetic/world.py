"""The whole insurer as arrays, before a single record is written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from authenticity_lab.synthetic import (
    customers,
    households,
    parties,
    people,
    policies,
    pools,
    regions,
    sales_force,
)
from authenticity_lab.synthetic.addresses import Addresses
from authenticity_lab.synthetic.arrays import NOBODY, Ints, Mask, stream
from authenticity_lab.synthetic.season import FIRST_DAY


@dataclass(frozen=True)
class InsurerSize:
    """How many policies, and the seed that everything follows from."""

    policies: int = 20_000
    seed: int = 20260924


@dataclass
class World:
    """Everything that the writers, the planter and the oracle read.

    Equal sizes and seeds give equal worlds. Planting changes it; writing does too, in one way:
    a contact that a defect took off a record is taken off here, so that the oracle sees it gone.
    """

    size: InsurerSize
    pool: pools.Pools
    addresses: Addresses
    people: people.People
    homes: households.Households
    force: sales_force.SalesForce
    policies: policies.Policies
    parties: parties.Parties
    accounts: customers.Accounts
    merges: tuple[Ints, Ints]
    first_stranger: int

    @property
    def is_stock(self) -> Mask:
        return self.policies.updated < np.datetime64(FIRST_DAY)

    def agency_address(self, agency: Ints) -> Ints:
        """Outlets take address numbers beyond all homes'."""
        return 2 * len(self.homes) + len(self.people) + agency

    def stranger_address(self, person: Ints) -> Ints:
        """Salespeople, clerks and relatives who are no customers live at addresses of their own."""
        return np.where(
            person < self.first_stranger, self._home_of(person), 2 * len(self.homes) + person
        )

    def _home_of(self, person: Ints) -> Ints:
        return np.searchsorted(self.homes.member[:, households.HEAD], person, side="right") - 1


def make(size: InsurerSize) -> World:
    """Found the households, hire the sales force, sell the policies."""
    registers = sales_force.Sizes.for_policies(size.policies)
    homes, outline = households.make(size.policies, registers.loners, size.seed)
    first = len(outline.born)
    outline = households.extended(outline, registers.strangers, size.seed)
    pool = pools.load(size.seed)
    persons = people.make(outline, pool, size.seed)
    loners = homes.member[: registers.loners, households.HEAD]
    strangers = np.arange(first, len(persons))
    force = sales_force.make(registers, loners, strangers, size.seed)
    book = policies.make(homes, persons, force, size.seed)
    rows = parties.make(book, homes, persons, size.seed)
    merges = customers.renumber(rows, persons, book, size.seed)
    held = customers.accounts(book, rows, homes, persons, size.seed)
    world = World(
        size=size,
        pool=pool,
        addresses=Addresses(pool, regions.load()),
        people=persons,
        homes=homes,
        force=force,
        policies=book,
        parties=rows,
        accounts=held,
        merges=merges,
        first_stranger=first,
    )
    _let_spouses_pay(world)
    return world


def _let_spouses_pay(world: World) -> None:
    """A few premiums come from the spouse, with an approved exception."""
    rng = stream(world.size.seed, "payers")
    book = world.policies
    spouse = world.homes.member[book.household, households.SPOUSE]
    pays = (book.holder_slot == households.HEAD) & (spouse != NOBODY) & (book.payer != NOBODY)
    pays &= rng.random(len(book)) < 0.02
    book.payer[pays] = spouse[pays]
    book.has_exception[pays] = True
