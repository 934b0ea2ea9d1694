"""The registry of defects: one defect, one small function, named by the rule it makes true.

A *record* defect rewrites texts of one policy's records. A *world* defect moves numbers between
persons before anything is written, and the oracle finds what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from authenticity_lab.synthetic.arrays import NOBODY, Ints
from authenticity_lab.synthetic.parties import HOLDER, INSURED, ROLES
from authenticity_lab.synthetic.records import Chunk, Row, policy_number
from authenticity_lab.synthetic.season import list_dates_of
from authenticity_lab.synthetic.truth import Kind, Mark
from authenticity_lab.synthetic.world import World

CONTACTS = {
    "mobile": "mobile",
    "phone": "landline",
    "email": "email",
    "address": "address",
    "id_no": "document",
}
"""Columns whose loss the oracle must see, with the array that stands for them."""


@dataclass(frozen=True)
class Draft:
    """One policy's records under the planter's hand."""

    chunk: Chunk
    policy: int
    rng: np.random.Generator

    @property
    def world(self) -> World:
        return self.chunk.world

    def rows(self, role: int) -> list[int]:
        parties = self.world.parties
        span = range(int(parties.start[self.policy]), int(parties.start[self.policy + 1]))
        return [row for row in span if parties.role[row] == role]

    def get(self, row: int, column: str) -> str | None:
        value: str | None = self.chunk.party[column][row - self.chunk.first_row]
        return value

    def plain_id(self, row: int) -> str:
        return str(self.chunk.plain_id[row - self.chunk.first_row])

    def put(self, row: int, column: str, value: str | None) -> None:
        self.chunk.party[column][row - self.chunk.first_row] = value
        if column in CONTACTS:
            getattr(self.world.parties, CONTACTS[column])[row] = NOBODY

    def put_policy(self, column: str, value: str | None) -> None:
        self.chunk.policy[column][self.policy - self.chunk.first] = value

    def drop(self, row: int) -> None:
        """Take a party off the policy."""
        self.chunk.dropped.add(row)
        for column in ("mobile", "landline", "email", "address", "customer", "person"):
            getattr(self.world.parties, column)[row] = NOBODY

    def call(self, row: Row) -> None:
        self.chunk.callbacks.append(row)

    def choose(self, *values: str | None) -> str | None:
        return values[int(self.rng.integers(len(values)))]

    def same_person(self, row: int) -> list[int]:
        """The rows of this policy that are the row's person."""
        person = self.world.parties.person
        return [other for role in (HOLDER, INSURED) for other in self.rows(role)
                if person[other] == person[row]]  # fmt: skip


Plant = Callable[[Draft], list[int]]
"""Rewrites a draft and returns the rows that the rule now names; none for the whole policy."""

WorldPlant = Callable[[World, int, Ints, np.random.Generator], None]
"""Changes the arrays for one policy, with the help of counterparts' policies."""


@dataclass(frozen=True)
class Defect:
    """How to plant one rule's failure in a record."""

    rule_code: str
    kind: Kind
    level: str
    needs: str
    """A key of `eligibility.NEEDS`: which policies it can be planted on."""
    subject: str
    plant: Plant


@dataclass(frozen=True)
class WorldDefect:
    """How to plant a failure that takes more than one record; `plant` gives the other policies."""

    rule_code: str
    kind: Kind
    needs: str
    counterparts: int
    """How many other policies it uses up; their holders are strangers to the first."""
    weight: int
    marks: str
    """Who records the truth: the oracle, or the planter ('policy', 'holder')."""
    plant: WorldPlant


RECORD_DEFECTS: list[Defect] = []
WORLD_DEFECTS: list[WorldDefect] = []


@dataclass(frozen=True)
class on_record:  # noqa: N801 - reads as the decorator it is
    """Enter the decorated function as a record defect."""

    rule_code: str
    kind: Kind = "false"
    needs: str = "any"
    subject: str = ""
    level: str = "E"

    def __call__(self, plant: Plant) -> Plant:
        defect = Defect(self.rule_code, self.kind, self.level, self.needs, self.subject, plant)
        RECORD_DEFECTS.append(defect)
        return plant


@dataclass(frozen=True)
class on_world:  # noqa: N801
    """Enter the decorated function as a world defect."""

    rule_code: str
    counterparts: int = 0
    needs: str = "any"
    kind: Kind = "false"
    weight: int = 1
    marks: str = "oracle"

    def __call__(self, plant: WorldPlant) -> WorldPlant:
        WORLD_DEFECTS.append(WorldDefect(plant=plant, **vars(self)))
        return plant


def mark(
    world: World, policy: int, row: int | None, rule_code: str, level: str, kind: Kind, subject: str
) -> Mark:
    """A truth row about a policy, or about one party of it."""
    run = list_dates_of(world.policies.updated[policy : policy + 1])[0]
    return Mark(
        policy_no=policy_number(world, policy),
        party_role=None if row is None else ROLES[int(world.parties.role[row])],
        party_seq=None if row is None else int(world.parties.seq[row]),
        rule_code=rule_code,
        list_date=None if np.isnat(run) else str(run),
        level=level,
        kind=kind,
        subject=subject,
    )
