import datetime as dt
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from authenticity.errors import ConfigurationError, KeyringError, LakeError
from authenticity.lake.partitions import partition
from authenticity.lake.partitions.writer import PartitionWriter
from authenticity.privacy import classification
from authenticity.privacy.keyring import Keyring

DAY = dt.date(2026, 9, 28)
PARTIES = pa.table(
    {
        "policy_no": ["P1", "P2"],
        "name": ["CANARY-NAME", "CANARY-NAME"],
        "id_no": ["CANARY-ID", None],
        **dict.fromkeys(
            ("birth_date", "mobile", "phone", "email", "address", "postcode"),
            pa.array(["CANARY-X", "CANARY-Y"]),
        ),
        "name_token": pa.array([b"0" * 16, b"1" * 16]),
    }
)


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring.open(tmp_path / "keys" / "keyring.json")


def write_day(lake: Path, keyring: Keyring, data: pa.Table = PARTIES) -> Path:
    folder = partition.day_folder(lake, DAY)
    with PartitionWriter(folder, classification.load(), keyring) as writer:
        writer.write("party", data)
        writer.commit({"policies": 2})
    return folder


def test_personal_columns_are_encrypted_from_the_first_write(
    tmp_path: Path, keyring: Keyring
) -> None:
    folder = write_day(tmp_path, keyring)
    for path in folder.rglob("*"):
        assert path.is_dir() or b"CANARY" not in path.read_bytes(), path
    assert partition.read(folder, "party", keyring)["name"].to_pylist() == ["CANARY-NAME"] * 2


def test_a_folder_under_another_name_is_encrypted_by_the_contract_s_levels(
    tmp_path: Path, keyring: Keyring
) -> None:
    folder = partition.day_folder(tmp_path, DAY)
    accounts = pa.table(
        {"customer_no": ["C1"], "account_no": ["CANARY"], "account_name": ["CANARY"]}
    )
    with PartitionWriter(folder, classification.load(), keyring) as writer:
        writer.write("customer_account", accounts)
        writer.commit({})
    file = next((folder / "account").glob("*.parquet"))
    with pytest.raises(duckdb.Error, match="ncrypted"):
        duckdb.sql(f"SELECT account_no FROM '{file}'").fetchall()


def test_a_table_that_nobody_classified_is_not_written(tmp_path: Path, keyring: Keyring) -> None:
    with (
        PartitionWriter(tmp_path / "days" / "x", classification.load(), keyring) as writer,
        pytest.raises(ConfigurationError, match="the table hobby has no levels"),
    ):
        writer.write("hobby", PARTIES)


def test_an_engine_without_keys_reads_tokens_and_is_refused_names(
    tmp_path: Path, keyring: Keyring
) -> None:
    file = next(write_day(tmp_path, keyring).rglob("*.parquet"))
    rows = duckdb.sql(f"SELECT policy_no, name_token FROM '{file}'").fetchall()
    assert rows == [("P1", b"0" * 16), ("P2", b"1" * 16)]
    with pytest.raises(duckdb.Error, match="ncrypted"):
        duckdb.sql(f"SELECT name FROM '{file}'").fetchall()


def test_another_keyring_cannot_read_the_lake(tmp_path: Path, keyring: Keyring) -> None:
    folder = write_day(tmp_path, keyring)
    with pytest.raises(KeyringError, match="another keyring"):
        partition.read(folder, "party", Keyring.open(tmp_path / "other.json"))


def test_a_writer_that_dies_leaves_no_partition(tmp_path: Path, keyring: Keyring) -> None:
    folder = partition.day_folder(tmp_path, DAY)

    def die_while_writing() -> None:
        with PartitionWriter(folder, classification.load(), keyring) as writer:
            writer.write("party", PARTIES)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        die_while_writing()
    assert partition.manifest(folder) is None
    assert list(folder.parent.iterdir()) == []


def test_a_stock_gets_an_index_without_personal_columns_and_a_day_gets_none(
    tmp_path: Path, keyring: Keyring
) -> None:
    accounts = pa.table(
        {
            "customer_no": ["c1"],
            "account_no": ["CANARY-ACCOUNT"],
            "account_name": ["CANARY-NAME"],
            "account_token": pa.array([b"0" * 16], pa.binary(16)),
            "bank_account_token": pa.nulls(1, pa.binary(16)),
            **{name: pa.nulls(1, pa.string()) for name in ("valid_from", "valid_to")},
        }
    )
    day, stock = partition.day_folder(tmp_path, DAY), partition.stock_folder(tmp_path, DAY)
    for folder in (day, stock):
        with PartitionWriter(folder, classification.load(), keyring) as writer:
            writer.write("customer_account", accounts)
            writer.commit({"policies": 1})
    assert not (day / "index").exists()
    files = [path for path in (stock / "index").rglob("*") if path.is_file()]
    assert len(files) == 10
    assert not any(b"CANARY" in path.read_bytes() for path in files)


def test_writing_a_day_again_replaces_it(tmp_path: Path, keyring: Keyring) -> None:
    write_day(tmp_path, keyring)
    folder = write_day(tmp_path, keyring, PARTIES.slice(0, 1))
    assert partition.read(folder, "party", keyring).num_rows == 1


def test_only_sealed_days_count_as_accepted(tmp_path: Path, keyring: Keyring) -> None:
    write_day(tmp_path, keyring)
    assert partition.sealed_dates(tmp_path) == []
    partition.seal(tmp_path, DAY)
    assert partition.sealed_dates(tmp_path) == [DAY]
    assert partition.is_sealed(tmp_path, DAY)


def test_a_day_that_is_not_there_cannot_be_sealed_or_read(tmp_path: Path, keyring: Keyring) -> None:
    with pytest.raises(LakeError, match="run the pull first"):
        partition.seal(tmp_path, DAY)
    with pytest.raises(LakeError, match="run the pull first"):
        partition.read(partition.day_folder(tmp_path, DAY), "party", keyring)
