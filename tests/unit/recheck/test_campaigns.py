"""Campaigns follow the register of complaints: one at a time, joined, ended, opened anew."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from tests.unit.cases.case_samples import KEY, contents, rows
from tests.unit.recheck.recheck_samples import AGENCY, OTHER, SELLER, complaint, follow

from authenticity.audit import verification
from authenticity.store.case_store import Store, open_store
from authenticity.store.consequence_tables import CampaignRow

DAY = date(2027, 2, 1)
NUMBER = "R20270201-00001"


def shown(store: Store, columns: str = "status, complaints") -> list[tuple[Any, ...]]:
    found = rows(store, f"SELECT {columns} FROM v_campaign ORDER BY campaign_no")
    return [
        tuple(json.loads(v) if isinstance(v, str) and v[:1] == "[" else v for v in row)
        for row in found
    ]


def finish(store: Store) -> None:
    with store.begin() as connection:
        running = CampaignRow.status == "running"
        connection.execute(update(CampaignRow).where(running).values(status="finished"))


def test_two_complaints_within_a_year_open_one_campaign(store: Store) -> None:
    assert follow(store, DAY, complaint(1), complaint(2, 365)) == [(NUMBER, "opened")]
    columns = "campaign_no, subject_kind, subject_no, channel_code, status, complaints, policies"
    assert shown(store, columns) == [
        (NUMBER, "salesperson", "A1", "AGENT", "running", ["TS1", "TS2"], 0)
    ]


def test_two_complaints_366_days_apart_open_none(store: Store) -> None:
    assert follow(store, DAY, complaint(1), complaint(2, 366)) == []


def test_again_from_the_same_register_nothing_changes(store: Store) -> None:
    register = complaint(1), complaint(2, 100)
    follow(store, DAY, *register)
    before = contents(store), shown(store)
    assert follow(store, DAY, *register) == []
    assert follow(store, DAY + timedelta(days=1), *register) == []
    assert (contents(store), shown(store)) == before


def test_a_salesperson_and_an_agency_have_campaigns_of_their_own(store: Store) -> None:
    """Two salespeople of one agency: it repeats at the agency, and with neither of them."""
    register = [
        complaint(1, 0, SELLER),
        complaint(2, 10, OTHER),
        complaint(1, 0, AGENCY),
        complaint(2, 10, AGENCY),
    ]
    assert len(follow(store, DAY, *register)) == 1
    assert shown(store, "subject_kind, subject_no, channel_code") == [("agency", "G1", "BANK")]


def test_a_third_complaint_joins_the_running_campaign(store: Store) -> None:
    register = [complaint(1), complaint(2, 100)]
    follow(store, DAY, *register)
    assert follow(store, DAY, *register, complaint(3, 465)) == [(NUMBER, "joined")]
    assert shown(store) == [("running", ["TS1", "TS2", "TS3"])]
    assert follow(store, DAY, *register, complaint(3, 465), complaint(4, 900)) == []


def test_a_complaint_withdrawn_so_that_too_few_remain_ends_it_with_the_reason(store) -> None:
    follow(store, DAY, complaint(1), complaint(2, 100))
    assert follow(store, DAY + timedelta(days=1), complaint(2, 100)) == [(NUMBER, "ended")]
    columns = "status, complaints, ended_on, reason"
    ((status, named, ended_on, reason),) = shown(store, columns)
    assert (status, named, str(ended_on)) == ("ended", ["TS1", "TS2"], "2027-02-02")
    assert reason == "一年内查实的销售误导投诉不足两件"
    assert follow(store, DAY + timedelta(days=2), complaint(2, 100)) == []
    assert follow(store, DAY + timedelta(days=3)) == []


def test_a_complaint_withdrawn_while_two_remain_leaves_the_campaign_running(store) -> None:
    follow(store, DAY, complaint(1), complaint(2, 100), complaint(3, 200))
    assert follow(store, DAY, complaint(1), complaint(3, 200)) == [(NUMBER, "changed")]
    assert shown(store) == [("running", ["TS1", "TS3"])]


def test_two_that_remain_more_than_a_year_apart_are_too_few(store: Store) -> None:
    follow(store, DAY, complaint(1), complaint(2, 300), complaint(3, 600))
    assert follow(store, DAY, complaint(1), complaint(3, 600)) == [(NUMBER, "ended")]


def test_a_complaint_upheld_after_all_opens_another_campaign(store: Store) -> None:
    register = complaint(1), complaint(2, 100)
    follow(store, DAY, *register)
    follow(store, DAY, complaint(2, 100))
    assert follow(store, DAY, *register) == [("R20270201-00002", "opened")]


def test_what_a_finished_campaign_dealt_with_starts_none_and_a_new_complaint_does(store) -> None:
    register = [complaint(1), complaint(2, 100)]
    follow(store, DAY, *register)
    finish(store)
    assert follow(store, DAY, *register) == []
    assert follow(store, DAY, *register, complaint(3, 466)) == [], "a year after none of them"
    assert follow(store, DAY, *register, complaint(3, 465)) == [("R20270201-00002", "opened")]
    assert shown(store)[1] == ("running", ["TS2", "TS3"])


def test_a_complaint_withdrawn_after_the_end_changes_nothing(store: Store) -> None:
    follow(store, DAY, complaint(1), complaint(2, 100))
    finish(store)
    assert follow(store, DAY, complaint(1)) == []
    assert shown(store) == [("finished", ["TS1", "TS2"])]


def test_each_change_is_an_event_of_the_chain(store: Store) -> None:
    follow(store, DAY, complaint(1), complaint(2, 100))
    follow(store, DAY, complaint(1), complaint(2, 100), complaint(3, 200))
    follow(store, DAY, complaint(1), complaint(3, 200))
    follow(store, DAY, complaint(3, 200))
    kinds = [row[0] for row in rows(store, "SELECT kind FROM v_case_event ORDER BY event_no")]
    assert kinds == ["recheck_opened", "recheck_joined", "recheck_changed", "recheck_ended"]
    with store.read() as connection:
        assert verification.verify(connection).has_integrity


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Store:
    path = tmp_path_factory.mktemp("campaigns") / "case_store.db"
    return open_store(f"sqlite:///{path}", KEY)


REGISTERS = st.lists(st.sets(st.integers(0, 5), max_size=6), min_size=1, max_size=6)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(
        st.sampled_from([0, 1, 200, 365, 366, 367, 600, 731, 800]), min_size=6, max_size=6
    ),
    registers=REGISTERS,
)
def test_a_campaign_runs_exactly_while_its_complaints_repeat(scratch, days, registers) -> None:
    """The oracle knows no campaigns: two of what stands lie within a year, by plain subtraction.

    Nothing is finished here, so a campaign has to run whenever that is so and never otherwise.
    """
    with scratch.begin() as connection:
        connection.execute(CampaignRow.__table__.delete())
    for standing in registers:
        follow(scratch, DAY, *(complaint(n, days[n]) for n in standing))
        ordered = sorted((days[n], n) for n in standing)
        near = any(b[0] - a[0] <= 365 for a, b in pairwise(ordered))
        running = rows(scratch, "SELECT complaints FROM campaign WHERE status = 'running'")
        assert len(running) == near
        if near:
            named = {int(no[2:]) for no in json.loads(running[0][0])}
            assert named <= standing
            assert len(named) >= 2
