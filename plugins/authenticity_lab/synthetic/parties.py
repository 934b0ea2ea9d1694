"""Who stands on a policy in which role, and which customer number and contacts the record shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from authenticity_lab.synthetic import households as family
from authenticity_lab.synthetic.arrays import NOBODY, Days, Ints, Mask, stream, weighted
from authenticity_lab.synthetic.people import Document, People
from authenticity_lab.synthetic.policies import Policies

ROLES = ("POLICYHOLDER", "INSURED", "BENEFICIARY")
HOLDER, INSURED, BENEFICIARY = range(3)
RELATIONS = ("SELF", "SPOUSE", "PARENT", "CHILD", "SIBLING", "OTHER")
SELF, SPOUSE, PARENT, CHILD, SIBLING, OTHER = range(6)
INSURED_SLOTS = [0.3, 0.2, 0.32, 0.08, 0.05, 0.05]
SELF_SHARE = 0.5
ADULT = int(18 * family.YEAR) + 1
RELATION = np.array(
    [
        [SELF, SPOUSE, CHILD, CHILD, PARENT, PARENT],
        [SPOUSE, SELF, CHILD, CHILD, OTHER, OTHER],
        [PARENT, PARENT, SELF, SIBLING, OTHER, OTHER],
        [PARENT, PARENT, SIBLING, SELF, OTHER, OTHER],
        [CHILD, OTHER, OTHER, OTHER, SELF, SPOUSE],
        [CHILD, OTHER, OTHER, OTHER, SPOUSE, SELF],
    ]
)
"""What the member in the column's slot is to the policyholder in the row's slot."""


@dataclass(frozen=True)
class Parties:
    """One row a party, sorted by policy, role and seq; `start[p]:start[p + 1]` are policy p's.

    `person` is the true identity. The other person columns say whose number, document or address
    the record shows: the person's own unless a family shares it or a defect was planted.
    """

    policy: Ints
    role: Ints
    seq: Ints
    person: Ints
    relation: Ints
    document: Ints
    id_of: Ints
    mobile: Ints
    landline: Ints
    email: Ints
    address: Ints
    customer: Ints
    """The number of the customer number: a person's row times four, plus 0 to 3."""
    start: Ints

    @property
    def is_judged_role(self) -> Mask:
        return self.role < BENEFICIARY

    def holder(self, policy: int) -> int:
        """The row of the policyholder: always the first."""
        return int(self.start[policy])


def make(policies: Policies, homes: family.Households, people: People, seed: int) -> Parties:
    """Choose the insured and the beneficiaries, and fill the records from the persons."""
    rng = stream(seed, "parties")
    policy, role, seq, slot = _roles(policies, homes, people, rng)
    member = homes.member[policies.household[policy]]
    person = member[np.arange(len(policy)), slot]
    holder_slot = policies.holder_slot[policy]
    at = np.where(np.isnat(policies.issued), policies.applied, policies.issued)[policy]
    document = _documents(people, person, at, role)
    is_minor = at - people.born[person] < ADULT
    start = np.searchsorted(policy, np.arange(len(policies) + 1))
    home = policies.household[policy]
    together = _has_couple(policy, slot, role)
    with_landline = homes.shares_landline[home] & ((slot == 0) | ((slot == 1) & together[policy]))
    return Parties(
        policy=policy,
        role=role,
        seq=seq,
        person=person,
        relation=RELATION[holder_slot, slot],
        document=document,
        id_of=person.copy(),
        mobile=_mobiles(homes, home, role, person, is_minor, start, policy, rng),
        landline=np.where(with_landline & (role < BENEFICIARY), member[:, 0], NOBODY),
        email=np.where((person % 5 == 0) & ~is_minor & (role == HOLDER), person, NOBODY),
        address=_addresses(home, slot, role, len(homes)),
        customer=person * 4,
        start=start,
    )


