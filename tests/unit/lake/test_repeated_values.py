from __future__ import annotations

from collections import defaultdict
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authenticity.lake.index import building, repeated_values
from authenticity.lake.index.table_index import STORED, TableIndex

FEW = st.one_of(st.none(), st.integers(0, 4))
Row = tuple[int | None, int | None, int | None]
ROWS = st.lists(st.tuples(FEW, FEW, FEW), max_size=40)
WORLDS = st.lists(ROWS, min_size=1, max_size=10)
APART = 10
"""The numbers of one world are below this; those of the next begin there."""
COLUMNS = ("mobile_token", "phone_token")


def built(folder: Path, rows: list[Row]) -> TableIndex:
    """The index of a stock whose parties hold (mobile, landline, ID)."""
    tokens = [[None if value is None else bytes([value]) * 16 for value in row] for row in rows]
    held = dict(zip((*COLUMNS, "id_token"), zip(*tokens, strict=True), strict=False))
    columns = {
        name: pa.array(
            held.get(name, [None] * len(rows)),
            pa.binary(16) if name.endswith("_token") else pa.string(),
        )
        for name in STORED["party"]
    }
    columns["seq"] = pa.array([1] * len(rows), pa.int16())
    (folder / "party").mkdir(parents=True)
    pq.write_table(pa.table(columns), folder / "party" / "part-00000.parquet")
    building.build(folder)
    table = TableIndex.of(folder, "party")
    assert table is not None
    return table


def in_doubt(rows: list[Row]) -> list[int]:
    """By the definition: a number twice, and not one known ID everywhere."""
    holders = defaultdict(list)
    for row, (mobile, landline, identity) in enumerate(rows):
        for number in (mobile, landline):
            if number is not None:
                holders[number].append((row, identity))
    found = set()
    for held in holders.values():
        identities = {identity for _, identity in held}
        if len(held) > 1 and (len(identities) > 1 or None in identities):
            found |= {row for row, _ in held}
    return sorted(found)


@settings(max_examples=12, deadline=None)
@given(worlds=WORLDS)
def test_the_rows_are_those_that_share_a_number_under_several_ids(
    tmp_path_factory: pytest.TempPathFactory, worlds: list[list[Row]]
) -> None:
    rows = [
        tuple(None if value is None else first + value for value in row)
        for first, some in zip(count(0, APART), worlds, strict=False)
        for row in some
    ]
    folder = tmp_path_factory.mktemp("stock")
    assert list(repeated_values.under_several(built(folder, rows), COLUMNS)) == in_doubt(rows)


def test_a_hash_of_every_range_is_walked_over(tmp_path: Path) -> None:
    rows = [(value, None, value) for value in range(200)] + [
        (value, None, 201) for value in range(200)
    ]
    assert len(repeated_values.under_several(built(tmp_path, rows), COLUMNS)) == 400
