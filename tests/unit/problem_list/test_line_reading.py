"""Which office a line is for, when it is read from the case store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.cases.case_samples import KEY, NEXT, finding, policy, run_day

from authenticity.problem_list import form, line_reading
from authenticity.rules import catalogue
from authenticity.store.case_store import Store, open_store

MOVED = {"channel_code": "AGENT", "branch_code": "4403", "team_code": "T09"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/case_store.db", KEY)
    yield opened
    opened.close()


def offices(store: Store) -> set[tuple[str | None, str | None, str | None]]:
    """Channel, branch and team of the lines of the second list."""
    with store.read() as connection:
        lines = line_reading.read_lines(connection, NEXT, catalogue.load(), form.load(), {})
    return {(line.channel_code, line.branch_code, line.team_code) for line in lines}


def test_a_case_whose_policy_moves_stays_with_its_office_that_gets_all_its_lines(store) -> None:
    """Another office's answers to it would be refused, and nobody could end the case."""
    run_day(store, [finding(1)])
    again = finding(1, list_date=NEXT, rule_code="complete.policyholder.address")
    run_day(store, [again], NEXT, policies=[policy(1, **MOVED)])
    assert offices(store) == {("BANK", "4401", "T01")}


def test_a_new_case_and_a_notice_go_to_where_the_policy_is_now(store) -> None:
    run_day(store, [finding(1, level="W")])
    error, notice = finding(1, list_date=NEXT), finding(2, list_date=NEXT, level="W")
    moved = [policy(number, **MOVED) for number in (1, 2)]
    run_day(store, [error, notice], NEXT, policies=moved)
    assert offices(store) == {("AGENT", "4403", "T09")}


def test_the_lines_of_a_group_case_say_where_each_policy_is(store) -> None:
    shared = {"cluster_id": "c" * 32, "cluster_persons": 20, "subject_key": "phone:0a"}
    shared["detail"] = {"field": "mobile", "group": True}
    rule = {"rule_code": "suspicious.shared_phone", "list_date": NEXT}
    found = [finding(number, **rule, **shared) for number in (1, 2)]
    run_day(store, found, NEXT, policies=[policy(2, **MOVED)])
    assert offices(store) == {("BANK", "4401", "T01"), ("AGENT", "4403", "T09")}
