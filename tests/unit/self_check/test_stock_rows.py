"""Portions hold whole policies with all their parties, however the files are laid out."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from tests.unit.lake.test_compacted_stock import schema

from authenticity.errors import LakeError
from authenticity.lake.partitions import partition, writer
from authenticity.lake.partitions.writer import PartitionWriter
from authenticity.privacy import classification
from authenticity.privacy.keyring import Keyring
from authenticity.self_check import stock_rows
from authenticity.self_check.checks import Asked
from authenticity.self_check.row_reader import RowReader, file_of

STOCK, DAY = date(2026, 9, 23), date(2026, 9, 24)
AS_OF = DAY + timedelta(days=1)


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring.open(tmp_path / "keys" / "keyring.json")


@pytest.fixture
def lake(tmp_path: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Thirty policies of the stock in row groups of seven, their parties in another order; one of
    them changed on the day, one left, one out of scope."""
    monkeypatch.setattr(writer, "ROW_GROUP", 7)
    root = tmp_path / "lake"
    stock = [_policy(n) for n in range(30)]
    stock[5]["scope_reason"] = "group"
    _write(partition.stock_folder(root, STOCK), keyring, stock, reverse=True)
    changed = [_policy(3), _policy(9) | {"is_live": False}, _policy(40)]
    _write(partition.day_folder(root, DAY), keyring, changed)
    (partition.day_folder(root, DAY) / partition.SEAL).touch()
    return root


def _policy(number: int) -> dict:
    issued = None if number == 1 else date(1970, 1, 1) if number == 2 else date(2000 + number, 1, 1)
    known = {"policy_no": f"P{number:02d}", "is_individual": 1, "is_live": True}
    return known | {"issued_on": issued, "entered_on": date(2026, 1, 1)}


def _write(folder: Path, keyring: Keyring, policies: list[dict], reverse: bool = False) -> None:
    parties = [
        {"policy_no": row["policy_no"], "role": role, "seq": 1, "name": row["policy_no"]}
        for row in policies
        for role in ("POLICYHOLDER", "INSURED")
    ]
    if reverse:
        parties = parties[::2][::-1] + parties[1::2]
    tables = {"policy": policies, "party": parties, "customer_account": [], "callback": []}
    with PartitionWriter(folder, classification.load(), keyring) as made:
        for table, rows in tables.items():
            shape = schema({"customer_account": "account"}.get(table, table))
            whole = [{name: row.get(name) for name in shape.names} for row in rows]
            made.write(table, pa.Table.from_pylist(whole, shape))
        made.commit({"policies": len(policies)})


def asked(lake: Path, from_day: date | None = None, portion: int = 4) -> Asked:
    return Asked(AS_OF, from_day, "rules", portion, stock_rows.sources(lake, AS_OF))


def judged(lake: Path, keyring: Keyring, wanted: Asked) -> list[tuple[list[str], list[str]]]:
    """Of each portion, the numbers of its policies, and the names of its parties."""
    found = []
    for portion in stock_rows.portions(lake, wanted):
        with ExitStack() as opened:
            policies, parties = (
                opened.enter_context(RowReader(file_of(portion.source, table), columns, keyring))
                for table, columns in (("policy", ["policy_no"]), ("party", ["name", "role"]))
            )
            numbers = policies.take(portion.policies)["policy_no"].to_pylist()
            names = parties.take(portion.parties)["name"].to_pylist()
        found.append((numbers, sorted(names)))
    return found


def test_every_current_policy_in_scope_is_in_one_portion_with_all_its_parties(
    lake: Path, keyring: Keyring
) -> None:
    found = judged(lake, keyring, asked(lake))
    assert [len(numbers) for numbers, _ in found] == [4] * 6 + [3] + [2]
    gone = {3, 5, 9}  # 3 is of the day by now
    of_stock = [f"P{n:02d}" for n in range(30) if n not in gone]
    assert [no for numbers, _ in found for no in numbers] == [*of_stock, "P03", "P40"]
    assert all(names == sorted(numbers * 2) for numbers, names in found)


def test_only_what_was_issued_since_a_day_or_nobody_knows_when(
    lake: Path, keyring: Keyring
) -> None:
    found = judged(lake, keyring, asked(lake, date(2020, 1, 1), portion=100))
    of_stock = ["P01", "P02", *(f"P{n}" for n in range(20, 30))]
    assert [numbers for numbers, _ in found] == [of_stock, ["P40"]]


def test_a_list_made_meanwhile_changes_no_portion_and_a_lost_partition_is_named(
    lake: Path, keyring: Keyring
) -> None:
    wanted = asked(lake)
    before = judged(lake, keyring, wanted)
    later = partition.day_folder(lake, AS_OF)
    _write(later, keyring, [_policy(7)])
    (later / partition.SEAL).touch()
    assert judged(lake, keyring, wanted) == before
    stock = partition.stock_folder(lake, STOCK)
    stock.rename(stock.with_name("elsewhere"))
    with pytest.raises(LakeError, match="which the self-check reads, is no longer in"):
        judged(lake, keyring, wanted)
