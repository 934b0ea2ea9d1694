"""A run that somebody starts by hand makes the list of the date given, and no list of months."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from airflow.models.dagrun import DagRun
from tests import insurer
from tests.integration.conftest import DAY, House

from authenticity.commands import run
from authenticity.pull.window import list_date_of
from authenticity.settings import LOCAL
from authenticity.steps import pull


@pytest.mark.parametrize(
    ("instant", "list_date"),
    [
        (datetime(2026, 9, 27, 16, tzinfo=UTC), "2026-09-28"),  # midnight in Shanghai
        (datetime(2026, 9, 28, 9, 30, tzinfo=UTC), "2026-09-28"),
        (datetime(2026, 10, 3, 4, tzinfo=UTC), "2026-09-30"),  # National Day
    ],
)
def test_the_date_given_is_the_list_date(house: House, instant: datetime, list_date: str) -> None:
    assert pull.changes(instant) == list_date


def test_the_date_picked_in_the_form_comes_before_that_of_the_run(house: House) -> None:
    today = datetime(2026, 9, 30, 4, tzinfo=UTC)
    assert pull.changes(today, named="2026-09-28") == "2026-09-28"


def test_a_run_without_any_date_is_of_the_present_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-09-29T09:00:00+08:00")
    assert pull.changes(None) == "2026-09-29"


def test_the_job_switched_on_after_two_months_swallows_no_days(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    for policy_no, day in (("N28", "2026-09-28"), ("N29", "2026-09-29"), ("N14", "2026-10-14")):
        insurer.insert(
            house.core, "policy", insurer.policy(policy_no, updated_at=f"{day} 10:00:00")
        )
        insurer.insert(house.core, "party", insurer.party(policy_no))
    assert run.main(["--date", "2026-09-28"]) == 0
    assert run.main(["--date", "2026-11-27"]) == 1
    refused = capsys.readouterr().err
    assert "make run FROM=2026-09-29 DATE=2026-11-27" in refused
    assert set(house.table("v_finding")["list_date"].astype("str")) == {"2026-09-28"}
    assert run.main(["--date", "2026-09-30", "--from", "2026-09-29"]) == 0
    assert run.main(["--date", "2026-10-16", "--one-list", "1"]) == 0
    lists = house.table("v_run").query("dag_id == 'daily_screening' and status == 'released'")
    made = {"2026-09-28", "2026-09-29", "2026-09-30", "2026-10-16"}
    assert set(lists["list_date"].astype("str")) == made


def test_days_in_the_wrong_order_are_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--date", "2026-09-28", "--from", "2026-09-29"]) == 1
    assert "FROM=2026-09-29 lies after DATE=2026-09-28" in capsys.readouterr().err


def test_runs_by_command_take_no_other_run_s_place_in_airflow(house: House) -> None:
    """Airflow replaces the run that has the logical date of another, and schedules none there."""
    for _ in range(2):
        assert run.main(["--date", "2026-09-28"]) == 0
    instants = [made.logical_date for made in DagRun.find(dag_id="daily_screening")]
    of_that_day = [at for at in instants if at is not None and list_date_of(at) == DAY]
    assert len(of_that_day) >= 2
    assert time.min not in {at.astimezone(LOCAL).time() for at in of_that_day}