def _roles(
    policies: Policies, homes: family.Households, people: People, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints, Ints]:
    count = len(policies)
    every = np.arange(count)
    member = homes.member[policies.household]
    first = weighted(rng, INSURED_SLOTS, count)
    first = np.where(rng.random(count) < SELF_SHARE, policies.holder_slot, first)
    is_there = _may_be_insured(member, first, people.born, policies.applied)
    first = np.where(is_there, first, policies.holder_slot)
    joint = _others(member, first, people.born, policies.applied, rng, 0.05)
    heirs = _others(member, first, people.born, policies.applied, rng, 0.35)
    parts = [
        (every, HOLDER, 1, policies.holder_slot),
        (every, INSURED, 1, first),
        (every[joint >= 0], INSURED, 2, joint[joint >= 0]),
        (every[heirs >= 0], BENEFICIARY, 1, heirs[heirs >= 0]),
    ]
    policy = np.concatenate([part[0] for part in parts])
    role = np.concatenate([np.full(len(part[0]), part[1]) for part in parts])
    seq = np.concatenate([np.full(len(part[0]), part[2]) for part in parts])
    slot = np.concatenate([part[3] for part in parts])
    order = np.lexsort((seq, role, policy))
    return policy[order], role[order], seq[order], slot[order]


def _may_be_insured(member: Ints, slot: Ints, born: Days, applied: Days) -> Mask:
    """The member exists; a child was four weeks old at the application, anybody else grown up."""
    person = member[np.arange(len(slot)), slot]
    least = np.where((slot == family.CHILD) | (slot == family.SECOND_CHILD), 28, ADULT + 800)
    fits: Mask = (person != NOBODY) & (born[person] <= applied - least)
    return fits


def _others(
    member: Ints, first: Ints, born: Days, applied: Days, rng: np.random.Generator, share: float
) -> Ints:
    """A second member for some policies, -1 for the rest."""
    slot = rng.integers(0, 4, len(first))
    fits = _may_be_insured(member, slot, born, applied) & (slot != first)
    return np.where(fits & (rng.random(len(first)) < share), slot, NOBODY)


def _documents(people: People, person: Ints, at: Days, role: Ints) -> Ints:
    """A minor shows what a minor has; beneficiaries' records are kept by modern numbers."""
    age = (at - people.born[person]).astype(np.int64)
    document = np.where(age < ADULT - 400, people.child_document[person], people.document[person])
    is_plain = (role == BENEFICIARY) & (document == Document.LEGACY)
    return np.where(is_plain, int(Document.RESIDENT), document)


def _has_couple(policy: Ints, slot: Ints, role: Ints) -> Mask:
    """Policies on whose records head and spouse both stand."""
    seen = np.zeros((int(policy[-1]) + 1, 2), dtype=bool)
    couple = (slot < 2) & (role < BENEFICIARY)
    seen[policy[couple], slot[couple]] = True
    both: Mask = seen[:, 0] & seen[:, 1]
    return both


def _mobiles(
    homes: family.Households,
    home: Ints,
    role: Ints,
    person: Ints,
    is_minor: Mask,
    start: Ints,
    policy: Ints,
    rng: np.random.Generator,
) -> Ints:
    """Adults' own; a minor has none, or in some families the policyholder's."""
    childs = np.where(homes.shares_parents_mobile[home], person[start[policy]], NOBODY)
    mobile = np.where(is_minor, childs, person)
    kept = (role == HOLDER) | ((role == INSURED) & (rng.random(len(role)) < 0.85))
    kept |= (role == BENEFICIARY) & ~is_minor & (rng.random(len(role)) < 0.2)
    return np.where(kept, mobile, NOBODY)


def _addresses(home: Ints, slot: Ints, role: Ints, homes: int) -> Ints:
    """Parents live apart. A second child's record repeats no address, nor a beneficiary's."""
    address = np.where(slot >= family.MOTHER, home + homes, home)
    return np.where((slot == family.SECOND_CHILD) | (role == BENEFICIARY), NOBODY, address)
