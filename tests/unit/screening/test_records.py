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
from authenticity.screening.attributes import HolderLimits

ADDRESS = catalogue.load().rule("suspicious.shared_address")
PHONE = catalogue.load().rule("suspicious.shared_phone")
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


def found(worlds: list[dict[str, Any]], more_than: int) -> pd.DataFrame:
    rule = replace(ADDRESS, parameters=ADDRESS.parameters | {"more_than": more_than})
    with connect(*worlds) as connection:
        return engine.screen(connection, LIST_DATE, [rule])


@pytest.mark.parametrize("more_than", [2, 3])
def test_nothing_narrowed_away_is_missed(more_than: int, monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = [some_business(seed) for seed in range(5)]
    narrowed = found(worlds, more_than)
    monkeypatch.setattr(
        engine, "_needed", lambda rules: {"address": HolderLimits(2, counts_families=True)}
    )
    pd.testing.assert_frame_equal(narrowed, found(worlds, more_than))
    assert len(narrowed)


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


def two_on_a_policy(policies: int) -> dict[str, Any]:
    """Couples, a policy each, all with one mobile."""
    party = [
        {"policy_no": f"P{pair:02}", "role": role, "id": f"{role}{pair}", "mobile": "m"}
        for pair in range(policies)
        for role in ROLES[:2]
    ]
    return {"today": ["P00"], "party": party}


@pytest.mark.parametrize(("persons_from", "is_hit"), [(3, True), (4, True), (5, False)])
def test_where_persons_are_counted_two_couples_are_four(persons_from: int, is_hit: bool) -> None:
    rule = replace(PHONE, parameters=PHONE.parameters | {"persons_from": persons_from})
    with connect(two_on_a_policy(2)) as connection:
        assert len(engine.screen(connection, LIST_DATE, [rule])) == is_hit


def test_of_a_group_case_only_what_a_finding_may_name_is_read_whole() -> None:
    rule = replace(PHONE, parameters=PHONE.parameters | {"counterparts_named": 3})
    with connect(two_on_a_policy(30)) as connection:
        (finding,) = engine.screen(connection, LIST_DATE, [rule]).to_dict("records")
        (read,) = connection.execute("SELECT COUNT(*) FROM found_party").fetchone() or (0,)
    assert finding["cluster_persons"] == 60
    assert finding["counterpart_policies"] == ["P01", "P02", "P03"]
    assert finding["detail"]["counterpart_more"] == 26
    assert read == 2 * (2 + 3)


@pytest.mark.parametrize(
    ("one", "other", "families_from"),
    [
        (HolderLimits(4, True, 4), HolderLimits(3, True, 3), 3),
        (HolderLimits(4, True, 4), HolderLimits(3), None),
    ],
    ids=["both count families", "one counts persons"],
)
def test_room_for_families_is_asked_only_where_no_rule_counts_persons(
    one: HolderLimits, other: HolderLimits, families_from: int | None
) -> None:
    assert one.beside(other).families_from == other.beside(one).families_from == families_from
