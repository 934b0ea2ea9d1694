from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.lake.test_views import D1, D2, D3, day, party, policy, stock, write

from authenticity.errors import IndexDamageError
from authenticity.lake.index import building, table_index
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.lake.index.row_lookup import rows_with
from authenticity.lake.index.table_index import TableIndex
from authenticity.lake.views import day_views

COLUMNS = ("policy_no", "customer_no", "mobile_token")
BY_NUMBER = [LookupKey("mobile_token", "sought", "token")]
BY_CUSTOMER = [LookupKey("customer_no", "sought", "customer_no")]


def token(number: int | None) -> bytes | None:
    return None if number is None else bytes([number]) * 16


def holder(policy_no: str, customer_no: str, number: int | None) -> dict[str, object]:
    return party(policy_no, customer_no) | {"mobile_token": token(number)}


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Two numbers in the stock, one of them twice; one changed and one new since."""
    held = [holder("P1", "c1", 1), holder("P2", "c2", 1), holder("P3", "c3", 3)]
    write(stock(tmp_path), "party", [*held, holder("P4", "c4", None)])
    write(stock(tmp_path), "policy", [policy(f"P{number}") for number in range(1, 5)])
    write(day(tmp_path, D1), "party", [holder("P5", "c1", 3)])
    write(day(tmp_path, D2), "party", [holder("P6", "c6", 1)])
    return tmp_path


def found(
    lake: Path, source: str, sought: list[LookupKey], numbers: list[int], customers: list[str]
) -> list[str]:
    """Policies that a statement finds in the relation by any of the sought values."""
    values = [(token(number), None) for number in numbers] + [(None, each) for each in customers]
    with day_views.connect(lake, D2) as connection:
        connection.execute("CREATE TEMP TABLE sought (token BLOB, customer_no VARCHAR)")
        for row in values:
            connection.execute("INSERT INTO sought VALUES (?, ?)", row)
        relation = rows_with(connection, source, sought, COLUMNS, "narrowed")
        told = connection.execute(
            f"SELECT policy_no FROM {relation} WHERE mobile_token IN (SELECT token FROM sought)"
            " OR customer_no IN (SELECT customer_no FROM sought) ORDER BY policy_no"
        )
        return [policy_no for (policy_no,) in told.fetchall()]


@pytest.mark.parametrize("is_indexed", [True, False])
def test_whoever_holds_a_sought_value_is_found_in_the_stock_and_since(
    lake: Path, is_indexed: bool
) -> None:
    if is_indexed:
        building.build(stock(lake))
    assert found(lake, "recorded_party", BY_NUMBER, [1], []) == ["P1", "P2", "P6"]
    assert found(lake, "earlier_party", BY_NUMBER, [1, 3, 9], []) == ["P1", "P2", "P3", "P5"]
    both = BY_NUMBER + BY_CUSTOMER
    assert found(lake, "recorded_party", both, [9], ["c1", "c4"]) == ["P1", "P4", "P5"]
    assert found(lake, "recorded_party", both, [], []) == []


def test_with_an_index_the_rest_of_the_stock_is_not_read(lake: Path) -> None:
    building.build(stock(lake))
    with day_views.connect(lake, D3) as connection:
        connection.execute("CREATE TEMP TABLE sought AS SELECT 'c4' AS customer_no")
        rows_with(connection, "recorded_party", BY_CUSTOMER, COLUMNS, "narrowed")
        kept = connection.execute("SELECT policy_no FROM narrowed_of_stock").fetchall()
    assert kept == [("P4",)]


def test_a_stock_without_the_table_has_none_of_its_rows(lake: Path) -> None:
    building.build(stock(lake))
    with day_views.connect(lake, D2) as connection:
        connection.execute("CREATE TEMP TABLE sought AS SELECT 'c1' AS customer_no")
        name = rows_with(connection, "recorded_account", BY_CUSTOMER, ["customer_no"], "narrowed")
        assert connection.execute(f"SELECT COUNT(*) FROM {name}").fetchall() == [(0,)]


def test_an_index_with_the_hashes_of_another_duckdb_is_not_used(lake: Path) -> None:
    building.build(stock(lake))
    with duckdb.connect() as connection:
        assert table_index.is_usable(stock(lake), connection)
        (stock(lake) / "index" / "hashes.json").write_text(json.dumps([1, 2]))
        assert not table_index.is_usable(stock(lake), connection)
    assert found(lake, "recorded_party", BY_NUMBER, [1], []) == ["P1", "P2", "P6"]


def test_a_damaged_index_is_a_clear_error(lake: Path) -> None:
    building.build(stock(lake))
    for name in ("mobile_token.bin", "rows.bin"):
        path = stock(lake) / "index" / "party" / name
        path.write_bytes(path.read_bytes()[:20])
        with pytest.raises(IndexDamageError, match="make a new index with"):
            found(lake, "recorded_party", BY_NUMBER, [1], [])


values = st.one_of(st.none(), st.integers(0, 20))
Row = tuple[int | None, int | None]
world = st.tuples(st.lists(st.tuples(values, values), max_size=40), st.lists(st.integers(0, 25)))
"""Rows of customer and account, and what is sought of either."""


def kept(folder: Path, rows: list[dict[str, Any]]) -> TableIndex:
    (folder / "account").mkdir()
    schema = pa.schema([("customer_no", pa.string()), ("account_token", pa.binary(16))])
    content = pa.Table.from_pylist(rows, schema)
    for name in ("bank_account_token", "valid_from", "valid_to"):
        content = content.append_column(name, pa.nulls(len(rows), pa.string()))
    pq.write_table(content, folder / "account" / "part-00000.parquet", row_group_size=7)
    building.build(folder)
    table = TableIndex.of(folder, "account")
    assert table is not None
    return table


@settings(max_examples=15, deadline=None)
@given(worlds=st.lists(world, min_size=1, max_size=8))
def test_it_finds_what_a_scan_finds(
    tmp_path_factory: pytest.TempPathFactory, worlds: list[tuple[list[Row], list[int]]]
) -> None:
    """Each world has 30 customers and accounts of its own."""
    plain = [
        {
            "customer_no": None if one is None else f"c{30 * n + one}",
            "account_token": None if other is None else token(30 * n + other),
        }
        for n, (held, _) in enumerate(worlds)
        for one, other in held
    ]
    sought = [30 * n + number for n, (_, numbers) in enumerate(worlds) for number in numbers]
    table = kept(tmp_path_factory.mktemp("stock"), plain)
    with duckdb.connect() as connection:
        for column, asked in (
            ("customer_no", [f"c{number}" for number in sought]),
            ("account_token", [token(number) for number in sought]),
        ):
            connection.register("asked", pa.table({"value": asked or pa.array([], pa.string())}))
            hashes = connection.execute("SELECT HASH(value) AS hash FROM asked").fetchnumpy()
            rows = table.find(column, np.asarray(hashes["hash"], dtype=np.uint64))
            told = table.read(rows, ["customer_no", "account_token"]).to_pylist()
            assert told == [row for row in plain if row[column] in asked]
