from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from authenticity.errors import LakeError
from authenticity.lake.partitions import partition as partitions
from authenticity.lake.views import day_views, parquet_views, readable_columns

D1, D2, D3 = date(2026, 9, 24), date(2026, 9, 25), date(2026, 9, 28)
STOCK = date(2026, 8, 31)
TYPES = {
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "BLOB": pa.binary(16),
    "SMALLINT": pa.int16(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
    "INTEGER": pa.int32(),
}


def stock(lake: Path, as_of: date = STOCK) -> Path:
    return lake / "stock" / f"as_of={as_of}"


def day(lake: Path, list_date: date, sealed: bool = True) -> Path:
    folder = lake / "days" / f"list_date={list_date}"
    folder.mkdir(parents=True, exist_ok=True)
    if sealed:
        (folder / partitions.SEAL).touch()
    return folder


def write(partition: Path, table: str, rows: list[dict[str, Any]]) -> None:
    """Plain Parquet of the lake's layout, with a secret column that nobody may ask for."""
    declared = (readable_columns.DELTA_TABLES | readable_columns.REGISTERS)[table]
    if partition.parent.name == "days" and table in readable_columns.TODAYS_OWN:
        declared += f", {readable_columns.TODAYS_OWN[table]}"
    schema = pa.schema(
        [(name, TYPES[kind]) for name, kind in (column.split() for column in declared.split(","))]
        + [("secret", pa.string())]
    )
    (partition / table).mkdir(parents=True, exist_ok=True)
    content = [{name: row.get(name) for name in schema.names} for row in rows]
    pq.write_table(pa.Table.from_pylist(content, schema), partition / table / "part-00000.parquet")


def policy(policy_no: str, **others: Any) -> dict[str, Any]:
    return {"policy_no": policy_no, "is_individual": 1, "is_live": True} | others


def party(policy_no: str, customer_no: str, role: str = "POLICYHOLDER") -> dict[str, Any]:
    return {"policy_no": policy_no, "role": role, "seq": 1, "customer_no": customer_no}


def rows(lake: Path, list_date: date, query: str) -> list[tuple[Any, ...]]:
    with day_views.connect(lake, list_date) as connection:
        return connection.execute(query).fetchall()


def customers(lake: Path, list_date: date) -> list[tuple[Any, ...]]:
    query = "SELECT policy_no, customer_no FROM live_party ORDER BY ALL"
    return rows(lake, list_date, query)


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """P1 and P2 in the stock; P1 changed on the second day and surrendered on the third."""
    write(stock(tmp_path), "policy", [policy("P1"), policy("P2")])
    write(stock(tmp_path), "party", [party("P1", "old"), party("P2", "same")])
    write(day(tmp_path, D2), "policy", [policy("P1"), policy("P3", scope_reason="short_term")])
    write(day(tmp_path, D2), "party", [party("P1", "new"), party("P3", "short")])
    write(day(tmp_path, D3), "policy", [policy("P1", is_live=False, scope_reason="not_live")])
    write(day(tmp_path, D3), "party", [])
    return tmp_path


def test_the_stock_alone_is_the_state_before_any_delta(lake: Path) -> None:
    assert customers(lake, D1) == [("P1", "old"), ("P2", "same")]


def test_a_later_day_replaces_the_policy_as_a_whole(lake: Path) -> None:
    assert customers(lake, D2) == [("P1", "new"), ("P2", "same"), ("P3", "short")]


def test_a_policy_that_left_is_gone(lake: Path) -> None:
    assert customers(lake, D3) == [("P2", "same"), ("P3", "short")]
    live = rows(lake, D3, "SELECT policy_no FROM live_policy ORDER BY policy_no")
    assert live == [("P2",), ("P3",)]


def test_a_day_run_again_sees_nothing_of_the_days_after_it(lake: Path) -> None:
    assert customers(lake, D2) == customers(lake, D2)
    assert ("P1", "new") in customers(lake, D2)


def test_only_policies_in_scope_are_judged(lake: Path) -> None:
    assert rows(lake, D2, "SELECT policy_no FROM entry_policy") == [("P1",)]
    assert rows(lake, D2, "SELECT policy_no FROM entry_party") == [("P1",)]


def test_what_a_call_or_the_clock_brought_is_of_the_batch_and_no_entry(lake: Path) -> None:
    brought = [policy("P1"), policy("P2", brought_by="CALL"), policy("P3", brought_by="CLOCK")]
    write(day(lake, D2), "policy", brought)
    write(day(lake, D2), "party", [party("P1", "c1"), party("P2", "c2"), party("P3", "c3")])
    assert rows(lake, D2, "SELECT policy_no FROM entry_policy") == [("P1",)]
    assert rows(lake, D2, "SELECT policy_no FROM entry_party") == [("P1",)]
    batch = rows(lake, D2, "SELECT policy_no FROM batch_policy ORDER BY policy_no")
    assert batch == [("P1",), ("P2",), ("P3",)]
    assert ("P2", "c2") in customers(lake, D2)


def test_new_is_what_was_first_keyed_in_since_the_window_opened(lake: Path) -> None:
    (day(lake, D3) / "manifest.json").write_text('{"start": "2026-09-25", "end": "2026-09-28"}')
    entries = {
        "NEW": (datetime.fromisoformat("2026-09-25"), date(2026, 9, 26)),
        "CHANGED": (datetime.fromisoformat("2026-09-24 23:59:59"), date(2026, 9, 26)),
        "CAME LATE": (datetime.fromisoformat("2026-09-23 10:00:00"), date(2026, 9, 23)),
        "CHANGED LATE": (datetime.fromisoformat("2026-09-22 10:00:00"), date(2026, 9, 23)),
        "UNDATED": (None, None),
    }
    write(
        day(lake, D3),
        "policy",
        [
            policy(number, entered_at=first, entered_on=last)
            for number, (first, last) in entries.items()
        ],
    )
    new = rows(lake, D3, "SELECT policy_no FROM entry_policy WHERE is_new ORDER BY policy_no")
    assert new == [("CAME LATE",), ("NEW",)]


def test_a_batch_of_an_earlier_version_lacks_the_newer_columns_and_is_read(lake: Path) -> None:
    folder = day(lake, D2) / "policy"
    table = pq.read_table(folder / "part-00000.parquet", partitioning=None)
    older = table.drop_columns(["entered_at", "brought_by"])
    pq.write_table(older, folder / "part-00000.parquet")
    assert rows(lake, D2, "SELECT policy_no, is_new FROM entry_policy") == [("P1", False)]


def test_the_own_day_counts_before_it_is_sealed_and_other_unsealed_days_do_not(lake: Path) -> None:
    (day(lake, D2) / partitions.SEAL).unlink()
    assert ("P1", "new") in customers(lake, D2)
    write(day(lake, D3, sealed=False), "policy", [policy("P2")])
    write(day(lake, D3, sealed=False), "party", [party("P2", "newest")])
    assert customers(lake, D3) == [("P1", "old"), ("P2", "newest")]


def test_a_compacted_stock_serves_the_days_after_it_only(lake: Path) -> None:
    write(stock(lake, D2), "policy", [policy("P1"), policy("P2"), policy("P3")])
    write(stock(lake, D2), "party", [party("P1", "packed"), party("P2", "packed")])
    assert customers(lake, D2) == [("P1", "new"), ("P2", "same"), ("P3", "short")]
    assert customers(lake, D3) == [("P2", "packed")]


def test_beneficiaries_and_group_policies_are_left_out(tmp_path: Path) -> None:
    write(stock(tmp_path), "policy", [policy("P1"), policy("G1", is_individual=0)])
    write(stock(tmp_path), "party", [party("P1", "c1"), party("P1", "c2", "BENEFICIARY")])
    assert customers(tmp_path, D1) == [("P1", "c1")]
    assert rows(tmp_path, D1, "SELECT policy_no FROM live_policy") == [("P1",)]


def test_a_policy_that_does_not_say_so_is_individual_as_at_the_pull(tmp_path: Path) -> None:
    kinds = {"P1": None, "P2": 1, "P3": -1, "G1": 0}
    policies = [policy(number, is_individual=kind) for number, kind in kinds.items()]
    write(stock(tmp_path), "policy", policies)
    found = rows(tmp_path, D1, "SELECT policy_no FROM live_policy ORDER BY policy_no")
    assert found == [("P1",), ("P2",), ("P3",)]


def test_accounts_are_the_latest_set_of_the_customer_and_valid(tmp_path: Path) -> None:
    token = [bytes([number]) * 16 for number in range(4)]
    kept = [
        {"customer_no": "c1", "account_token": token[0]},
        {"customer_no": "c2", "account_token": token[1]},
        {"customer_no": "c2", "account_token": token[2], "valid_to": D1},
        {"customer_no": "c2", "account_token": token[3], "valid_from": D3},
    ]
    write(stock(tmp_path), "account", kept)
    write(day(tmp_path, D1), "account", [{"customer_no": "c1", "account_token": token[3]}])
    query = "SELECT customer_no, account_token FROM live_account ORDER BY customer_no"
    assert rows(tmp_path, D2, query) == [("c1", token[3]), ("c2", token[1])]


def test_a_register_is_the_latest_snapshot_and_empty_without_one(lake: Path) -> None:
    write(day(lake, D2), "salesperson", [{"agent_code": "a1"}, {"agent_code": "a2"}])
    assert rows(lake, D1, "SELECT agent_code FROM salesperson") == []
    assert rows(lake, D3, "SELECT COUNT(*) FROM salesperson") == [(2,)]
    write(day(lake, D3), "salesperson", [{"agent_code": "a2"}])
    assert rows(lake, D3, "SELECT agent_code FROM salesperson") == [("a2",)]


def test_an_empty_lake_has_every_view_and_no_rows(tmp_path: Path) -> None:
    with day_views.connect(tmp_path, D1) as connection:
        for name in [*day_views.SHOWN, *readable_columns.REGISTERS]:
            count = connection.execute(f"SELECT COUNT(*) FROM {name}").fetchone()
            assert count == (0,), name


def test_no_lake_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="no lake"):
        day_views.connect(tmp_path / "nowhere", D1)


