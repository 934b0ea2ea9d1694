"""Whatever is done to the files of a lake is named; without its index the findings are the same."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.unit.lake.damage import WAYS, Damage, flip
from tests.unit.lake.test_compacted_stock import D1, D2, STOCK, Lake, policy

from authenticity.errors import LakeError
from authenticity.lake.compaction import new_stock
from authenticity.lake.partitions import file_sums, manifests, partition
from authenticity.lake.views import day_views
from authenticity.privacy.keyring import Keyring
from authenticity.rules import catalogue
from authenticity.screening import engine

RULES = [rule for rule in catalogue.load() if rule.code == "suspicious.shared_phone"]
INDEX_FILES = ("party/mobile_token.bin", "party/rows.bin", "policy/policy_no.bits", "hashes.json")
SCREENED = ("emptied", "of another day")
"""Ways after which the whole list date is screened; after all others the index is only refused."""
INDEX_WAYS = [(name, way) for name in INDEX_FILES for way in WAYS]


def holder(policy_no: str, number: int, person: int) -> dict[str, Any]:
    tokens = {name: bytes([person]) * 16 for name in ("id_token", "name_token")}
    return {
        "policy_no": policy_no,
        "role": "POLICYHOLDER",
        "seq": 1,
        "name": f"n{person}",
        "customer_no": f"c{person}",
        "id_kind": "resident",
        "mobile_kind": "mobile",
        **tokens,
        "mobile_token": bytes([number]) * 16,
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A stock of a thousand strangers and three on one number, two days since; and another home."""
    root = tmp_path_factory.mktemp("home")
    lake = Lake(root / "lake", Keyring.open(root / "keys.json"))
    other = Lake(root / "other", Keyring.open(root / "other.json"))
    for each, first in ((lake, 1), (other, 2)):
        numbers = range(first, 200)
        of_stock = [holder(f"P{number}", max(number, 4), number) for number in numbers]
        each.stock(policy=[policy(row["policy_no"]) for row in of_stock], party=of_stock)
        each.day(D1, policy=[policy("P300")], party=[holder("P300", first, 210)])
        each.day(D2, policy=[policy("P301")], party=[holder("P301", 4, 211)])
    return lake


@pytest.fixture
def lake(made: Lake, tmp_path: Path) -> Lake:
    """A copy of the lake, to be damaged."""
    shutil.copytree(made.root, tmp_path / "lake")
    return Lake(tmp_path / "lake", made.keyring)


@pytest.fixture(scope="module")
def findings(made: Lake) -> pd.DataFrame:
    found, faults = screened(made)
    assert len(found) == 1
    assert not faults
    return found


def screened(lake: Lake) -> tuple[pd.DataFrame, list[str]]:
    """The findings of the last day, and what was said of the index."""
    with closing(day_views.connect(lake.root, D2)) as connection:
        found = engine.screen(connection, D2, RULES)
        faults = connection.execute("SELECT fault FROM index_fault").fetchall()
    return found, [fault for (fault,) in faults]


def audited(lake: Lake) -> list[str]:
    """Whatever the audit says of the partitions."""
    faults = []
    for folder in partition.folders(lake.root):
        why_not = manifests.why_not_ours(folder, lake.keyring)
        readable = manifests.is_readable(folder)
        faults += [why_not] if why_not else []
        faults += file_sums.all_faults(folder) if readable else []
    return faults


def test_a_lake_that_nobody_touched_is_good(lake: Lake, findings: pd.DataFrame) -> None:
    assert audited(lake) == []
    assert screened(lake)[1] == []


@pytest.mark.parametrize(("name", "way"), INDEX_WAYS, ids=str)
def test_a_damaged_index_is_named_and_the_stock_scanned_with_the_same_findings(
    lake: Lake, made: Lake, findings: pd.DataFrame, name: str, way: str
) -> None:
    path = partition.stock_folder(lake.root, STOCK) / "index" / name
    other = partition.stock_folder(made.root.with_name("other"), STOCK) / "index" / name
    if name == "hashes.json":  # all homes have one stamp
        other = other.with_name("party") / "rows.json"
    file_sums.index_faults(partition.stock_folder(lake.root, STOCK))  # what was whole is noted
    WAYS[way](path, other)
    if way in SCREENED:
        found, faults = screened(lake)
        pd.testing.assert_frame_equal(found, findings)
    else:
        faults = file_sums.index_faults(partition.stock_folder(lake.root, STOCK))
    assert name in faults[0]
    assert any(name in fault for fault in audited(lake))


def _no_index(stock: Path, _other: Path) -> None:
    shutil.rmtree(stock / "index")


