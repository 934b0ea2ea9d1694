"""What is narrowed away is never missed: the same findings as from telling everybody apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.sql.case_tables import LIST_DATE, STOCK_AS_OF, connect

from authenticity.rules import catalogue
from authenticity.screening import engine
from authenticity.screening.needed import Needed

ADDRESS = catalogue.load().rule("suspicious.shared_address")
BETWEEN = date(2026, 9, 18)
ROLES = ["POLICYHOLDER", "INSURED", "BENEFICIARY"]


def some_business(seed: int) -> dict[str, Any]:
    """A few dozen people on a few addresses, with IDs or without, corrected now and then."""
    rng = np.random.default_rng(seed)
    policies = [f"P{number}" for number in range(16)]
    today = [str(number) for number in rng.choice(policies, 6, replace=False)]
    first = {number: LIST_DATE if number in today else STOCK_AS_OF for number in policies}
    versions = [(number, first[number]) for number in policies]
    versions += [(number, BETWEEN) for number in policies if number not in today][:5]
    return {
        "today": today,
        "policy": [{"policy_no": number, "recorded_on": on} for number, on in versions],
        "party": [
            _party(number, on, role, rng)
            for number, on in versions
            for role in ROLES[: int(rng.integers(1, 4))]
        ],
    }


def _party(policy_no: str, on: date, role: str, rng: np.random.Generator) -> dict[str, Any]:
    person = int(rng.integers(12))
    return {
        "policy_no": policy_no,
        "recorded_on": on,
        "role": role,
        "customer_no": f"c{rng.integers(16)}" if rng.random() < 0.5 else None,
        "name": f"n{person}" if rng.random() < 0.9 else None,
        "id": f"id{person}" if rng.random() < 0.7 else None,
        "address": f"a{rng.integers(4)}" if rng.random() < 0.8 else None,
    }


def found(tables: dict[str, Any], more_than: int) -> pd.DataFrame:
    rule = replace(ADDRESS, parameters=ADDRESS.parameters | {"more_than": more_than})
    with connect(tables) as connection:
        return engine.screen(connection, LIST_DATE, [rule])


@pytest.mark.parametrize("more_than", [2, 3])
def test_nothing_narrowed_away_is_missed(more_than: int, monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = [some_business(seed) for seed in range(5)]
    narrowed = [found(tables, more_than) for tables in worlds]
    monkeypatch.setattr(
        engine, "_needed", lambda rules: {"address": Needed(2, counts_families=True)}
    )
    for tables, findings in zip(worlds, narrowed, strict=True):
        pd.testing.assert_frame_equal(findings, found(tables, more_than))
    assert any(len(findings) for findings in narrowed)


def test_families_beyond_reach_are_not_told_apart() -> None:
    """Three couples are six people, and no room for a fourth family: nobody is looked at again."""
    tables = {
        "today": ["P1"],
        "party": [
            {"policy_no": f"P{number // 2}", "role": role, "id": f"id{number}", "address": "a"}
            for number, role in enumerate(["POLICYHOLDER", "INSURED"] * 3)
        ],
    }
    for more_than, looked_at in ((3, 0), (2, 6)):
        rule = replace(ADDRESS, parameters=ADDRESS.parameters | {"more_than": more_than})
        with connect(tables) as connection:
            engine.screen(connection, LIST_DATE, [rule])
            (holders,) = connection.execute("SELECT COUNT(*) FROM found_party").fetchone() or (0,)
        assert holders == looked_at
