"""Which policies a defect can be planted on, and in which order they are taken."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from authenticity_lab.synthetic import products
from authenticity_lab.synthetic.arrays import NOBODY, Ints, Mask
from authenticity_lab.synthetic.doubtful_data import OVERDUE_DAYS
from authenticity_lab.synthetic.parties import ADULT, CHILD, INSURED, SELF
from authenticity_lab.synthetic.people import Document
from authenticity_lab.synthetic.world import World

CHANNEL_GROUPS = (products.BANK, products.AGENT, products.BROKER)
"""The base rates know three groups; the last stands for every other channel."""


@dataclass(frozen=True)
class Area:
    """A corner of the book with base rates of its own."""

    is_stock: bool
    group: int
    is_judged: bool = True


@dataclass
class Candidates:
    """Policies of households with one policy only, each given out once.

    Such a policy's persons stand nowhere else, so one defect there makes one thing wrong.
    """

    world: World
    rng: np.random.Generator
    used: Mask
    masks: dict[str, Mask]
    queues: dict[tuple[Area, str], list[int]] = field(default_factory=dict)

    def take(self, area: Area, needs: str) -> int | None:
        """The next policy of the area that fits, None when they have run out."""
        key = (area, needs)
        if key not in self.queues:
            self.queues[key] = self.rng.permutation(np.flatnonzero(self._fit(area, needs))).tolist()
        queue = self.queues[key]
        while queue:
            policy = queue.pop()
            if not self.used[policy]:
                self.used[policy] = True
                return policy
        return None

    def _fit(self, area: Area, needs: str) -> Mask:
        book = self.world.policies
        fit: Mask = self.masks[needs] & (group_of(book.channel) == area.group)
        fit &= self.world.is_stock == area.is_stock
        fit &= (book.is_judged == area.is_judged) & ~self.used
        return fit


def group_of(channel: Ints) -> Ints:
    """The channel's group: bank, agent, other."""
    return np.minimum(channel, CHANNEL_GROUPS[-1])


def candidates(world: World, rng: np.random.Generator) -> Candidates:
    """Everyone eligible at the start."""
    book, homes = world.policies, world.homes
    alone = (homes.policies == 1) & (np.arange(len(homes)) >= _loners(world))
    is_single = alone[book.household] & ~products.IS_GROUP[book.product]
    masks = {name: mask & is_single for name, mask in _needs(world).items()}
    return Candidates(world, rng, np.zeros(len(book), dtype=bool), masks)


def _loners(world: World) -> int:
    """Households set aside for salespeople, clerks and relatives who are customers."""
    force = world.force
    persons = np.concatenate([force.people.person, force.staff_person, force.relative_person])
    heads = persons[persons < world.first_stranger]
    return int(np.searchsorted(world.homes.member[:, 0], heads.max(), side="right"))


def _needs(world: World) -> dict[str, Mask]:
    book, parties, people = world.policies, world.parties, world.people
    holder = parties.start[:-1]
    insured = holder + 1
    document = parties.document[holder]
    at = np.where(np.isnat(book.issued), book.applied, book.issued)
    is_adult = at - people.born[parties.person[insured]] > ADULT + 30
    last = book.updated.astype("datetime64[D]")
    has_insured_number = parties.document[insured] == Document.RESIDENT
    is_other = (document >= Document.HKM_PERMIT) & (document <= Document.PASSPORT)
    is_coded = document == Document.RESIDENT
    on_file = world.accounts.customer
    for_others = np.zeros(len(book), dtype=bool)
    for_others[parties.policy[(parties.role == INSURED) & (parties.relation != SELF)]] = True
    return {
        "any": np.ones(len(book), dtype=bool),
        "resident": is_coded,
        "resident_for_self": is_coded & ~for_others,
        "coded_without_account": is_coded & ~np.isin(parties.customer[holder], on_file),
        "adult_insured": is_adult & has_insured_number,
        "child_insured": parties.relation[insured] == CHILD,
        "self_insured_otherwise": is_other & (parties.relation[insured] == SELF),
        "other_document": is_other,
        "paid": book.payer != NOBODY,
        "sold": book.agent != NOBODY,
        "signed": ~np.isnat(book.receipt) & products.IS_CALLED_BACK[book.product],
        "issued_long_ago": ~np.isnat(book.issued) & (last - book.issued > OVERDUE_DAYS),
        "new": (book.entered == book.updated) & ~world.is_stock & (book.agent != NOBODY),
    }
