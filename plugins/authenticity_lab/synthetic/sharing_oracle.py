"""What the sharing and register rules must find, worked out from true identities.

It knows who is who by the generator's own person rows and shares no line of code with the
screening: no token, no SQL, no resolution of persons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from authenticity_lab.synthetic.addresses import is_village
from authenticity_lab.synthetic.arrays import NOBODY, Days, Ints, Mask
from authenticity_lab.synthetic.defects import mark
from authenticity_lab.synthetic.parties import HOLDER, INSURED
from authenticity_lab.synthetic.season import FIRST_DAY
from authenticity_lab.synthetic.truth import Kind, Mark
from authenticity_lab.synthetic.world import World


@dataclass(frozen=True)
class Holdings:
    """Which number stands on which party's record; `subject` names the column it came from."""

    row: Ints
    number: Ints
    subject: str

    def only(self, keep: Mask) -> Holdings:
        return Holdings(self.row[keep], self.number[keep], self.subject)


@dataclass(frozen=True)
class Oracle:
    """Answers for one world, after everything was planted and written."""

    world: World

    @cached_property
    def rows(self) -> Ints:
        """Policyholders and insureds of live individual policies."""
        parties, book = self.world.parties, self.world.policies
        is_seen = parties.is_judged_role & (parties.person != NOBODY)
        return np.flatnonzero(is_seen & book.is_live[parties.policy])

    @cached_property
    def as_of(self) -> Days:
        """By policy: 00:00 of its list date; for the stock, the eve of the season."""
        runs = self.world.policies.list_date
        return np.where(np.isnat(runs), np.datetime64(FIRST_DAY), runs).astype("datetime64[s]")

    @cached_property
    def is_judged(self) -> Mask:
        return self.world.policies.is_judged

    @cached_property
    def _by_person(self) -> tuple[Ints, Ints]:
        """Persons in order, and the policies they stand on."""
        person = self.world.parties.person[self.rows]
        order = np.argsort(person, kind="stable")
        return person[order], self.world.parties.policy[self.rows][order]

    def persons_of(self, policy: int) -> set[int]:
        """Policyholder and insureds of a policy."""
        parties = self.world.parties
        rows = range(int(parties.start[policy]), int(parties.start[policy + 1]))
        return {int(parties.person[row]) for row in rows if parties.role[row] <= INSURED}

    def policies_of(self, person: int) -> set[int]:
        """Live individual policies on which a person is policyholder or insured."""
        persons, policies = self._by_person
        first, last = np.searchsorted(persons, [person, person + 1])
        return set(policies[first:last].tolist())

    def holdings(self, column: str, subject: str) -> Holdings:
        """A contact column of the records; mobiles and landlines never have numbers in common."""
        numbers = getattr(self.world.parties, column)[self.rows]
        return Holdings(self.rows, numbers, subject).only(numbers != NOBODY)

    def accounts(self) -> Holdings:
        """Current accounts of the customer numbers, and what the holder pays from in own name."""
        world, parties = self.world, self.world.parties
        held = world.accounts
        current = np.flatnonzero(np.isnat(held.valid_to))
        by_customer = current[np.argsort(held.customer[current], kind="stable")]
        customers = held.customer[by_customer]
        begin = np.searchsorted(customers, parties.customer[self.rows], side="left")
        end = np.searchsorted(customers, parties.customer[self.rows], side="right")
        rows = np.repeat(self.rows, end - begin)
        offsets = np.arange(len(rows)) - np.repeat(
            np.cumsum(end - begin) - (end - begin), end - begin
        )
        numbers = held.account[by_customer[np.repeat(begin, end - begin) + offsets]]
        holders = self.rows[parties.role[self.rows] == HOLDER]
        paid = world.policies.payer[parties.policy[holders]]
        own = (paid != NOBODY) & (paid == parties.person[holders])
        rows, numbers = np.concatenate([rows, holders[own]]), np.concatenate([numbers, paid[own]])
        both = np.unique(np.column_stack([rows, numbers]), axis=0)
        return Holdings(both[:, 0], both[:, 1], "account")

    def shared(self, rule_code: str, holdings: Holdings) -> Iterator[Mark]:
        """A number of an entry's party that somebody who is no party of it holds elsewhere."""
        for _, rows in self._clusters(holdings, at_least=2):
            for row, policy in self._judged(rows):
                others = self._others(rows, policy)
                if others:
                    kind = self._kind(rows, policy, others)
                    yield mark(self.world, policy, row, rule_code, "E", kind, holdings.subject)

    def crowded(
        self, rule_code: str, holdings: Holdings, more_than: int, level: str
    ) -> Iterator[Mark]:
        """A value that more persons share than the rule allows, families counting as one."""
        for number, rows in self._clusters(holdings, at_least=more_than + 1):
            is_mild = holdings.subject == "address" and is_village(np.array(number))
            grade = "W" if is_mild else level
            kind: Kind = "false" if grade == "E" else "warning"
            for row, policy in self._judged(rows):
                if self._families(rows, policy) > more_than:
                    yield mark(self.world, policy, row, rule_code, grade, kind, holdings.subject)

    def _judged(self, rows: list[int]) -> Iterator[tuple[int, int]]:
        """Rows whose policy the rules judge, with the policy."""
        for row in rows:
            policy = int(self.world.parties.policy[row])
            if self.is_judged[policy]:
                yield row, policy

    def _clusters(self, holdings: Holdings, at_least: int) -> Iterator[tuple[int, list[int]]]:
        """Rows by number, for numbers that so many persons hold; in a stable order."""
        persons = self.world.parties.person[holdings.row]
        pairs = np.unique(np.column_stack([holdings.number, persons]), axis=0)
        numbers, counts = np.unique(pairs[:, 0], return_counts=True)
        kept = holdings.only(np.isin(holdings.number, numbers[counts >= at_least]))
        clusters = defaultdict(list)
        for number, row in zip(kept.number.tolist(), kept.row.tolist(), strict=True):
            clusters[number].append(row)
        yield from clusters.items()

    def _known(self, policy: int, other: int) -> bool:
        """Whether the run that judged `policy` had seen `other`.

        What was entered before the season is in the stock, whatever day it was changed on.
        """
        book = self.world.policies
        is_stock = book.entered[other] < np.datetime64(FIRST_DAY)
        return bool(is_stock or book.updated[other] < self.as_of[policy])

    def _others(self, rows: list[int], policy: int) -> set[int]:
        parties = self.world.parties
        inside = self.persons_of(policy)
        return {
            int(parties.person[row])
            for row in rows
            if int(parties.person[row]) not in inside
            and self._known(policy, int(parties.policy[row]))
        }

    def _kind(self, rows: list[int], policy: int, others: set[int]) -> Kind:
        """Explained when every outsider stands with a holder of the number on a live policy."""
        parties = self.world.parties
        holders = {int(parties.person[row]) for row in rows if parties.policy[row] == policy}
        explained = all(any(self._related(a, b, policy) for a in holders) for b in others)
        return "explained" if explained else "false"

    def _related(self, one: int, other: int, policy: int) -> bool:
        common = self.policies_of(one) & self.policies_of(other)
        return any(self._known(policy, shared) for shared in common)

    def _families(self, rows: list[int], policy: int) -> int:
        parties = self.world.parties
        persons = {
            int(parties.person[r]) for r in rows if self._known(policy, int(parties.policy[r]))
        }
        left, families = set(persons), 0
        while left:
            families += 1
            reached = {left.pop()}
            while reached:
                one = reached.pop()
                kin = {other for other in left if self._related(one, other, policy)}
                left -= kin
                reached |= kin
        return families


def findings(world: World) -> Iterator[Mark]:
    """Every truth row of the sharing rules."""
    oracle = Oracle(world)
    for column, subject in (("mobile", "mobile"), ("landline", "phone")):
        yield from oracle.shared("suspicious.shared_phone", oracle.holdings(column, subject))
    yield from oracle.shared("suspicious.shared_account", oracle.accounts())
    addresses = oracle.holdings("address", "address")
    yield from oracle.crowded("suspicious.shared_address", addresses, 3, "E")
    yield from oracle.crowded("suspicious.shared_email", oracle.holdings("email", "email"), 2, "W")
