"""Keys that come twice are refused by table and count, and nothing of them is shown."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from authenticity.errors import FeedError
from authenticity.pull.repeated_keys import require_unique, require_unique_stock

PARTY = {"policy_no": ["P1", "P1", "P2"], "role": ["INSURED"] * 3}


def draft(folder: Path, policies: list[str], seqs: list[int]) -> Path:
    for name, rows in {"policy": {"policy_no": policies}, "party": {**PARTY, "seq": seqs}}.items():
        (folder / name).mkdir(parents=True)
        pq.write_table(pa.table(rows), folder / name / "part-00000.parquet")
    return folder


def test_a_stock_without_a_repeated_key_is_taken(tmp_path: Path) -> None:
    require_unique_stock(tmp_path, draft(tmp_path / "d", ["P1", "P2", "P3"], [1, 2, 1]))
    require_unique_stock(tmp_path, draft(tmp_path / "e", [], [1, 2, 1]))


@pytest.mark.parametrize(
    ("policies", "seqs", "said"),
    [
        (["P1", "P2", "P1", "P1", "P2"], [1, 2, 1], r"policy has 3 repeated keys \(policy_no\)"),
        (["P1"], [1, 1, 1], r"party has 1 repeated keys \(policy_no, role, seq\)"),
    ],
)
def test_a_repeated_key_of_a_stock_is_counted(
    tmp_path: Path, policies: list[str], seqs: list[int], said: str
) -> None:
    with pytest.raises(FeedError, match=said) as caught:
        require_unique_stock(tmp_path, draft(tmp_path / "d", policies, seqs))
    assert "P1" not in str(caught.value)


def test_a_register_with_a_key_twice_is_refused() -> None:
    require_unique(pa.table({"agent_code": ["A1", "A2"]}), "salesperson")
    with pytest.raises(FeedError, match=r"salesperson has 1 repeated keys \(agent_code\)"):
        require_unique(pa.table({"agent_code": ["A1", "A2", "A1"]}), "salesperson")