def _index_of_another_home(stock: Path, other: Path) -> None:
    shutil.rmtree(stock / "index")
    shutil.copytree(other / "index", stock / "index")


@pytest.mark.parametrize("way", [_no_index, _index_of_another_home])
def test_a_whole_index_that_is_gone_or_another_s_is_named(
    lake: Lake, made: Lake, findings: pd.DataFrame, way: Damage
) -> None:
    way(
        partition.stock_folder(lake.root, STOCK),
        partition.stock_folder(made.root.with_name("other"), STOCK),
    )
    found, faults = screened(lake)
    assert faults
    assert audited(lake)
    pd.testing.assert_frame_equal(found, findings)


def _changed(folder: Path, **values: Any) -> None:
    path = folder / "manifest.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, **values}))


def _forged(folder: Path, _other: Path) -> None:
    """A bit of the index, and the sum that goes with it."""
    flip(0.5)(folder / "index" / "party" / "rows.bin", folder)
    _changed(folder, files=file_sums.of_files(folder))


def _without_sums(folder: Path, _other: Path) -> None:
    content = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({"policies": content["policies"]}))


MANIFEST_WAYS: dict[str, Damage] = {
    **{way: WAYS[way] for way in ("emptied", "cut in half", "of another day", "deleted")},
    "another figure": lambda folder, _: _changed(folder, policies=1),
    "a forged sum": _forged,
    "without sums": _without_sums,
}


@pytest.mark.parametrize("way", MANIFEST_WAYS)
def test_a_manifest_that_somebody_changed_is_named(lake: Lake, made: Lake, way: str) -> None:
    folder = partition.stock_folder(lake.root, STOCK)
    other = partition.stock_folder(made.root.with_name("other"), STOCK)
    if way in WAYS:
        WAYS[way](folder / "manifest.json", other / "manifest.json")
    else:
        MANIFEST_WAYS[way](folder, other)
    assert "manifest.json" in audited(lake)[0]


@pytest.mark.parametrize("where", ["stock", "earlier day", "list date"])
@pytest.mark.parametrize("way", WAYS)
def test_a_damaged_table_stops_the_list_with_one_line_that_names_the_file(
    lake: Lake, made: Lake, way: str, where: str
) -> None:
    folders = {
        "stock": partition.stock_folder(lake.root, STOCK),
        "earlier day": partition.day_folder(lake.root, D1),
        "list date": partition.day_folder(lake.root, D2),
    }
    path = folders[where] / "party" / "part-00000.parquet"
    other = partition.day_folder(made.root.with_name("other"), D1) / "party" / path.name
    WAYS[way](path, other)
    with pytest.raises(LakeError, match="restore it from the backup") as refused:
        screened(lake)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)
    with pytest.raises(LakeError, match="restore it from the backup"):
        partition.read(folders[where], "party", lake.keyring)
    assert any(str(path) in fault for fault in audited(lake))


def test_what_was_found_whole_is_not_read_again_until_it_changes(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_sums, "_SETTLED", 0.0)
    read: list[Path] = []
    usual = file_sums._sha256
    monkeypatch.setattr(file_sums, "_sha256", lambda path: (read.append(path), usual(path))[1])
    screened(lake)
    assert read
    read.clear()
    screened(lake)
    assert not read
    victim = partition.stock_folder(lake.root, STOCK) / "index" / "party" / "rows.bin"
    os.utime(victim)
    screened(lake)
    assert read == [victim]


def test_a_disk_that_forgets_a_bit_is_found_when_files_are_read_again(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_sums, "_SETTLED", 0.0)
    screened(lake)
    folder = partition.stock_folder(lake.root, STOCK)
    victim = folder / "index" / "party" / "rows.bin"
    usual = file_sums._seen
    before = usual(victim, manifests.sums(folder)["index/party/rows.bin"])
    flip(0.5)(victim, victim)
    monkeypatch.setattr(
        file_sums, "_seen", lambda path, sha: before if path == victim else usual(path, sha)
    )
    assert not screened(lake)[1]
    assert not file_sums.look_again(folder, STOCK)  # it was read since
    assert file_sums.look_again(folder, D2.max) == [f"{victim} is not as it was written"]
    assert screened(lake)[1] == [f"{victim} is not as it was written"]


def test_compaction_makes_a_damaged_index_anew(lake: Lake, findings: pd.DataFrame) -> None:
    index = partition.stock_folder(lake.root, STOCK) / "index"
    shutil.rmtree(index / "party")
    assert new_stock.mend_indexes(lake.root, lake.keyring)
    assert audited(lake) == []
    found, faults = screened(lake)
    assert not faults
    pd.testing.assert_frame_equal(found, findings)
    assert not new_stock.mend_indexes(lake.root, lake.keyring)