def test_a_missing_column_is_named(lake: Path) -> None:
    folder = day(lake, D2) / "party"
    pq.write_table(pa.table({"policy_no": ["P1"]}), folder / "part-00000.parquet")
    with pytest.raises(LakeError, match="2026-09-25 cannot be read"):
        day_views.connect(lake, D2)


def test_columns_that_are_not_declared_are_never_asked_for(lake: Path) -> None:
    with day_views.connect(lake, D2) as connection:
        names = [row[0] for row in connection.execute("DESCRIBE recorded_party").fetchall()]
    assert "secret" not in names


@pytest.mark.parametrize(("held", "kind"), [(parquet_views.SMALL, "LOCAL TEMPORARY"), (0, "VIEW")])
def test_small_files_of_the_days_since_the_stock_are_read_once(
    lake: Path, held: int, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each statement would open all of them to be planned; what it finds is the same."""
    monkeypatch.setattr(parquet_views, "SMALL", held)
    query = "SELECT table_type FROM information_schema.tables WHERE table_name = 'recent_party'"
    assert rows(lake, D3, query) == [(kind,)]
    write(day(lake, D3), "party", [party("P4", "later")])
    recent = "SELECT policy_no, recorded_on FROM recent_party ORDER BY ALL"
    assert rows(lake, D3 + timedelta(1), recent) == [("P1", D2), ("P3", D2), ("P4", D3)]


@pytest.mark.parametrize("which", [D2, D3])
def test_a_column_that_one_of_the_days_lacks_is_named(lake: Path, which: date) -> None:
    folder = day(lake, which) / "party"
    pq.write_table(pa.table({"policy_no": ["P1"]}), folder / "part-00000.parquet")
    with pytest.raises(LakeError, match="2026-09-29 cannot be read"):
        day_views.connect(lake, D3 + timedelta(1))
