"""Random lives of cases against an independent model, on both databases, by seed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import update
from tests.unit.cases.answer_samples import EVIDENCE, employ
from tests.unit.cases.case_model import GRAVEST_FIRST, Model, Name
from tests.unit.cases.case_samples import AT, DAY, dispatch, finding, rows, run_day

from authenticity.audit import verification
from authenticity.cases import answering, returning, verifying, withdrawing
from authenticity.cases.answers import Answer, Attempt
from authenticity.errors import StoreError
from authenticity.findings.finding import Finding
from authenticity.store.case_store import Store
from authenticity.store.tables import FindingRow

RULES = {
    "e1": "identity.id_no.checksum",
    "e2": "identity.sex_mismatch",
    "w1": "contact.email.invalid",
}
POLICIES = ("P0001", "P0002", "P0003")
STEPS = 60

LEGAL = {
    None: {"opened"},
    "opened": {"dispatched", "withdrawn"},
    "dispatched": {"resolved", "withdrawn"},
    "resolved": {"verified", "returned", "withdrawn"},
    "returned": {"resolved", "withdrawn"},
    "verified": {"reopened"},
    "withdrawn": set(),
    "reopened": set(),
}


def product_finding(name: Name) -> Finding:
    day, policy, rule = name
    level = "E" if rule[0] == "e" else "W"
    return finding(int(policy[1:]), list_date=day, rule_code=RULES[rule], level=level)


class Life:
    """One random life of three policies, in the store and in the model."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.random, self.model = store, Random(seed), Model()
        self.day, self.found = DAY, self.some_findings(DAY)
        self.run()

    def some_findings(self, day: date) -> list[Name]:
        every = [(day, policy, rule) for policy in POLICIES for rule in RULES]
        return self.random.sample(every, self.random.randint(0, 5))

    @property
    def at(self) -> datetime:
        """Two days after the list, so that three attempts on three days fit."""
        return AT + (self.day - DAY) + timedelta(days=2)

    def run(self) -> None:
        run_day(self.store, map(product_finding, self.found), self.day, self.at)
        self.model.run(self.day, self.found)

    def next_day(self) -> None:
        self.day += timedelta(days=7)
        self.found = self.some_findings(self.day)
        self.run()

    def run_again(self) -> None:
        self.found = self.random.sample(self.found, self.random.randint(0, len(self.found)))
        self.found += [n for n in self.some_findings(self.day) if n not in self.found][:1]
        self.run()

    def dispatch(self) -> None:
        dispatch(self.store, self.model.dispatch(), self.at)

    def answer(self) -> None:
        if not self.model.findings:
            return
        name = self.random.choice(sorted(self.model.findings))
        outcome, days = self.random.choice(GRAVEST_FIRST), self.random.choice([(), (0, 1, 2)])
        evidence = EVIDENCE[outcome][: self.random.choice([0, 1, 2, 2, 2])]
        attempts = [Attempt(name[0] + timedelta(days=n), "") for n in days]
        given = Answer(
            finding_id=product_finding(name).finding_id,
            outcome=outcome,
            evidence=evidence,
            attempts=tuple(attempts),
            remark="",
            investigator="ann",
            handled_on=name[0],
        )
        with self.store.begin() as connection:
            (result,) = answering.apply(connection, [given], self.at, "inbox")
        proof = {*(each[:2] for each in evidence), *(each[0] for each in attempts)}
        assert result.accepted == self.model.answer(name, outcome, proof), result

    def confirm(self) -> None:
        for name, seen in self.model.findings.items():
            if seen.outcome == "CORRECTED" and self.random.random() < 0.7:
                seen.is_confirmed = True
                key = FindingRow.finding_id == product_finding(name).finding_id
                with self.store.begin() as connection:
                    connection.execute(update(FindingRow).where(key).values(confirmed_on=self.day))

    def verify(self) -> None:
        if not self.model.states:
            return
        case, is_done = self.random.choice(sorted(self.model.states)), False
        with suppress(StoreError), self.store.begin() as connection:
            verifying.verify(connection, case, "bo", self.at)
            is_done = True
        assert is_done == self.model.verify(case, self.day + timedelta(days=2))

    def send_back(self) -> None:
        if not self.model.states:
            return
        case, is_done = self.random.choice(sorted(self.model.states)), False
        with suppress(StoreError), self.store.begin() as connection:
            returning.send_back(connection, case, "请补充", self.at, "bo")
            is_done = True
        assert is_done == self.model.send_back(case)

    def leave(self) -> None:
        policy = self.random.choice(POLICIES)
        with self.store.begin() as connection:
            withdrawing.withdraw(connection, [policy], "SURRENDERED", self.at)
        self.model.leave(policy)

    def check(self) -> None:
        """States and outcomes as the model has them."""
        known = {
            case: (self.model.policies[case], state, self.model.outcomes.get(case))
            for case, state in self.model.states.items()
        }
        query = "SELECT case_no, policy_no, status, outcome FROM v_case"
        assert {case: tuple(rest) for case, *rest in rows(self.store, query)} == known


def agree_with_events(store: Store) -> None:
    """Every case went by legal moves only, and stands where its last event says."""
    moves: dict[str, str | None] = {}
    query = "SELECT case_no, kind FROM v_case_event ORDER BY case_no, event_no"
    for case_no, kind in rows(store, query):
        if case_no and kind in LEGAL:
            assert kind in LEGAL[moves.get(case_no)], (case_no, moves.get(case_no), kind)
            moves[case_no] = kind
    names = {"opened": "OPEN"}
    ends = {case_no: names.get(kind or "", (kind or "").upper()) for case_no, kind in moves.items()}
    assert dict(rows(store, "SELECT case_no, status FROM v_case")) == ends
    with store.read() as connection:
        report = verification.verify(connection)
    assert report.has_integrity
    assert report.is_complete


@pytest.mark.parametrize("seed", range(8))
def test_a_random_life_goes_as_the_model_says(store: Store, seed: int) -> None:
    employ(store, "ann")
    employ(store, "bo", "compliance")
    life = Life(store, seed)
    moves = [
        *([life.answer] * 9),
        *([life.verify, life.dispatch] * 3),
        *([life.next_day, life.confirm, life.send_back, life.run_again] * 2),
        life.leave,
    ]
    for _step in range(STEPS):
        life.random.choice(moves)()
        life.check()
    agree_with_events(store)
