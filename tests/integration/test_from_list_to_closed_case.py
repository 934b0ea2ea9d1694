"""From list to closed case over the National Day holiday of 2026, through real DAG runs.

The story is in `holiday_story`; here stands what must have become of it, by fate.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
import sqlalchemy as sa
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from tests.integration import docs_totals, file_contents
from tests.integration import holiday_story as holiday
from tests.integration.back_office import CLERK, SERVICE, Office
from tests.integration.conftest import ROUNDS, House
from tests.integration.holiday_story import Told
from tests.integration.holiday_tables import (
    AFTER,
    FATES,
    MON,
    OFFICE,
    PATHS,
    SWEEPS,
    TUE,
    WED,
    WORKING_DAYS,
    Fate,
)
from tests.integration.step_runs import balanced

from authenticity.audit import verification
from authenticity.commands import audit
from authenticity.privacy.keyring import Keyring
from authenticity.services.oversight import ledger_days, ledger_words
from authenticity.store.case_store import open_store

pytestmark = pytest.mark.xdist_group("from_list_to_closed_case")
"""The days before its tests are run once, by one worker."""

SHANGHAI = ZoneInfo("Asia/Shanghai")
NAME = "complete.policyholder.name"


def happened(folder: Path, days: int, store_url: str | None = None) -> Told:
    """The story through so many of its days, in a house of its own."""
    core = sa.create_engine(f"sqlite:///{folder}/core.db")
    bare = House.bare(folder / "home", core)
    house = House(bare.home, core, store_url or bare.store)
    told = Told(house, Office(house, folder / "office"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ECMA376Agile.encrypt, "__defaults__", ROUNDS)
        patch.setenv("AUTHENTICITY_HOME", str(house.home.root))
        patch.setenv("AIRFLOW_CONN_CORE_SYSTEM", str(core.url))
        if store_url:
            patch.setenv("AIRFLOW_CONN_CASE_STORE", store_url)
        holiday.insurer_before(core)
        for day in holiday.STORY[:days]:
            day(told, patch)
    return told


@pytest.fixture(scope="module")
def told(airflow_database: None, tmp_path_factory: pytest.TempPathFactory) -> Told:
    return happened(tmp_path_factory.mktemp("holiday"), len(holiday.STORY))


def clock_of(case: dict[str, Any]) -> tuple[datetime, str, str]:
    """When a case is due by its row, why, and the end of the cooling-off period."""
    ends_on = case["cooling_off_ends_on"]
    due_at = pd.to_datetime(case["due_at"], utc=True).to_pydatetime()
    return due_at, case["due_basis"], "" if pd.isna(ends_on) else str(ends_on)[:10]


def expected(fate: Fate) -> tuple[datetime, str, str]:
    due_at = datetime.combine(fate.due_on, time(23, 59, 59), SHANGHAI).astimezone(UTC)
    return due_at, fate.basis, str(fate.cooling_off_ends_on or "")


def test_every_case_is_due_as_the_table_says(told: Told) -> None:
    assert {fate: clock_of(told.case(fate)) for fate in FATES} == {
        fate: expected(written) for fate, written in FATES.items()
    }


def test_the_investigation_has_three_working_days_of_the_notice(told: Told) -> None:
    days = WORKING_DAYS
    for fate, written in FATES.items():
        third = Fate(written.listed_on, days[days.index(written.listed_on) + 3])
        due_at = pd.to_datetime(told.case(fate)["investigation_due_at"], utc=True)
        assert due_at == expected(third)[0], fate


def test_a_case_in_conflict_is_first_on_the_list_with_the_day_before_the_holiday(
    told: Told,
) -> None:
    sheet = told.office.list_of(MON)
    first = {sheet.cell(1, n).value: sheet.cell(2, n).value for n in range(1, 9)}
    assert first["保单号"] == "HURRIED"
    assert "2026-10-05" in first["处理时限"]
    assert "2026-09-30" in first["处理时限"]


def test_a_receipt_signed_late_moves_the_due_time_with_an_event(told: Told) -> None:
    assert clock_of(told.case("SIGNED", "2026-09-29T18:00")) == expected(Fate(MON, AFTER))
    (event,) = told.events("SIGNED", "deadlines_changed")
    detail = event["detail"]
    assert detail["reason"] == "the policy changed"
    assert detail["before"]["cooling_off_ends_on"] is None
    assert detail["after"]["cooling_off_ends_on"] == "2026-10-03"
    assert detail["after"]["inputs"]["receipt_signed_on"] == "2026-09-29"


def test_the_data_docs_of_each_day_say_what_store_and_list_say(told: Told) -> None:
    of_store = docs_totals.of_store(told.house)
    assert len(of_store) == 3 * len({MON, TUE, WED, AFTER})
    assert docs_totals.of_index(told.house) == of_store


def test_every_figure_of_the_ledger_has_a_name_on_its_page(told: Told) -> None:
    words = ledger_words.load()
    for row in told.house.table("v_reconciliation").to_dict("records"):
        stage, measure = row["stage"], row["measure"]
        if ledger_days.BY_RULE.get(stage) and measure.startswith(
            ("findings.", "found.", "waived.")
        ):
            continue  # by the wording of its rule
        is_sum = not pd.isna(row["expected"])
        name = words.identity(stage, measure) if is_sum else words.figure(measure)
        assert name != measure, (stage, measure)


def test_each_case_went_its_way(told: Told) -> None:
    states = set(" ".join(PATHS.values()).split())
    went = {fate: " ".join(event["kind"] for event in told.events(fate, *states)) for fate in PATHS}
    assert went == PATHS
    assert len(told.cases[told.clock]) == len(FATES)


def test_each_policy_is_on_the_first_list_for_its_own_fault(told: Told) -> None:
    found = told.house.table("v_finding").astype("str")
    found = found[found["list_date"] == str(MON)]
    others = found[found["rule_code"] != NAME].sort_values("policy_no")
    assert list(others[["policy_no", "rule_code"]].itertuples(index=False, name=None)) == [
        ("FAMILY", "suspicious.shared_phone"),
        ("REFUSING", "complete.policyholder.address"),
        ("SELLERS", "suspicious.salesperson_phone"),
        ("SWAPPED", "suspicious.salesperson_phone"),
    ]


def test_every_outcome_closes_a_case_by_four_eyes(told: Told) -> None:
    closed = {fate: told.case(fate) for fate, path in PATHS.items() if path.endswith("verified")}
    assert {fate: case["outcome"] for fate, case in closed.items()} == {
        "FAMILY": "LEGITIMATE",
        "SELLERS": "CONFIRMED_FALSE",
        "UNREACHED": "UNREACHABLE",
        "REFUSING": "REFUSED",
        "WRONG": "CORRECTED",
        "SWAPPED": "CORRECTED",
        "HURRIED": "REFUSED",
        "SIGNED": "REFUSED",
        "ENTERED": "LEGITIMATE",
    }
    assert {(case["investigator"], case["verifier"]) for case in closed.values()} == {
        (CLERK, SERVICE)
    }
    sanctions = told.cases[told.clock][told.cases[told.clock]["sanction_open"].astype(bool)]
    assert set(sanctions["policy_no"]) == {"SELLERS", "REFUSING", "HURRIED", "SIGNED"}


def test_nobody_closes_a_case_before_its_time(told: Told) -> None:
    refused = {key for key, is_closed in told.verified.items() if not is_closed}
    assert refused == {
        ("2026-09-28T16:30", CLERK, "FAMILY"),
        ("2026-09-28T16:30", SERVICE, "CORRECTED"),  # no pull has shown it yet
        ("2026-09-28T16:30", SERVICE, "UNREACHED"),  # one attempt of three
        ("2026-09-30T16:00", SERVICE, "WRONG"),
    }


def confirmed(told: Told, policy_no: str) -> dict[tuple[str, str], str]:
    """By list and rule, the list whose pull showed the correction."""
    rows = told.house.table("v_finding").astype("str")
    rows = rows[(rows["policy_no"] == policy_no) & (rows["outcome"] == "CORRECTED")]
    return {(row.list_date, row.rule_code): row.confirmed_on for row in rows.itertuples()}


def test_a_wrong_correction_goes_back_by_the_next_pull(told: Told) -> None:
    (event,) = told.events("WRONG", "returned")
    assert event["at"].startswith("2026-09-28 18:10"), "in UTC"
    assert "核心系统中该项内容未变更" in event["detail"]["reason"]
    at_first = told.case("WRONG", f"{TUE}T02:10")
    assert (at_first["status"], at_first["waits_for"]) == ("RETURNED", "clerk")
    days = str(MON), str(TUE)
    assert confirmed(told, "WRONG") == {(day, NAME): str(AFTER) for day in days}


def test_a_swap_of_one_false_phone_for_another_goes_back_with_what_it_shows(told: Told) -> None:
    (event,) = told.events("SWAPPED", "returned")
    assert "更正后的内容又出现新的问题" in event["detail"]["reason"]
    assert "138******02" in event["detail"]["reason"]
    assert confirmed(told, "SWAPPED") == {
        (str(MON), "suspicious.salesperson_phone"): str(AFTER),
        (str(TUE), "suspicious.relative_phone"): str(AFTER),
    }
    returned = told.house.table("v_message").query("kind == 'returned'")
    assert list(returned["recipient"]) == [OFFICE], "both cases in one message"


def test_everybody_is_told_what_the_table_says_and_nothing_else(told: Told) -> None:
    assert told.told == {clock: sorted(messages) for clock, messages in SWEEPS.items()}
    assert told.house.table("v_message")["sent_at"].notna().all()


def test_a_silent_channel_climbs_the_ladder_each_step_once(told: Told) -> None:
    steps = told.events("SILENT", "receipt_chased", "reminded", "escalated", "conflict_told")
    assert [event["detail"]["step"] for event in steps] == [
        "receipt",
        "reminder",
        "due",
        "compliance",
    ]
    assert told.case("SILENT")["escalation_level"] == 3
    assert pd.isna(told.case("SILENT")["received_at"])
    assert told.case("FAMILY")["received_at"] is not None


def test_the_case_of_a_surrendered_policy_is_withdrawn_and_takes_no_answer(told: Told) -> None:
    assert told.case("LEAVING", f"{TUE}T18:00")["status"] == "DISPATCHED"
    assert told.case("LEAVING", f"{WED}T02:10")["status"] == "WITHDRAWN"
    lines = told.house.table("v_return_line")
    refused = lines[~lines["accepted"].astype(bool)]
    assert list(refused["reason"]) == ["案件已撤案，无需答复"]
    counts = told.house.table("v_return")[["lines", "accepted", "refused"]]
    assert list(counts.itertuples(index=False, name=None))[1] == (5, 4, 1)
    (row_no,) = (row[1].row for row in told.office.list_of(MON) if row[1].value == "LEAVING")
    reply = told.office.reply("R20260930-0001", MON)
    case_no = told.case("LEAVING")["case_no"]
    assert "\n".join((str(row_no), case_no, "LEAVING", "未受理", "案件已撤案，无需答复")) in reply


def test_a_relapse_opens_a_case_that_names_the_verified_one(told: Told) -> None:
    old, new = told.case("CORRECTED"), told.case("RELAPSE")
    assert (old["status"], new["relapse_of"]) == ("REOPENED", old["case_no"])
    (event,) = told.events("CORRECTED", "reopened")
    assert event["detail"]["relapse"] == new["case_no"]
    assert confirmed(told, "CORRECTED") == {(str(MON), NAME): str(TUE)}


def test_a_problem_item_that_a_person_entered_becomes_a_case_of_the_next_list(told: Told) -> None:
    found = told.house.table("v_finding").astype("str").query("policy_no == 'ENTERED'")
    assert list(found["rule_code"]) == ["manual.problem_item"]
    assert list(found["list_date"]) == [str(WED)]
    detail = found["detail"].item()
    assert holiday.COMPLAINER not in detail
    assert "139" in detail


def test_the_books_balance_and_the_chain_is_whole_and_nothing_is_in_plain(told: Told) -> None:
    assert balanced(told.house)
    keyring = Keyring.open(told.house.home.keys / "keyring.json")
    store = open_store(told.house.store, keyring.chain_key)
    with store.read() as connection:
        report = verification.verify(connection)
    store.close()
    assert report.has_integrity
    assert report.is_complete
    kept = file_contents.read(told.house.home.root).values()
    assert not [value for value in holiday.SECRETS if any(value.encode() in one for one in kept)]


def test_the_audit_of_all_those_days_is_good(
    told: Told, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUTHENTICITY_HOME", str(told.house.home.root))
    assert audit.main([]) == 0, capsys.readouterr()
    said = capsys.readouterr().out.splitlines()
    assert said[1:4] == ["home: good", "integrity: good", "completeness: good"]


def test_the_first_days_are_the_same_on_postgresql(
    told: Told, new_postgres_url, tmp_path: Path
) -> None:
    other = happened(tmp_path, 3, new_postgres_url())
    for clock, cases in other.cases.items():
        assert plain(cases) == plain(told.cases[clock]), clock
    assert other.told.items() <= told.told.items()
    assert other.verified.items() <= told.verified.items()
    assert balanced(other.house)


def plain(cases: pd.DataFrame) -> list[dict[str, str]]:
    """Cases as either database says them."""
    columns = ["case_no", "policy_no", "status", "outcome", "waits_for", "escalation_level"]
    rows = cases.sort_values("case_no").to_dict("records")
    return [
        {**{name: str(row[name]) for name in columns}, "clock": str(clock_of(row))} for row in rows
    ]
