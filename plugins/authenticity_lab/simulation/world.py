"""The simulated insurer: a core system of some dozens of policies in SQLite, written to day by day.

Everything is drawn from one seed. Only policyholders have contacts, and insureds are without fault,
so that what a policy is found to be follows from four cells of its policyholder.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

import sqlalchemy as sa

from authenticity.core_system import contract
from authenticity_lab.simulation import made_up, registers
from authenticity_lab.simulation.policy import (
    PRODUCTS,
    Cells,
    Policy,
    holder_row,
    insured_row,
    policy_row,
)
from authenticity_lab.synthetic import database

FAILING_CALLS = {"WRONG_NUMBER", "NOT_THE_CUSTOMER", "PROBLEM"}
STOCK = 12
"""Policies from before the first list: nobody judges them, but their numbers can be shared."""


@dataclass
class World:
    """The core system, and what the model may know of it."""

    core: sa.Engine
    random: Random
    policies: dict[str, Policy] = field(default_factory=dict)
    calls: list[tuple[str, date, str, str | None]] = field(default_factory=list)
    """Policy, day, outcome and problem of every call."""

    told: set[tuple[str, date]] = field(default_factory=set)
    """Failing calls that a list has told; a policy that left is on no list until it comes back."""

    spare_numbers: int = 0

    @classmethod
    def begin(cls, core: sa.Engine, seed: int, first: date) -> World:
        """Registers, and the stock as it was some weeks before `first`."""
        world = cls(core, Random(f"world {seed}"))
        with core.begin() as connection:
            database.create_tables(connection)
            for table, rows in registers.rows().items():
                database.insert(connection, table, [_ordered(table, row) for row in rows])
            database.create_indexes(connection)
        for _ in range(STOCK):
            made = world.enter(date.fromordinal(first.toordinal() - 20))
            world.change(made, made.touched_on, receipt_on=made.issued_on)
        return world

    def enter(self, day: date, **wrong: Any) -> Policy:
        """A new policy, keyed in on a day with these cells."""
        number = len(self.policies) + 1
        clean = Cells(
            made_up.name(number),
            made_up.id_no(number),
            made_up.mobile(number),
            made_up.address(number),
        )
        products = list(PRODUCTS)
        made = Policy(
            f"P{number:06d}",
            self.random.randrange(6),
            products[number % len(products)],
            day,
            clean,
            replace(clean, **wrong),
            day,
        )
        self.policies[made.policy_no] = made
        with self.core.begin() as connection:
            database.insert(connection, "policy", [_ordered("policy", policy_row(made))])
            rows = [holder_row(made, number), insured_row(made, number)]
            database.insert(connection, "party", [_ordered("party", row) for row in rows])
        return made

    def change(self, policy: Policy, day: date, **cells: Any) -> None:
        """Key other cells in; none leaves all as they are, and is an entry all the same."""
        policy.cells, policy.touched_on = replace(policy.cells, **cells), day
        now, row = policy.cells, policy_row(policy)
        kept = ("status", "receipt_signed_on", "updated_at")
        party = {name: getattr(now, name) for name in ("name", "id_no", "mobile", "address")}
        with self.core.begin() as connection:
            for table, values, where in (
                ("policy", {name: row[name] for name in kept}, ""),
                ("party", party, " AND role = 'POLICYHOLDER'"),
            ):
                settings = ", ".join(f"{name} = :{name}" for name in values)
                statement = f"UPDATE {table} SET {settings} WHERE policy_no = :no{where}"  # noqa: S608
                connection.execute(sa.text(statement), {**values, "no": policy.policy_no})

    def spare_mobile(self) -> str:
        """A number that nobody has yet."""
        self.spare_numbers += 1
        return made_up.mobile(2_000 + self.spare_numbers)

    def was_called(self, policy: Policy) -> bool:
        """Whether a failing call waits for its list, so that no other one is made."""
        return any(no == policy.policy_no for no, *_ in self.untold())

    def untold(self) -> list[tuple[str, date, str | None]]:
        """Failing calls that no list has told: policy, day, problem."""
        return [
            (no, day, problem)
            for no, day, outcome, problem in self.calls
            if outcome in FAILING_CALLS and (no, day) not in self.told
        ]

    def call(self, policy: Policy, day: date, outcome: str, problem: str | None = None) -> None:
        """A callback was made."""
        self.calls.append((policy.policy_no, day, outcome, problem))
        with self.core.begin() as connection:
            row = (policy.policy_no, f"{day} 16:00:00", outcome, problem)
            database.insert(connection, "callback", [row])


def _ordered(table: str, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in contract.load()[table].kinds)
