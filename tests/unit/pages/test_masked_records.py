"""What the lake says of shared numbers is the same in every process, however many days say it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.unit.cases.case_samples import finding

from authenticity.lake.partitions import partition, policy_versions
from authenticity.pages.link_picture import masked_records
from authenticity.privacy.keyring import Keyring

DAYS = [date(2026, 9, 1) + timedelta(days=number) for number in range(20)]


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring.open(tmp_path / "keyring.json")


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each day has another mobile of the policyholder, the last another name, too."""

    def rows(folder: Path, table: str, *_: Any) -> list[dict[str, Any]]:
        day = int(folder.name[-2:])
        name, mobile = "李秀英" if day == len(DAYS) else "王秀英", f"138001380{day - 1:02}"
        known = {"policy_no": "P0001", "role": "POLICYHOLDER", "seq": 1}
        return [known | {"name": name, "mobile": mobile}] if table == "party" else []

    registers = pa.table({name: pa.array([], pa.string()) for name in (
        "agent_code", "name", "agency_code", "agency_name")})  # fmt: skip
    monkeypatch.setattr(partition, "sealed_dates", lambda _lake: DAYS)
    monkeypatch.setattr(partition, "read_where", rows)
    monkeypatch.setattr(partition, "read", lambda *_: registers)
    monkeypatch.setattr(policy_versions, "latest_of_each", lambda *_: {})
    return tmp_path


def test_of_many_days_the_first_gives_the_number_and_the_last_the_name(
    lake: Path, keyring: Keyring
) -> None:
    found = [
        finding(
            1, list_date=day, policy_no="P0001", party_role="POLICYHOLDER", party_seq=1,
            cluster_id="abc", subject_key="phone:abc", detail={"field": "mobile"},
        )
        for day in DAYS
    ]  # fmt: skip
    read = masked_records.read(lake, keyring, found)
    assert read.numbers == {"abc": "138******00"}
    assert read.parties == {("P0001", "POLICYHOLDER", 1): "李**"}
    until = masked_records.read(lake, keyring, found, DAYS[0])
    assert read.numbers == until.numbers
    assert until.parties == {("P0001", "POLICYHOLDER", 1): "王**"}
