"""Families: a head, a spouse, up to two children, up to two of the head's parents.

Columns of `member`: 0 head, 1 spouse, 2 and 3 children, 4 and 5 the head's mother and father.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from authenticity_lab.synthetic.arrays import NOBODY, Days, Ints, Mask, stream, weighted
from authenticity_lab.synthetic.people import ORIGINS, TODAY, Outline

HEAD, SPOUSE, CHILD, SECOND_CHILD, MOTHER, FATHER = range(6)
POLICIES_EACH = [0.60, 0.21, 0.10, 0.06, 0.03]
"""Share of households with 1, 2, … policies."""
TWINS = 0.05
YEAR = 365.25


@dataclass(frozen=True)
class Households:
    """One row a household; `member` holds person rows, -1 where there is nobody."""

    member: Ints
    policies: Ints
    shares_landline: Mask
    shares_parents_mobile: Mask
    """A child's record shows the mobile of the parent who took out that policy."""
    shares_account: Mask

    def __len__(self) -> int:
        return len(self.member)


def make(policies: int, loners: int, seed: int) -> tuple[Households, Outline]:
    """Found as many households as the policies need, and describe their members.

    The first `loners` households have a head and nobody else at the address: salespeople and
    others whose own policies must be told from a salesperson's contact in a customer's record.
    """
    rng = stream(seed, "households")
    counts = _policy_counts(policies, rng)
    ages, is_male, exists = _members(len(counts), loners, rng)
    member = np.full(exists.shape, NOBODY)
    member[exists] = np.arange(exists.sum())
    drawn = rng.random((4, len(counts)))
    households = Households(
        member=member,
        policies=counts,
        shares_landline=drawn[0] < 0.10,
        shares_parents_mobile=drawn[1] < 0.05,
        shares_account=drawn[2] < 0.12,
    )
    return households, _outline(member, exists, ages, is_male, rng)


def _policy_counts(policies: int, rng: np.random.Generator) -> Ints:
    counts = weighted(rng, POLICIES_EACH, policies) + 1
    running = np.cumsum(counts)
    last = int(np.searchsorted(running, policies))
    counts = counts[: last + 1]
    counts[-1] -= int(running[last]) - policies
    return counts


def _members(count: int, loners: int, rng: np.random.Generator) -> tuple[Ints, Mask, Mask]:
    """Ages in days, sexes, and who exists, one column a slot."""
    u = rng.random((12, count))
    head = 25 + 50 * u[0] ** 1.4
    spouse = np.clip(head - 6 + 10 * u[1], 22.5, 84)
    child = np.minimum(head, spouse) - 22 - 16 * u[2]
    second = np.where(u[3] < TWINS, child, child - 1 - 5 * u[3])
    mother = head + 21 + 11 * u[4]
    father = mother - 3 + 6 * u[5]
    ages = np.column_stack([head, spouse, child, second, mother, father])
    head_male = u[6] < 0.55
    is_male = np.column_stack([head_male, ~head_male, u[7] < 0.51, u[8] < 0.51, head < 0, head > 0])
    chance = np.array([1, 0.72, 0.7, 0.35, 0.3, 0.22])
    exists = rng.random((count, 6)) < chance
    exists &= (ages > 0.2) & (ages < 85)
    exists[:, SECOND_CHILD] &= exists[:, CHILD]
    exists[:loners, SPOUSE:MOTHER] = False
    return (ages * YEAR).astype(np.int64), is_male, exists


def _outline(
    member: Ints, exists: Mask, ages: Ints, is_male: Mask, rng: np.random.Generator
) -> Outline:
    """Children and father bear the head's family name; spouses and mothers keep their own."""
    origin = np.repeat(weighted(rng, ORIGINS, len(member))[:, None], 6, axis=1)
    named_after = member.copy()
    named_after[:, [CHILD, SECOND_CHILD, FATHER]] = member[:, [HEAD]]
    born: Days = TODAY - ages.astype("timedelta64[D]")
    return Outline(origin[exists], named_after[exists], is_male[exists], born[exists])


def extended(outline: Outline, strangers: int, seed: int) -> Outline:
    """Add people who belong to no household: salespeople, bank clerks, relatives, payers."""
    rng = stream(seed, "strangers")
    ages = rng.integers(int(22 * YEAR), int(58 * YEAR), strangers)
    first = len(outline.born)
    return Outline(
        np.concatenate([outline.origin, np.zeros(strangers, dtype=np.int64)]),
        np.concatenate([outline.family_name, np.arange(first, first + strangers)]),
        np.concatenate([outline.is_male, rng.random(strangers) < 0.5]),
        np.concatenate([outline.born, TODAY - ages.astype("timedelta64[D]")]),
    )
