"""Findings are handed over as they were made: structure, order, and what is not there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from authenticity.errors import LakeError
from authenticity.findings import stage_file
from authenticity.findings.finding import COLUMNS

DAY = date(2026, 9, 28)
FOUND: dict[str, Any] = {
    "list_date": DAY,
    "rule_code": "suspicious.shared_phone",
    "article": "7",
    "level": "E",
    "confidence": "B",
    "policy_no": "P1",
    "party_role": "POLICYHOLDER",
    "party_seq": 1,
    "customer_no": "C1",
    "cluster_id": "k1",
    "cluster_persons": 2,
    "counterpart_policies": ["P2", "P3"],
    "detail": {"field": "mobile", "differences": ["name"]},
    "subject_key": "phone:k1",
    "rule_version": "1a2b3c4d",
    "persons": ["1aa", "1bb"],
}


def handed_over(lake: Path, *found: dict[str, Any]) -> list[dict[str, Any]]:
    stage_file.write(lake, DAY, "screening", pd.DataFrame(found))
    read = stage_file.read(lake, DAY, "screening")
    plain = read.astype(object).where(read.notna(), None)
    return [{str(name): row[name] for name in row} for row in plain.to_dict("records")]


def test_a_finding_comes_out_as_it_went_in(tmp_path: Path) -> None:
    assert handed_over(tmp_path, FOUND) == [FOUND]


def test_a_stage_that_compares_no_persons_need_not_name_them(tmp_path: Path) -> None:
    bare = {name: value for name, value in FOUND.items() if name != "persons"}
    (alone,) = handed_over(tmp_path, bare)
    assert alone["persons"] is None
    both = handed_over(tmp_path, bare, FOUND)  # pandas marks the gap with NaN
    assert [row["persons"] for row in both] == [None, ["1aa", "1bb"]]


def test_no_findings_are_handed_over_too(tmp_path: Path) -> None:
    stage_file.write(tmp_path, DAY, "screening", pd.DataFrame(columns=COLUMNS))
    read = stage_file.read(tmp_path, DAY, "screening")
    assert read.empty
    assert list(read.columns) == COLUMNS


def test_a_stage_that_has_not_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="stage screening has left no findings"):
        stage_file.read(tmp_path, DAY, "screening")
