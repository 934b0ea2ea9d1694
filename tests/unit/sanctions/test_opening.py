"""Which verdicts open a sanction record, about whom, and only once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from tests.unit.cases.case_samples import contents, finding, kinds, policy, rows, run_day
from tests.unit.cases.case_samples import dispatch as dispatch_cases
from tests.unit.cases.case_samples import verify as verify_case
from tests.unit.sanctions.sanction_samples import SANCTION, VERIFIED, judged, open_missing

from authenticity.audit import verification
from authenticity.store.case_store import Store
from authenticity.store.tables import FindingRow

SUBJECTS = "SELECT sanction_no, subject_kind, subject_no, outcome FROM v_sanction ORDER BY 1"
IS_OPEN = "SELECT sanction_open FROM v_case"


@pytest.mark.parametrize("outcome", ["CONFIRMED_FALSE", "REFUSED"])
def test_false_and_refused_data_open_a_record_about_the_salesperson(store, outcome) -> None:
    case_no = judged(store, outcome, agency_code="G01")
    assert rows(store, IS_OPEN) == [(True,)], "open before its record is there, too"
    assert open_missing(store) == [SANCTION]
    assert rows(store, SUBJECTS) == [(SANCTION, "salesperson", "A01", outcome)]
    assert rows(store, IS_OPEN) == [(True,)]
    assert kinds(store, case_no)[-1] == "sanction_opened"
    query = "SELECT case_no, channel_code, branch_code, team_code, filled_at FROM v_sanction"
    assert rows(store, query) == [(case_no, "BANK", "4401", "T01", None)]


@pytest.mark.parametrize("outcome", ["CORRECTED", "LEGITIMATE", "UNREACHABLE"])
def test_other_outcomes_open_none(store: Store, outcome: str) -> None:
    judged(store, outcome)
    assert open_missing(store) == []
    assert rows(store, IS_OPEN) == [(False,)]


def test_a_policy_without_a_salesperson_is_its_agencys(store: Store) -> None:
    judged(store, agent_code=None, team_code=None, agency_code="G01")
    assert open_missing(store) == [SANCTION]
    assert rows(store, SUBJECTS) == [(SANCTION, "agency", "G01", "CONFIRMED_FALSE")]


def test_a_policy_that_nobody_sold_has_nobody_to_sanction(store: Store) -> None:
    judged(store, agent_code=None, team_code=None)
    assert open_missing(store) == []
    assert rows(store, IS_OPEN) == [(False,)]


def test_a_case_that_is_not_verified_opens_none(store: Store) -> None:
    run_day(store, [finding(1)])
    with store.begin() as connection:
        connection.execute(update(FindingRow).values(outcome="CONFIRMED_FALSE"))
    assert open_missing(store) == []


def test_again_nothing_changes_and_later_verdicts_count_on(store: Store) -> None:
    judged(store)
    assert open_missing(store) == [SANCTION]
    before = contents(store)
    assert open_missing(store, VERIFIED + timedelta(days=9)) == []
    assert contents(store) == before
    judged(store, number=2, at=VERIFIED)
    assert open_missing(store) == ["S20260928-00002"]
    with store.read() as connection:
        assert verification.verify(connection).has_integrity


def test_a_group_case_opens_one_record_a_salesperson_with_the_gravest_outcome(store) -> None:
    group = {"cluster_id": "c1", "cluster_persons": 20, "detail": {"group": True}}
    sellers = {1: "A01", 2: "A02", 3: "A01", 4: "A03"}
    found = [finding(n, rule_code="suspicious.shared_phone", **group) for n in sellers]
    run_day(store, found, policies=[policy(n, agent_code=code) for n, code in sellers.items()])
    ((case_no,),) = rows(store, "SELECT case_no FROM v_case")
    dispatch_cases(store, [case_no])
    verify_case(store, case_no, "REFUSED", VERIFIED)
    outcomes = {1: "REFUSED", 2: "REFUSED", 3: "CONFIRMED_FALSE", 4: "LEGITIMATE"}
    with store.begin() as connection:
        for number, outcome in outcomes.items():
            connection.execute(
                update(FindingRow)
                .where(FindingRow.finding_id == found[number - 1].finding_id)
                .values(outcome=outcome)
            )
    assert len(open_missing(store)) == 2
    assert [row[2:] for row in rows(store, SUBJECTS)] == [
        ("A01", "CONFIRMED_FALSE"),
        ("A02", "REFUSED"),
    ]
