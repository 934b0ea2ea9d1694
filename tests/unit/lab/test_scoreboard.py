"""Found against planted, and the hard negatives that must not be accused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from authenticity_lab import scoreboard
from authenticity_lab.scoreboard import Scoreboard, Spared

DAY = date(2026, 9, 28)
KEY = {"list_date": str(DAY), "policy_no": "P1", "party_role": "POLICYHOLDER", "party_seq": "1"}
CHECKSUM = {"rule_code": "identity.id_no.checksum", "level": "E"}
NO_INSURED = {"rule_code": "complete.policy.insured", "level": "E"}
SHARED = {"rule_code": "suspicious.shared_phone", "level": "E", "confidence": "C"}
OF_POLICY = {"party_role": None, "party_seq": None}


def board(findings: list[dict[str, Any]], truth: list[dict[str, Any]]) -> Scoreboard:
    columns = [*KEY, "rule_code", "level", "confidence"]
    return scoreboard.from_frames(
        pd.DataFrame([KEY | finding for finding in findings], columns=columns),
        pd.DataFrame(),
        pd.DataFrame([KEY | mark for mark in truth], columns=columns),
        pd.DataFrame([KEY | {"kind": "passport"}, KEY | {"kind": "twins", "policy_no": "P2"}]),
    )


def test_hard_negatives_that_nobody_accuses_are_counted() -> None:
    spared = board([CHECKSUM | {"policy_no": "P3"}], []).spared([DAY])
    assert spared == [Spared("passport", 1, 0, 0), Spared("twins", 1, 0, 0)]


@pytest.mark.parametrize("finding", [CHECKSUM, NO_INSURED | OF_POLICY, SHARED])
def test_an_accused_hard_negative_is_a_failure(finding: dict[str, Any]) -> None:
    accused = board([finding], [])
    assert accused.spared([DAY])[0].accused == 1
    assert "hard negatives passport (1 accused)" in accused.failures([DAY])


def test_what_was_planted_on_a_hard_negative_accuses_nobody() -> None:
    planted = board([CHECKSUM, SHARED], [CHECKSUM, SHARED | {"party_role": "INSURED"}])
    assert planted.spared([DAY])[0] == Spared("passport", 1, 1, 0)
    assert planted.failures([DAY]) == []


def test_an_error_that_was_planted_as_a_warning_accuses() -> None:
    accused = board([SHARED], [SHARED | {"level": "W"}])
    assert accused.spared([DAY])[0].accused == 1


def test_warnings_and_other_days_accuse_nobody() -> None:
    warned = CHECKSUM | {"level": "W"}
    later = CHECKSUM | {"list_date": "2026-09-29"}
    assert all(not spared.accused for spared in board([warned, later], []).spared([DAY]))
