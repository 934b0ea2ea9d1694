"""Builds the synthetic insurer: one call, one database, one truth table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from authenticity_lab.synthetic import (
    aftermath,
    database,
    hard_negatives,
    legacy_numbers,
    planting,
    records,
    register_oracle,
    registers,
    season,
    sharing_oracle,
    world,
)
from authenticity_lab.synthetic.truth import TruthTable

CHUNK = 20_000
"""Policies written at once: 50 000 parties of text, some 100 MB."""

HARD_NEGATIVES = "hard_negatives.csv"
"""Lies beside the truth table."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Summary:
    """What was built, in numbers only."""

    policies: int
    parties: int
    persons: int
    judged: int
    planted: int
    marks_by_rule: dict[str, int]
    list_dates: tuple[str, ...]


def build(
    target: sa.Engine,
    truth_path: Path,
    policies: int = world.InsurerSize.policies,
    seed: int = world.InsurerSize.seed,
    progress: Progress | None = None,
) -> Summary:
    """Fill an empty database with the insurer; write its truth and hard negatives beside it.

    Equal sizes and seeds give equal tables. `progress` is told the step, how far, and of how many.
    Raises `ConfigurationError` when the database already holds tables of the contract.
    """
    tell = progress or (lambda step, done, total: None)
    made = world.make(world.InsurerSize(policies, seed))
    plan = planting.allot(made)
    truth = TruthTable()
    truth.add(plan.marks)
    with target.begin() as connection:
        database.create_tables(connection)
        written = _write_policies(connection, made, plan, truth, tell)
        database.insert(connection, "callback", plan.calls)
        _write_registers(connection, made, truth, tell)
        database.create_indexes(connection)
    for name, findings in (
        ("sharing", sharing_oracle.findings),
        ("registers", register_oracle.findings),
    ):
        tell(name, 0, 1)
        truth.add(findings(made))
    truth.add(legacy_numbers.findings(made))
    truth.write(truth_path)
    hard_negatives.write(truth_path.with_name(HARD_NEGATIVES), hard_negatives.records(made))
    tell("truth", len(truth.marks), len(truth.marks))
    return Summary(
        policies=len(made.policies),
        parties=written,
        persons=len(np.unique(made.parties.person)),
        judged=int(made.policies.is_judged.sum()),
        planted=len(plan.planted),
        marks_by_rule=truth.counts(),
        list_dates=tuple(str(day) for day in season.list_dates()),
    )


def _write_policies(
    connection: sa.Connection,
    made: world.World,
    plan: planting.Plan,
    truth: TruthTable,
    tell: Progress,
) -> int:
    total, parties = len(made.policies), 0
    for first in range(0, total, CHUNK):
        last = min(first + CHUNK, total)
        chunk = records.write(made, first, last)
        truth.add(planting.apply(plan, chunk))
        rows = chunk.party_rows()
        database.insert(connection, "policy", chunk.policy_rows())
        database.insert(connection, "party", rows)
        calls = aftermath.callbacks(made, first, last) + chunk.callbacks
        database.insert(connection, "callback", calls)
        parties += len(rows)
        tell("policies", last, total)
    return parties


def _write_registers(
    connection: sa.Connection, made: world.World, truth: TruthTable, tell: Progress
) -> None:
    for name, rows in registers.tables(made):
        database.insert(connection, name, rows)
        tell(name, len(rows), len(rows))
    complaints, marks = aftermath.complaints(made)
    database.insert(connection, "complaint", complaints)
    truth.add(marks)
