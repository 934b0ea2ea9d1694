from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.sql.case_tables import LIST_DATE, apart, connect, token

from authenticity.errors import ConfigurationError
from authenticity.findings import finding
from authenticity.lake.views import day_views
from authenticity.rules import catalogue
from authenticity.rules.catalogue import Rule
from authenticity.screening import engine, finding_rows
from authenticity_lab.benchmarks import screening_lakes

PHONE = "suspicious.shared_phone"
TWO_SHARE = {
    "today": ["P1"],
    "party": [
        {"policy_no": "P1", "customer_no": "c1", "name": "wang", "id": "id1", "mobile": "m"},
        {"policy_no": "P2", "customer_no": "c2", "name": "li", "id": "id2", "mobile": "m"},
    ],
}


def rule(code: str = PHONE) -> Rule:
    return catalogue.load().rule(code)


def screen_parquet(lake: Path) -> pd.DataFrame:
    with day_views.connect(lake, screening_lakes.LIST_DATE) as connection:
        return engine.screen(connection, screening_lakes.LIST_DATE, catalogue.load())


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "lake"
    screening_lakes.build(folder, screening_lakes.Size(stock=20_000, entries=2_000, hot=3_000))
    return folder


@pytest.fixture(scope="module")
def found(lake: Path) -> pd.DataFrame:
    return screen_parquet(lake)


of_the_lake = pytest.mark.xdist_group("lake_of_the_engine")
"""One worker builds it and screens it."""


