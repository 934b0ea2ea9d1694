"""Repeated mis-selling in the register: the real steps, from the complaint to the new call."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner, balanced, story

pytestmark = pytest.mark.xdist_group("recheck")

NEXT, THIRD, FOURTH = date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 8)
CAMPAIGNS = ["campaign_no", "subject_kind", "subject_no", "policies", "checked", "left_before"]
BY_DAY = ("v_campaign", "v_callback_due", "v_finding", "v_case", "v_message", "v_reconciliation")


@dataclass(frozen=True)
class Told:
    """The views after each day, and the house at the end."""

    house: House
    after: dict[date, dict[str, pd.DataFrame]]


@pytest.fixture(scope="module")
def told(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> Told:
    root = tmp_path_factory.mktemp("recheck")
    core = sa.create_engine(f"sqlite:///{root}/core.db")
    _before_first(core)
    house = House.bare(root / "home", core)
    after = {}
    for day in (DAY, NEXT, THIRD, FOURTH):
        _during(house, day)
        for steps in ((), ("recheck",)):
            ended = runner.run(house, day, steps=steps, clock=f"{day}T07:00:00+08:00")
            assert ended.how == 0, ended.log
        after[day] = {view: house.table(view) for view in BY_DAY}
    return Told(house, after)


def _before_first(core: sa.Engine) -> None:
    """Old business of salesperson A1, in the stock: one wrong all along, one that leaves."""
    insurer.create(core)
    insurer.registers(core)
    old = {"updated_at": "2026-08-01 10:00:00", "entered_at": "2026-08-01 10:00:00"}
    sold = {"OLD": {}, "FALSE": {"mobile": "12345"}, "LEAVES": {}, "OTHERS": {"mobile": "12345"}}
    for number, (policy_no, party) in enumerate(sold.items()):
        seller = {"agent_code": "A2"} if policy_no == "OTHERS" else {}
        issued = {"issued_on": f"2026-07-0{number + 1}"}
        insurer.insert(core, "policy", insurer.policy(policy_no, **old, **seller, **issued))
        customer = {"customer_no": f"K{number}", "name": f"陈大{'甲乙丙丁'[number]}"}
        contact = {"mobile": f"1391234560{number}", "id_no": "", "id_type": "OTHER"} | party
        insurer.insert(core, "party", insurer.party(policy_no, **customer, **contact))
    for day in ("2026-09-25", "2026-09-28", "2026-09-29", "2026-09-30"):
        insurer.insert(core, "policy", insurer.policy(day, updated_at=f"{day} 10:00:00"))
        insurer.insert(core, "party", insurer.party(day), insurer.party(day, "INSURED"))
    for number, day in ((1, "2025-09-28"), (2, "2026-09-28")):
        insurer.insert(
            core,
            "complaint",
            {
                "complaint_no": f"TS{number}",
                "agent_code": "A1",
                "kind": "MIS_SELLING",
                "received_on": "2025-09-01",
                "verified": 1,
                "verified_on": day,
            },
        )


def _during(house: House, day: date) -> None:
    if day == NEXT:
        _execute(house, "UPDATE policy SET status = 'LAPSED' WHERE policy_no = 'LEAVES'")
    if day == FOURTH:
        call = {"policy_no": "OLD", "called_at": "2026-09-30 15:00:00", "outcome": "SUCCESS"}
        insurer.insert(house.core, "callback", call)


def _execute(house: House, statement: str) -> None:
    with house.core.begin() as connection:
        connection.exec_driver_sql(statement)


def campaign(told: Told, day: date) -> dict[str, Any]:
    (row,) = told.after[day]["v_campaign"].to_dict("records")
    return dict(row)


def ledger(told: Told, measure: str, day: date) -> int:
    frame = told.after[day]["v_reconciliation"]
    chosen = frame[(frame["measure"] == measure) & (frame["list_date"] == day.isoformat())]
    return int(chosen["value"].iloc[0])


def test_complaints_365_days_apart_open_a_campaign_over_what_the_seller_sold(told) -> None:
    found = campaign(told, DAY)
    assert [found[name] for name in CAMPAIGNS] == [
        "R20260928-00001", "salesperson", "A1", 4, 0, 0,
    ]  # fmt: skip
    assert json.loads(found["complaints"]) == ["TS1", "TS2"]


def test_the_next_list_judges_them_by_all_rules(told: Told) -> None:
    assert ledger(told, "brought_by_recheck", DAY) == 0
    assert ledger(told, "brought_by_recheck", NEXT) == 3, "without the one that left"
    before, after = (set(told.after[day]["v_finding"]["policy_no"]) for day in (DAY, NEXT))
    assert "FALSE" not in before, "it was in the stock, and nobody had judged it"
    assert "FALSE" in after
    assert "OTHERS" not in after, "another seller's policy is not re-checked"
    cases = told.after[NEXT]["v_case"]
    assert list(cases[cases["policy_no"] == "FALSE"]["status"]) == ["DISPATCHED"]
    assert balanced(told.house)


def test_what_left_is_counted_and_the_rest_is_called(told: Told) -> None:
    found = campaign(told, NEXT)
    assert [found[name] for name in CAMPAIGNS[3:]] == [4, 3, 1]
    assert found["status"] == "finished"
    due = told.after[NEXT]["v_callback_due"]
    assert sorted(due["policy_no"]) == ["2026-09-25", "FALSE", "OLD"]
    assert set(due["since"]) == {"2026-09-29"}
    assert due["case_no"].isna().all()


def test_the_call_is_brought_by_number_and_satisfies_it(told: Told) -> None:
    assert ledger(told, "brought_by_new_call", FOURTH) == 1
    assert campaign(told, THIRD)["calls_made"] == 0
    assert campaign(told, FOURTH)["calls_made"] == 1
    assert sorted(told.after[FOURTH]["v_callback_due"]["policy_no"]) == ["2026-09-25", "FALSE"]


def test_compliance_and_the_channel_are_told_when_it_opens_and_when_it_is_over(told) -> None:
    by_day = {day: told.after[day]["v_message"] for day in told.after}
    counts = {day: int((frame["kind"] == "report").sum()) for day, frame in by_day.items()}
    assert counts == {DAY: 2, NEXT: 4, THIRD: 4, FOURTH: 4}
    reports = by_day[FOURTH][by_day[FOURTH]["kind"] == "report"]
    assert set(reports["recipient"]) == {"channel:COMPLIANCE", "agent.head@example.com"}
    files = sorted(told.house.home.outbox.rglob("recheck_*.xlsx"))
    assert len(files) == 4
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)


def test_the_days_run_again_change_nothing(told: Told, runner: Runner) -> None:
    before = story(told.house), {view: told.house.table(view).to_dict() for view in BY_DAY[:2]}
    for day in (NEXT, THIRD, FOURTH):
        for steps in ((), ("recheck",)):
            ended = runner.run(told.house, day, steps=steps, clock="2026-10-08T08:00:00+08:00")
            assert ended.how == 0, ended.log
    assert (story(told.house), {v: told.house.table(v).to_dict() for v in BY_DAY[:2]}) == before


def test_the_late_case_that_it_opened_puts_the_seller_on_the_hold_list(told, runner) -> None:
    """By the step that `track_resolution` runs; a second run tells nobody again."""
    for _ in range(2):
        ended = runner.run(
            told.house, FOURTH, steps=("follow_up",), clock="2026-10-19T08:30:00+08:00"
        )
        assert ended.how == 0, ended.log
    holds = told.house.table("v_hold")
    assert list(holds["subject_no"]) == ["A1"]
    assert holds["until"].isna().all()
    assert len(list(told.house.home.outbox.rglob("hold_list_*.xlsx"))) == 2
