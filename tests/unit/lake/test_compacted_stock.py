"""What a new stock holds: current versions, every column, whole row groups; or it is refused."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from authenticity.errors import ConfigurationError, LakeError
from authenticity.lake.compaction import current_rows, limits, new_stock
from authenticity.lake.compaction.limits import LakeLimits
from authenticity.lake.partitions import file_sums, manifests, partition
from authenticity.lake.partitions import writer as partition_writer
from authenticity.lake.partitions.writer import PartitionWriter
from authenticity.lake.views import day_views, readable_columns
from authenticity.privacy import classification
from authenticity.privacy.keyring import Keyring

STOCK, D1, D2, D3 = (date(2026, 9, day) for day in (23, 24, 25, 28))

_SECRET = {
    "policy": ("payer_account", "payer_name"),
    "party": ("name", "birth_date", "id_no", "mobile", "phone", "email", "address", "postcode"),
    "account": ("account_no", "account_name"),
    "callback": (),
}
_KINDS = {
    "DATE": pa.date32(),
    "BLOB": pa.binary(),
    "SMALLINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("s"),
}


def schema(table: str) -> pa.Schema:
    """The columns that screening may read, and the personal ones."""
    told = (column.split() for column in readable_columns.DELTA_TABLES[table].split(","))
    plain = [(name, _KINDS.get(kind, pa.string())) for name, kind in told]
    return pa.schema(plain + [(name, pa.string()) for name in _SECRET[table]])


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring.open(tmp_path / "keys" / "keyring.json")


class Lake:
    """Writes partitions by rows; what is not given is null."""

    def __init__(self, root: Path, keyring: Keyring) -> None:
        self.root, self.keyring = root, keyring

    def write(self, folder: Path, **tables: list[dict[str, Any]]) -> None:
        with PartitionWriter(folder, classification.load(), self.keyring) as writer:
            for table in readable_columns.DELTA_TABLES:
                rows = [
                    {name: row.get(name) for name in schema(table).names}
                    for row in tables.get(table, [])
                ]
                contract = {"account": "customer_account"}.get(table, table)
                writer.write(contract, pa.Table.from_pylist(rows, schema(table)))
            writer.commit({"policies": len(tables.get("policy", []))})

    def stock(self, **tables: list[dict[str, Any]]) -> None:
        self.write(partition.stock_folder(self.root, STOCK), **tables)

    def day(self, list_date: date, **tables: list[dict[str, Any]]) -> None:
        self.write(partition.day_folder(self.root, list_date), **tables)
        partition.seal(self.root, list_date)

    def compact(self, list_date: date) -> int:
        return new_stock.compact(self.root, list_date, classification.load(), self.keyring)

    def held(self, table: str, as_of: date, *columns: str) -> list[tuple[Any, ...]]:
        folder = partition.stock_folder(self.root, as_of)
        read = partition.read(folder, table, self.keyring).select(columns)
        return list(zip(*(column.to_pylist() for column in read.columns), strict=True))


@pytest.fixture
def lake(tmp_path: Path, keyring: Keyring) -> Lake:
    return Lake(tmp_path / "lake", keyring)


def policy(policy_no: str, **others: Any) -> dict[str, Any]:
    return {"policy_no": policy_no, "is_individual": 1, "is_live": True} | others


def party(policy_no: str, name: str, role: str = "POLICYHOLDER") -> dict[str, Any]:
    return {"policy_no": policy_no, "role": role, "seq": 1, "name": name}


def test_of_each_policy_the_current_version_stays_with_its_parties_in_the_order_recorded(
    lake: Lake,
) -> None:
    lake.stock(
        policy=[policy("P3"), policy("P1"), policy("P2")],
        party=[
            party("P3", "三"),
            party("P1", "一"),
            party("P2", "二"),
            party("P2", "子", "BENEFICIARY"),
        ],
    )
    lake.day(D1, policy=[policy("P4"), policy("P1")], party=[party("P4", "四"), party("P1", "壹")])
    lake.day(D2, policy=[policy("P4")], party=[party("P4", "肆")])
    lake.day(D3, policy=[policy("P2")], party=[party("P2", "later")])
    assert lake.compact(D2) == 4
    assert lake.held("policy", D2, "policy_no") == [("P3",), ("P2",), ("P1",), ("P4",)]
    assert lake.held("party", D2, "policy_no", "name") == [
        ("P3", "三"),
        ("P2", "二"),
        ("P2", "子"),
        ("P1", "壹"),
        ("P4", "肆"),
    ]


@pytest.mark.parametrize(
    ("change", "is_kept"),
    [
        ({"is_live": False}, False),
        ({"is_individual": 0}, False),
        ({"is_individual": None}, True),
        ({"status": "PENDING"}, True),
    ],
    ids=str,
)
def test_a_policy_stays_as_long_as_it_is_live_and_individual_now(
    lake: Lake, change: dict[str, Any], is_kept: bool
) -> None:
    lake.stock(policy=[policy("P1")], party=[party("P1", "一")])
    lake.day(D1, policy=[policy("P1", **change)], party=[party("P1", "壹")] * is_kept)
    assert lake.compact(D1) == is_kept
    assert lake.held("policy", D1, "policy_no") == [("P1",)] * is_kept
    assert lake.held("party", D1, "name") == [("壹",)] * is_kept


def test_of_a_customer_the_last_set_of_accounts_stays_with_closed_and_coming_ones(
    lake: Lake,
) -> None:
    lake.stock(account=[{"customer_no": "c1", "account_no": "1"}, {"customer_no": "c2"}])
    new = [
        {"customer_no": "c1", "account_no": "2", "valid_to": D1},
        {"customer_no": "c1", "account_no": "3", "valid_from": D3},
    ]
    lake.day(D1, account=new)
    lake.compact(D1)
    found = lake.held("account", D1, "customer_no", "account_no", "valid_to", "valid_from")
    assert found == [("c2", None, None, None), ("c1", "2", D1, None), ("c1", "3", None, D3)]


def test_a_callback_stays_once_as_it_was_last_recorded_also_of_a_policy_that_left(
    lake: Lake,
) -> None:
    calls = {"policy_no": "P1", "called_at": datetime.fromisoformat("2026-09-20")}
    lake.stock(callback=[calls | {"outcome": "NO_ANSWER"}])
    again = [
        calls | {"outcome": "PROBLEM", "problem": name} for name in ("MISLED", "DATA_MISMATCH")
    ]
    lake.day(D1, policy=[policy("P1", is_live=False)], callback=again)
    lake.compact(D1)
    assert lake.held("callback", D1, "outcome", "problem") == [("PROBLEM", "DATA_MISMATCH")]


def test_a_second_compaction_starts_from_the_first(lake: Lake) -> None:
    lake.stock(policy=[policy("P1")], party=[party("P1", "一")])
    for day, name in ((D1, "壹"), (D2, "弌"), (D3, "hidden")):
        lake.day(day, policy=[policy("P1")], party=[party("P1", name)])
    lake.compact(D1)
    lake.compact(D2)
    assert lake.held("party", D2, "name") == [("弌",)]
    assert (partition.manifest(partition.stock_folder(lake.root, D2)) or {})["made_of"] == [
        f"as_of={D1}",
        f"list_date={D2}",
    ]


def test_a_new_stock_is_encrypted_and_indexed(lake: Lake) -> None:
    lake.stock(policy=[policy("P1")], party=[party("P1", "CANARY-NAME")])
    lake.day(D1, policy=[policy("P2")], party=[party("P2", "CANARY-NAME")])
    lake.compact(D1)
    folder = partition.stock_folder(lake.root, D1)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "rows.bin" for path in files)
    assert not any(b"CANARY" in path.read_bytes() for path in files)
    assert lake.held("party", D1, "name") == [("CANARY-NAME",)] * 2


def test_the_rests_of_many_days_fill_whole_row_groups(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_rows, "ROW_GROUP", 4)
    monkeypatch.setattr(partition_writer, "ROW_GROUP", 4)
    lake.stock(policy=[policy(f"S{number}") for number in range(9)])
    for day in (D1, D2, D3):
        lake.day(day, policy=[policy(f"{day:%d}{number}") for number in range(3)] + [policy("S1")])
    lake.compact(D3)
    file = partition.stock_folder(lake.root, D3) / "policy" / "part-00000.parquet"
    groups = pq.read_metadata(file)
    sizes = [groups.row_group(group).num_rows for group in range(groups.num_row_groups)]
    assert [size for size in sizes if size] == [4, 4, 4, 4, 2]


def test_a_stock_that_would_show_other_records_is_not_put_into_place(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.stock(policy=[policy("P1")], party=[party("P1", "一")])
    lake.day(D1, policy=[policy("P1")], party=[party("P1", "壹")])
    everything = {
        "kept_party": "SELECT recorded_on, row_no FROM recorded_party",
        "kept_policy": "SELECT recorded_on, row_no FROM recorded_policy",
    }
    usual = day_views.select
    monkeypatch.setattr(day_views, "select", lambda name: everything.get(name) or usual(name))
    with pytest.raises(LakeError, match="show another live_policy, live_party than"):
        lake.compact(D1)
    assert partition.stock_dates(lake.root) == [STOCK]
    assert list((lake.root / "stock").iterdir()) == [partition.stock_folder(lake.root, STOCK)]


def test_partitions_of_different_columns_are_not_joined(lake: Lake) -> None:
    lake.stock(policy=[policy("P1")])
    lake.day(D1, policy=[policy("P2")])
    folder = partition.day_folder(lake.root, D1)
    file = folder / "callback" / "part-00000.parquet"
    pq.write_table(pq.read_table(file).append_column("new", pa.array([], pa.string())), file)
    manifests.write(folder, {"files": file_sums.of_files(folder)}, lake.keyring)
    with pytest.raises(LakeError, match="the table callback of list_date=2026-09-24 has other"):
        lake.compact(D1)
    assert partition.stock_dates(lake.root) == [STOCK]


def test_a_table_that_is_no_parquet_is_said_in_one_line(lake: Lake) -> None:
    lake.stock(policy=[policy("P1")])
    lake.day(D1)
    file = partition.day_folder(lake.root, D1) / "party" / "part-00000.parquet"
    file.write_bytes(b"broken")
    with pytest.raises(LakeError, match=r"00000\.parquet is not as it was written; "):
        lake.compact(D1)


def test_every_table_of_stock_and_days_has_a_statement_of_what_is_kept() -> None:
    assert {f"kept_{table}" for table in readable_columns.DELTA_TABLES} == {
        path.stem for path in day_views.VIEWS.glob("kept_*.sql")
    }


def test_the_first_stock_and_the_newest_ones_stay(lake: Lake) -> None:
    lake.stock(policy=[policy("P1")])
    for day in (D1, D2, D3):
        lake.day(day)
        lake.compact(day)
    assert new_stock.retire(lake.root, 3) == []
    assert new_stock.retire(lake.root, 1) == [D1, D2]
    assert partition.stock_dates(lake.root) == [STOCK, D3]
    assert new_stock.retire(lake.root, 1) == []


def test_what_gathers_since_the_stock_is_counted_by_list_dates_and_rows(lake: Lake) -> None:
    lake.stock(policy=[policy("P1")])
    assert new_stock.since_stock(lake.root) == new_stock.Since(0, 0)
    lake.day(D1, policy=[policy("P1")], party=[party("P1", "一")] * 2)
    lake.day(D2, account=[{"customer_no": "c1"}])
    assert new_stock.since_stock(lake.root) == new_stock.Since(2, 4)
    lake.compact(D1)
    assert new_stock.since_stock(lake.root) == new_stock.Since(1, 1)


@pytest.mark.parametrize(
    ("list_dates", "rows", "is_due"), [(19, 99, False), (20, 0, True), (1, 100, True)]
)
def test_compaction_is_due_by_either_figure(list_dates: int, rows: int, is_due: bool) -> None:
    assert LakeLimits(20, 100, 2, 7).is_due(list_dates, rows) == is_due


@pytest.mark.parametrize("broken", ["", "compact_after_list_dates: 20", "[1]"])
def test_figures_that_are_missing_are_named(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "lake.yaml"
    path.write_text(broken)
    with pytest.raises(ConfigurationError, match=r"lake\.yaml: "):
        limits.load(path)


@pytest.mark.parametrize("figure", ["0", "many", "-1"])
def test_a_figure_that_is_no_whole_number_from_one_is_refused(tmp_path: Path, figure: str) -> None:
    path = tmp_path / "lake.yaml"
    usual = (Path(limits.INCLUDE) / "lake.yaml").read_text()
    path.write_text(usual.replace("kept: 2", f"kept: {figure}"))
    with pytest.raises(ConfigurationError, match="`compacted_stocks_kept` should be "):
        limits.load(path)
