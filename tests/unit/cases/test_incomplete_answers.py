"""A case whose answer lacks evidence waits for the clerk and stays on the ladder (rulebook §5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.cases.answer_samples import ANSWERED, EVIDENCE, answer, apply, dispatched
from tests.unit.cases.case_samples import CALENDAR, finding, rows

from authenticity.cases import ladder, outcomes
from authenticity.store.case_store import Store
from authenticity.store.migrations.views_r0003 import ATTEMPTS, NEEDS

ONE = finding(1)
WAITS = "SELECT status, waits_for FROM v_case"


def test_the_view_asks_for_what_the_outcomes_need() -> None:
    known = outcomes.in_force().outcomes
    assert {each.code: each.needs for each in known} == NEEDS
    days = {each.code: each.attempts_on_days for each in known if each.attempts_on_days}
    assert days == ATTEMPTS


@pytest.mark.parametrize("outcome", sorted(NEEDS))
def test_an_answer_without_evidence_waits_for_the_clerk(store: Store, outcome: str) -> None:
    dispatched(store, ONE)
    apply(store, answer(ONE, outcome, evidence=(), attempts=()))
    assert rows(store, WAITS) == [("RESOLVED", "clerk")]


@pytest.mark.parametrize("outcome", sorted(NEEDS))
def test_a_complete_answer_waits_for_somebody_else(store: Store, outcome: str) -> None:
    dispatched(store, ONE)
    apply(store, answer(ONE, outcome))
    waits = "core_system" if outcome == "CORRECTED" else "verifier"
    assert rows(store, WAITS) == [("RESOLVED", waits)]


@pytest.mark.parametrize(("is_complete", "steps"), [(False, {"reminder", "due"}), (True, set())])
def test_only_an_incomplete_answer_stays_on_the_ladder(store, is_complete, steps) -> None:
    dispatched(store, ONE)
    evidence = EVIDENCE["LEGITIMATE"] if is_complete else ()
    apply(store, answer(ONE, "LEGITIMATE", evidence=evidence))
    late = ANSWERED + timedelta(days=40)
    with store.read() as connection:
        due = {each.step for each in ladder.due(connection, late, CALENDAR)}
    assert steps <= due
    assert is_complete == due.isdisjoint({"reminder", "due", "conflict"})