@of_the_lake
def test_the_same_day_twice_gives_the_same_findings(lake: Path, found: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(found, screen_parquet(lake))


@of_the_lake
def test_the_index_of_the_stock_changes_no_finding(
    lake: Path, found: pd.DataFrame, tmp_path: Path
) -> None:
    bare = tmp_path / "lake"
    shutil.copytree(lake, bare, ignore=shutil.ignore_patterns("index"))
    pd.testing.assert_frame_equal(found, screen_parquet(bare))


@of_the_lake
def test_a_hot_number_is_one_cluster_with_one_finding_a_policy(found: pd.DataFrame) -> None:
    group = found[[detail.get("group", False) for detail in found["detail"]]]
    assert group["rule_code"].value_counts().to_dict() == {
        PHONE: 15,  # thirty records of the day, two on each policy
        "suspicious.shared_address": 15,
    }
    assert group["cluster_id"].nunique() == 2  # one mobile, one address
    assert group["persons"].map(len).eq(0).all()
    assert set(group["cluster_persons"]) == {3_029}  # one of the thirty is a customer of the stock
    assert group["counterpart_policies"].map(len).eq(finding_rows.LISTED).all()


@of_the_lake
def test_every_finding_of_a_policy_has_a_subject_of_its_own(found: pd.DataFrame) -> None:
    assert not found.duplicated(["rule_code", "policy_no", "subject_key"]).any()
    assert list(found.columns) == finding.COLUMNS


def test_a_rule_that_is_off_or_of_another_kind_finds_nothing() -> None:
    with connect(TWO_SHARE) as connection:
        for passed in (replace(rule(), enabled=False), replace(rule(), kind="row")):
            found = engine.screen(connection, LIST_DATE, [passed])
            assert found.empty
            assert list(found.columns) == finding.COLUMNS


def test_the_thresholds_are_those_of_the_catalogue() -> None:
    with connect(TWO_SHARE) as connection:
        three = replace(rule(), parameters=rule().parameters | {"persons_from": 3})
        assert len(engine.screen(connection, LIST_DATE, [rule()])) == 1
        assert engine.screen(connection, LIST_DATE, [three]).empty


@pytest.mark.parametrize(
    ("of_mobiles", "of_landlines", "found"),
    [(2, 2, ["mobile", "phone"]), (2, 3, ["mobile"]), (3, 2, ["phone"]), (3, 3, [])],
)
def test_a_landline_has_a_threshold_of_its_own(
    of_mobiles: int, of_landlines: int, found: list[str]
) -> None:
    party = [{"policy_no": f"P{n}", "id": f"id{n}", "mobile": "m", "phone": "l"} for n in range(2)]
    limits = {"persons_from": of_mobiles, "landline_persons_from": of_landlines}
    moved = replace(rule(), parameters=rule().parameters | limits)
    with connect({"today": ["P0"], "party": party}) as connection:
        rows = engine.screen(connection, LIST_DATE, [moved])
    assert sorted(detail["field"] for detail in rows["detail"]) == found


def test_without_a_threshold_of_its_own_a_landline_has_that_of_mobiles() -> None:
    party = [{"policy_no": f"P{n}", "id": f"id{n}", "phone": "l"} for n in range(2)]
    plain = {k: v for k, v in rule().parameters.items() if k != "landline_persons_from"}
    with connect({"today": ["P0"], "party": party}) as connection:
        for persons, hits in ((2, 1), (3, 0)):
            moved = replace(rule(), parameters=plain | {"persons_from": persons})
            assert len(engine.screen(connection, LIST_DATE, [moved])) == hits


def neighbours(count: int) -> dict[str, Any]:
    """So many strangers at one address; the first policy is of the day."""
    return {
        "today": ["P0"],
        "party": [
            {"policy_no": f"P{n}", "name": f"n{n}", "id": f"id{n}", "address": "a", "email": "e"}
            for n in range(count)
        ],
    }


@pytest.mark.parametrize("code", ["suspicious.shared_address", "suspicious.shared_email"])
@pytest.mark.parametrize("more_than", [1, 2, 3, 5])
def test_so_many_families_are_allowed_and_one_more_is_found(code: str, more_than: int) -> None:
    moved = replace(rule(code), parameters=rule(code).parameters | {"more_than": more_than})
    with connect(neighbours(more_than), neighbours(more_than + 1)) as connection:
        allowed, too_many = apart(engine.screen(connection, LIST_DATE, [moved]), 2)
    assert allowed.empty
    assert too_many["cluster_persons"].tolist() == [more_than + 1]


def test_the_threshold_of_one_rule_is_none_of_anothers() -> None:
    rules = [rule("suspicious.shared_address"), rule("suspicious.shared_email")]
    with connect(*(neighbours(count) for count in (2, 3, 4))) as connection:
        found = apart(engine.screen(connection, LIST_DATE, rules), 3)
    hits = [[detail["field"] for detail in each["detail"]] for each in found]
    assert hits == [[], ["email"], ["address", "email"]]


def test_confidence_and_the_size_of_a_group_are_data() -> None:
    plain = rule("suspicious.shared_address")
    others = {"confidence_a_from": 6, "group_case_from": 5, "counterparts_named": 2}
    with connect(neighbours(5)) as connection:
        (before,) = engine.screen(connection, LIST_DATE, [plain]).to_dict("records")
        moved = replace(plain, parameters=plain.parameters | others)
        (after,) = engine.screen(connection, LIST_DATE, [moved]).to_dict("records")
    assert (before["confidence"], after["confidence"]) == ("A", "B")
    assert (before["counterpart_policies"], after["counterpart_policies"]) == (
        ["P1", "P2", "P3", "P4"],
        ["P1", "P2"],
    )
    assert after["detail"]["counterpart_more"] == 2


def test_persons_are_called_alike_in_every_rule_and_nobody_is_named_in_a_group() -> None:
    with connect(neighbours(4)) as connection:
        codes = ("suspicious.shared_address", "suspicious.shared_email")
        by_address, by_email = engine.screen(connection, LIST_DATE, [rule(code) for code in codes])[
            "persons"
        ]
    assert by_address == by_email
    assert len(set(by_address)) == 4
    assert not any(token("id1").hex() in person for person in by_address)
    with connect(neighbours(20)) as connection:
        (group,) = engine.screen(connection, LIST_DATE, [rule(codes[0])])["persons"]
    assert group == []


def test_a_rule_without_a_statement_is_a_clear_error() -> None:
    with connect(TWO_SHARE) as connection:
        unwritten = replace(rule(), code="suspicious.unwritten")
        with pytest.raises(ConfigurationError, match=r"suspicious\.unwritten\.sql; add it"):
            engine.screen(connection, LIST_DATE, [unwritten])


def test_a_missing_parameter_is_a_clear_error() -> None:
    with connect(TWO_SHARE) as connection:
        bare = replace(rule(), parameters={"persons_from": 2})
        with pytest.raises(ConfigurationError, match="group_case_from"):
            engine.screen(connection, LIST_DATE, [bare])


def test_a_finding_holds_no_token_beyond_its_cluster() -> None:
    with connect(TWO_SHARE) as connection:
        (found,) = engine.screen(connection, LIST_DATE, [rule()]).to_dict("records")
    assert len(found["cluster_id"]) == 12
    assert not any(isinstance(value, bytes) for value in found["detail"].values())


def test_one_run_of_two_days_finds_what_two_runs_find() -> None:
    both = TWO_SHARE | {"today": ["P1", "P2"]}
    with connect(both) as connection:
        together = engine.screen(connection, LIST_DATE, [rule()])
    with connect(TWO_SHARE) as connection:
        alone = engine.screen(connection, LIST_DATE, [rule()])
    of_p1 = together[together["policy_no"] == "P1"]
    keys = ["policy_no", "cluster_id", "subject_key", "confidence", "cluster_persons"]
    assert of_p1[keys].to_dict("records") == alone[keys].to_dict("records")
