"""The synthetic insurer as a whole: size, seed, shape, calendar."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from authenticity.core_system import contract
from authenticity.errors import ConfigurationError
from authenticity_lab.synthetic import insurer


def dump(path: Path) -> str:
    with sa.create_engine(f"sqlite:///{path}").connect() as connection:
        driver = connection.connection.driver_connection
        return "\n".join(driver.iterdump())


def build(folder: Path, policies: int, seed: int, **more: object) -> insurer.Summary:
    folder.mkdir()
    engine = sa.create_engine(f"sqlite:///{folder}/core_system.db")
    return insurer.build(engine, folder / "truth.csv", policies, seed, **more)


def test_equal_seeds_give_equal_databases_and_truth(tmp_path):
    for name in ("one", "two"):
        build(tmp_path / name, 800, 3)
    assert dump(tmp_path / "one/core_system.db") == dump(tmp_path / "two/core_system.db")
    truths = [(tmp_path / name / "truth.csv").read_bytes() for name in ("one", "two")]
    assert truths[0] == truths[1]


def test_another_seed_gives_another_insurer(tmp_path):
    for seed in (3, 4):
        build(tmp_path / str(seed), 300, seed)
    assert dump(tmp_path / "3/core_system.db") != dump(tmp_path / "4/core_system.db")


def test_a_database_that_holds_tables_of_the_contract_is_left_alone(tmp_path):
    build(tmp_path / "real", 50, 1)
    engine = sa.create_engine(f"sqlite:///{tmp_path}/real/core_system.db")
    before = dump(tmp_path / "real/core_system.db")
    with pytest.raises(ConfigurationError, match="already has the table"):
        insurer.build(engine, tmp_path / "truth.csv", 50, 1)
    assert dump(tmp_path / "real/core_system.db") == before


def test_progress_is_told_up_to_the_last_policy(tmp_path):
    told = []
    build(tmp_path / "one", 60, 1, progress=lambda *step: told.append(step))
    assert ("policies", 60, 60) in told


def test_every_policy_asked_for_is_written_once(built):
    assert built.summary.policies == len(built.policy) == 20_000
    assert built.policy["policy_no"].is_unique
    assert built.summary.parties == len(built.party)
    assert built.summary.judged == len(built.judged)


def test_every_table_of_the_contract_has_rows(built):
    for table in contract.load().tables:
        assert built.read(f"SELECT COUNT(*) AS n FROM {table}")["n"][0] > 0, table


def test_seven_tenths_are_stock_from_before_the_season(built):
    updated = built.policy["updated_at"]
    assert 0.68 < (updated < "2026-09-24").mean() < 0.72
    assert updated.min() >= "2015"
    assert updated.max() < "2026-10-11"


def test_every_day_of_the_season_has_entries_and_holidays_have_fewer(built):
    days = built.policy["updated_at"].str[:10]
    counts = days[days >= "2026-09-24"].value_counts()
    assert set(counts.index) == set(pd.date_range("2026-09-24", "2026-10-10").strftime("%Y-%m-%d"))
    holidays = counts[[f"2026-10-0{day}" for day in range(1, 8)]]
    assert holidays.max() < counts[["2026-09-28", "2026-10-09", "2026-10-10"]].min() / 3


def test_no_date_of_a_policy_runs_ahead_of_its_last_change(built):
    book = built.policy
    for column in ("applied_on", "issued_on", "receipt_signed_on", "callback_done_on"):
        known = book[book[column].notna()]
        assert (known[column] <= known["updated_at"].str[:10]).all(), column
    assert (book["entered_at"] <= book["updated_at"]).all()


def test_channels_statuses_and_terms_of_every_sort_are_sold(built):
    assert built.policy["channel_code"].value_counts(normalize=True).round(1)["BANK"] == 0.5
    assert set(built.policy["source_system"]) == {"CORE", "BANCA"}
    assert set(built.policy["status"]) == {
        "IN_FORCE", "PENDING", "SURRENDERED", "LAPSED", "REJECTED", "CANCELLED",
    }  # fmt: skip
    periods = built.read("SELECT cooling_off_days AS days, term_months AS term FROM product")
    assert {10, 15, 20} <= set(periods["days"].dropna())
    assert periods["days"].isna().any()
    assert periods["term"].isna().any()
    assert {1, 12} <= set(periods["term"].dropna())


def test_the_staff_can_be_written_to_at_example_com_only(built):
    channel = built.read("SELECT back_office_email AS a, manager_email AS b FROM channel")
    leader = built.read("SELECT leader_email AS a FROM team")
    for address in [*channel["a"], *channel["b"], *leader["a"]]:
        assert address.endswith("@example.com")


def test_salespeople_sell_only_after_they_passed_the_test_unless_planted(built):
    sold = built.read(
        "SELECT policy_no, applied_on, qualified_on FROM policy JOIN salesperson USING (agent_code)"
    )
    wrong = sold[sold["qualified_on"].isna() | (sold["qualified_on"] > sold["applied_on"])]
    truth = built.truth
    planted = truth[truth["rule_code"] == "suspicious.unqualified_salesperson"]
    judged = set(wrong["policy_no"]) & set(built.judged["policy_no"])
    assert judged == set(planted["policy_no"])
