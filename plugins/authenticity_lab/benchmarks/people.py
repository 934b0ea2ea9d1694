"""The parties that the row-rule benchmarks judge: the synthetic insurer's, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from authenticity.core_system import contract, conversion
from authenticity.core_system.conversion import Oddities
from authenticity.core_system.selection import Stock
from authenticity.pull import scope
from authenticity.rules.party_frame import ROLES
from authenticity_lab.synthetic import planting, records, registers, world

LIST_DATE = date(2026, 10, 12)
"""The synthetic season's last list: no entry lies after it."""

_POLICIES_PER_PARTY = 0.7
"""More than enough: a policy has two judged parties, unless it is out of scope."""
_CHUNK = 20_000
_DATES = ["issued_on", "applied_on", "entered_on"]


@dataclass(frozen=True)
class People:
    """Parties and policies in scope, in the shape in which the validation step reads a batch."""

    folder: Path

    @property
    def parties(self) -> pd.DataFrame:
        return self._frame("parties")

    @property
    def policies(self) -> pd.DataFrame:
        return self._frame("policies")

    @property
    def records(self) -> pa.Table:
        """The parties as the core system gives them."""
        names = list(contract.load()["party"].kinds)
        return pq.read_table(self.folder / "parties.parquet", columns=names)

    def _frame(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = pq.read_table(self.folder / f"{name}.parquet").to_pandas()
        return frame


def build(folder: Path, parties: int) -> People:
    """Write about `parties` judged parties and their policies; every one an invented person."""
    size = world.InsurerSize(max(int(parties * _POLICIES_PER_PARTY), 100))
    made = world.make(size)
    plan = planting.allot(made)
    products = _arrow("product", dict(registers.tables(made))["product"])
    people, policies, count = [], [], 0
    for first in range(0, len(made.policies), _CHUNK):
        chunk = records.write(made, first, min(first + _CHUNK, len(made.policies)))
        planting.apply(plan, chunk)
        judged = _in_scope(_arrow("policy", chunk.policy_rows()), products)
        party = _arrow("party", chunk.party_rows())
        party = party.filter(pc.is_in(party["role"], pa.array(ROLES)))
        joined = party.join(judged.select(["policy_no", *_DATES]), "policy_no", join_type="inner")
        people.append(joined)
        policies.append(judged)
        count += joined.num_rows
        if count >= parties:
            break
    pq.write_table(pa.concat_tables(people).slice(0, parties), folder / "parties.parquet")
    pq.write_table(pa.concat_tables(policies), folder / "policies.parquet")
    return People(folder)


def _in_scope(policies: pa.Table, products: pa.Table) -> pa.Table:
    classified = scope.classify(policies, products, scope.load(), Stock(LIST_DATE))
    judged = classified.filter(pc.is_null(classified["scope_reason"]))
    return judged.select(["policy_no", "payer_account", *_DATES])


def _arrow(table: str, rows: list[records.Row]) -> pa.Table:
    return conversion.to_arrow(rows, contract.load()[table], Oddities())
