"""The whole DAGs through Airflow on the synthetic insurer, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from tests.integration import docs_totals
from tests.integration.conftest import House
from tests.integration.plain_values import found_in_plain

from authenticity_lab import scoreboard
from authenticity_lab.synthetic import insurer

DAYS = [date(2026, 9, 28), date(2026, 9, 29)]
POLICIES = 6_000
SEED = 7


@pytest.fixture(params=["sqlite", "postgresql"])
def ran(request: pytest.FixtureRequest, make_house: Callable[..., House]) -> House:
    """Two working days of a synthetic insurer, run to their end."""
    if request.param == "postgresql":
        new = request.getfixturevalue("new_postgres_url")
        house = make_house(new(), new())
    else:
        house = make_house()
    house.home.synthetic.mkdir(parents=True)
    insurer.build(house.core, house.home.synthetic / "truth.csv", POLICIES, SEED)
    assert house.run(DAYS[0])
    assert house.run(DAYS[1])
    return house


def test_everything_planted_is_found_and_nobody_else_accused(ran: House) -> None:
    views = ran.table("v_finding"), ran.table("v_reconciliation")
    board = scoreboard.from_frames(*views, *scoreboard.planted(ran.home))
    assert board.failures(DAYS) == []
    assert sum(score.planted for score in board.scores(DAYS)) > 20
    _the_ledger_balances(ran)
    _cases_have_deadlines(ran)
    _every_list_is_there(ran)
    _the_data_docs_say_what_the_list_says(ran)
    assert found_in_plain(ran) == {}
    _a_second_run_changes_nothing(ran)


def _the_ledger_balances(ran: House) -> None:
    ledger = ran.table("v_reconciliation")
    assert ledger["balanced"].all()
    assert {"pull", "validate", "screen", "open_cases", "dispatch"} <= set(ledger["stage"])
    assert set(ran.table("v_run")["status"]) == {"released"}


def _cases_have_deadlines(ran: House) -> None:
    cases = ran.table("v_case")
    assert not cases["case_no"].duplicated().any()
    assert set(cases["status"]) == {"DISPATCHED"}
    assert cases["due_at"].notna().all()
    errors = ran.table("v_finding").query("level == 'E'")
    assert set(errors["case_no"]) == set(cases["case_no"])


def _every_list_is_there(ran: House) -> None:
    deliveries = ran.table("v_delivery")
    files = {path.name for path in ran.home.outbox.rglob("*.xlsx")}
    assert set(deliveries["file_name"]) == files
    assert deliveries["sent_at"].notna().all()


def _the_data_docs_say_what_the_list_says(ran: House) -> None:
    of_store = docs_totals.of_store(ran)
    assert docs_totals.of_index(ran) == of_store
    of_pages = {key: count for key, count in of_store.items() if key[1] != "lines"}
    assert docs_totals.of_pages(ran) == of_pages


def _a_second_run_changes_nothing(ran: House) -> None:
    views = {"v_finding": ["finding_id"], "v_case": ["case_no"], "v_delivery": ["delivery_id"]}
    views |= {"v_case_event": ["case_no", "event_no"]}
    before = {view: ran.table(view).sort_values(key) for view, key in views.items()}
    for day in DAYS:
        assert ran.run(day)
    for view, key in views.items():
        again = ran.table(view).sort_values(key)
        pd.testing.assert_frame_equal(
            again.reset_index(drop=True), before[view].reset_index(drop=True)
        )
