"""Customer numbers and accounts: persons under two numbers, merges, chains, shared accounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from authenticity_lab.synthetic import households as family
from authenticity_lab.synthetic.arrays import (
    NOBODY,
    Days,
    Ints,
    Mask,
    Texts,
    digits,
    stream,
    unless,
)
from authenticity_lab.synthetic.parties import HOLDER, Parties
from authenticity_lab.synthetic.people import Document, People
from authenticity_lab.synthetic.policies import Policies
from authenticity_lab.synthetic.season import FIRST_DAY

RENUMBERED_SHARE = 0.06
NUMBERS_EACH = np.array([2, 2, 3])
"""By fate: two numbers nobody has merged, two merged ones, a chain of three."""
UNMERGED, MERGED, CHAIN = range(3)
NO_DAY = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Accounts:
    """`customer_account`, one row an account; the account's number is a row of `People`."""

    customer: Ints
    account: Ints
    named: Ints
    valid_from: Days
    valid_to: Days

    def __len__(self) -> int:
        return len(self.customer)

    def with_rows(self, customer: Ints, account: Ints, named: Ints) -> Accounts:
        """Add current accounts."""
        fresh = np.full(len(customer), np.datetime64("2014-06-01"))
        rows = (customer, account, named, fresh, np.full(len(customer), NO_DAY))
        return Accounts(*map(np.concatenate, zip(vars(self).values(), rows, strict=True)))


def renumber(parties: Parties, people: People, policies: Policies, seed: int) -> tuple[Ints, Ints]:
    """Give some persons two or three customer numbers; returns the merges (from, into)."""
    rng = stream(seed, "customers")
    fate = rng.integers(0, 3, len(people))
    count = np.bincount(parties.person, minlength=len(people))
    is_adult = people.born < np.datetime64("1995-01-01")
    chosen = (count > 2) & is_adult & (rng.random(len(people)) < RENUMBERED_SHARE)
    rows = np.flatnonzero(chosen[parties.person])
    person = parties.person[rows]
    turn = (parties.policy[rows] * 7 + person) % NUMBERS_EACH[fate[person]]
    parties.customer[rows] += turn
    _show_old_numbers(parties, people, rows[(turn == 1) & (fate[person] == UNMERGED)])
    return _merges(np.flatnonzero(chosen), fate)


def accounts(
    policies: Policies, parties: Parties, homes: family.Households, people: People, seed: int
) -> Accounts:
    """Accounts of policyholders, under every customer number they have."""
    rng = stream(seed, "accounts")
    rows = np.flatnonzero((parties.role == HOLDER) & (parties.person * 7 % 10 < 6))
    customer, first = np.unique(parties.customer[rows], return_index=True)
    named = parties.person[rows][first]
    home = policies.household[parties.policy[rows][first]]
    account = named.copy()
    is_shared = homes.shares_account[home] & (named == homes.member[home, family.SPOUSE])
    is_shared &= _stands_with_head(policies, parties, homes)[home]
    account[is_shared] = homes.member[home[is_shared], family.HEAD]
    opened = np.datetime64("2003-01-01") + rng.integers(0, 4000, len(named)).astype(
        "timedelta64[D]"
    )
    current = Accounts(customer, account, named, opened, np.full(len(named), NO_DAY))
    closed = np.flatnonzero(rng.random(len(named)) < 0.01)
    return _with_closed(current, closed, rng)


def customer_numbers(numbers: Ints) -> Texts:
    """As the core system prints them."""
    return unless(numbers < 0, "C" + digits(10**9 + np.maximum(numbers, 0) * 97))


def _show_old_numbers(parties: Parties, people: People, rows: Ints) -> None:
    """Half of the forgotten second numbers date from first-generation cards."""
    born = people.born[parties.person[rows]]
    is_old = (parties.document[rows] == Document.RESIDENT) & (born < np.datetime64("1986-01-01"))
    is_old &= (parties.person[rows] % 2 == 0) & (parties.role[rows] < 2)
    parties.document[rows[is_old]] = Document.LEGACY


def _merges(persons: Ints, fate: Ints) -> tuple[Ints, Ints]:
    merged, chained = (persons[fate[persons] == kind] * 4 for kind in (MERGED, CHAIN))
    return (
        np.concatenate([merged, chained, chained + 1]),
        np.concatenate([merged + 1, chained + 1, chained + 2]),
    )


def _stands_with_head(policies: Policies, parties: Parties, homes: family.Households) -> Mask:
    """Households whose couple stands on one live policy from before the season."""
    home = policies.household[parties.policy]
    known = policies.is_live & (policies.updated < np.datetime64(FIRST_DAY))
    seen = np.zeros((len(policies), 2), dtype=bool)
    for slot in (family.HEAD, family.SPOUSE):
        is_member = parties.is_judged_role & (parties.person == homes.member[home, slot])
        seen[parties.policy[is_member], slot] = True
    out = np.zeros(len(homes), dtype=bool)
    out[policies.household[seen.all(axis=1) & known]] = True
    return out


def _with_closed(current: Accounts, closed: Ints, rng: np.random.Generator) -> Accounts:
    """Accounts given up years ago whose numbers the bank has since given to somebody else."""
    others = rng.permutation(current.account)[: len(closed)]
    keep = (others != NOBODY) & (others != current.account[closed])
    closed, others = closed[keep], others[keep]
    ended = np.full(len(closed), np.datetime64("2019-12-31"))
    rows = (
        current.customer[closed],
        others,
        current.named[closed],
        current.valid_from[closed],
        ended,
    )
    return Accounts(*map(np.concatenate, zip(vars(current).values(), rows, strict=True)))
