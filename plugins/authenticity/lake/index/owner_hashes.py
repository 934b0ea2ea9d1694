"""Whose a row of the stock is, as half a hash: enough to see that it is somebody else's.

A party is known by its ID, an account on file by its customer number, and the account that pays a
policy by customer number and ID of the policyholder. Two of them pass for one with a probability
of 2⁻³², and one in as many passes for unknown.
"""

from __future__ import annotations

import duckdb
import numpy as np
from numpy.typing import NDArray

from authenticity.lake.index.sorted_hashes import RANGES, Halves, Hashes, Walk

UNKNOWN = np.uint32(0)
"""Of a row that lacks what would tell; whoever compares must leave open whose it is."""

TELLING = {"party": ("id_token",), "account": ("customer_no",)}
OF_HOLDER = ("customer_no", "id_token")


def owner_hash(*columns: str) -> str:
    """The expression of DuckDB for half a hash of these columns."""
    missing = " OR ".join(f"{column} IS NULL" for column in columns)
    hashed = f"HASH({', '.join(columns)}) >> 32"
    return f"CASE WHEN {missing} THEN {UNKNOWN} ELSE {hashed} END::UINTEGER"


def owners_by_row(source: duckdb.DuckDBPyRelation, columns: tuple[str, ...]) -> Halves:
    """Whose each row of a table is, in the order of its rows."""
    halves_by_row = source.select(
        duckdb.SQLExpression(owner_hash(*columns)).alias("half")
    ).to_arrow_table()
    halves: Halves = halves_by_row["half"].to_numpy()
    return halves


def owners_of_policies(
    parties: duckdb.DuckDBPyRelation, policy_no: Walk, count: int, mask: np.uint64
) -> Halves:
    """Whose each policy is, in the order of its rows: its policyholder's, if there is exactly one.

    `policy_no` are the hashes of the `count` policies, with their rows in the bits of `mask`.
    """
    holders = parties.filter("role = 'POLICYHOLDER' AND policy_no IS NOT NULL").select(
        duckdb.SQLExpression("HASH(policy_no)").alias("hash"),
        duckdb.SQLExpression(owner_hash(*OF_HOLDER)).alias("half"),
    )
    columns = holders.to_arrow_table()
    hashes, halves = (columns[name].to_numpy() for name in ("hash", "half"))
    order = np.argsort(hashes)
    hashes, halves = hashes[order], halves[order]
    whose = np.full(count, UNKNOWN)
    for number in range(RANGES):
        entries = policy_no.part(number)
        values = entries & ~mask
        first = np.searchsorted(hashes, values)
        is_one = np.searchsorted(hashes, values | mask, "right") - first == 1
        is_one &= _stands_alone(values)
        whose[entries[is_one] & mask] = halves[first[is_one]]
    return whose


def _stands_alone(values: Hashes) -> NDArray[np.bool_]:
    """Which of these, in order, are unlike their neighbours."""
    differs = np.ones(len(values) + 1, dtype=bool)
    np.not_equal(values[1:], values[:-1], out=differs[1:-1])
    is_alone: NDArray[np.bool_] = differs[1:] & differs[:-1]
    return is_alone
