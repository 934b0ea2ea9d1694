"""A few random list days of four policies: what each batch found, and what people did between.

The day's batch is drawn once and is the same whenever its list date is run again, as a sealed batch
of the lake is.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from tests.unit.cases.answer_samples import EVIDENCE, employ
from tests.unit.cases.case_samples import CALENDAR, DAY, contents, dispatch, finding, policy, rows

from authenticity.access import people
from authenticity.cases import (
    answering,
    claims,
    list_day,
    manual_items,
    new_calls,
    returning,
    verifying,
)
from authenticity.cases.answers import Answer, Attempt
from authenticity.cases.correction_check import Claim, Shown
from authenticity.cases.list_day import Beside
from authenticity.cases.policy_facts import BatchFacts, PolicyFacts
from authenticity.dag_names import OPEN_CASES
from authenticity.errors import StoreError
from authenticity.findings.finding import Finding
from authenticity.ledger import ledger_entries
from authenticity.settings import LOCAL
from authenticity.store.case_store import Store

RULES = {
    "identity.id_no.checksum": "E",
    "callback.data_mismatch": "E",
    "suspicious.shared_phone": "E",
    "contact.email.invalid": "W",
}
POLICIES = range(1, 5)
MORE = ("problem_case", "manual_item", "evidence", "contact_attempt", "reconciliation")


@dataclass
class Batch:
    """One day's batch: who is in it, live or left, what was found, who was called."""

    live: dict[str, PolicyFacts] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)
    called: dict[str, list[date]] = field(default_factory=dict)


class LivedDays:
    """Days that are lived once, in order, and may be run again in any."""

    def __init__(self, store: Store, seed: int, days: int = 5) -> None:
        self.store, self.random = store, Random(seed)
        self.batches: dict[date, Batch] = {}
        self.faults: defaultdict[int, set[str]] = defaultdict(set)
        self.is_live = dict.fromkeys(POLICIES, True)
        self.facts = {number: policy(number, receipt_signed_on=None) for number in POLICIES}
        employ(store, "ann")
        employ(store, "bo", "customer_service")
        day = DAY
        for _ in range(days):
            self.batches[day] = self._keyed_in(day)
            self.run(day, self.at(day, 2))
            self._work(day)
            day = CALENDAR.add_working_days(day, 1)
        self.now = self.at(day, 12)

    @staticmethod
    def at(day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), tzinfo=LOCAL)

    def run(self, day: date, at: datetime) -> None:
        """What `open_cases` does on a list date."""
        batch = self.batches[day]
        later = {no for d, b in self.batches.items() if d > day for no in (*b.live, *b.left)}
        facts = BatchFacts(
            policies=batch.live,
            in_scope=frozenset(batch.live),
            left=tuple(batch.left),
            superseded=frozenset(later),
        )
        with self.store.begin() as connection:
            items = manual_items.of_list_date(connection, day)
            beside = Beside(
                corrected={
                    claim.finding_id: self._shown(claim, day)
                    for claim in claims.waiting(connection, day)
                },
                called={
                    no: batch.called[no]
                    for no in new_calls.awaited(connection)
                    if no in batch.called
                },
                items=[item for item in items if item.policy_no in batch.live],
            )
            lived = list_day.record(connection, day, batch.found, facts, CALENDAR, at, beside)
            ledger_entries.write(connection, day, OPEN_CASES, lived.ledger)

    def state(self) -> dict[str, list[tuple[object, ...]]]:
        more = {name: sorted(map(str, rows(self.store, f"SELECT * FROM {name}"))) for name in MORE}
        return {**contents(self.store), **more}  # type: ignore[dict-item]

    def _keyed_in(self, day: date) -> Batch:
        batch = Batch()
        for number in POLICIES:
            if self.random.random() < 0.35:
                continue
            no = f"P{number:04d}"
            self.is_live[number] = self.random.random() < (0.8 if self.is_live[number] else 0.6)
            for rule in RULES:
                if self.random.random() < 0.4:
                    self.faults[number] ^= {rule}
            if self.random.random() < 0.3:
                signed = day - timedelta(days=self.random.randint(1, 9))
                self.facts[number] = policy(number, receipt_signed_on=signed)
            if not self.is_live[number]:
                batch.left.append(no)
                continue
            batch.live[no] = self.facts[number]
            batch.found += [
                finding(number, list_date=day, rule_code=rule, level=RULES[rule])
                for rule in sorted(self.faults[number])
            ]
            if self.random.random() < 0.5:
                batch.called[no] = [day - timedelta(days=self.random.randint(1, 3))]
        return batch

    def _shown(self, claim: Claim, on: date) -> Shown:
        """The latest batch that judged the policy; whether it shows a change, is drawn once."""
        judged = [
            day
            for day, batch in self.batches.items()
            if claim.list_date < day <= on and claim.policy_no in batch.live
        ]
        if not judged:
            return Shown(None)
        is_changed = Random(f"{claim.finding_id} {judged[-1]}").random() < 0.6
        changed = frozenset({(claim.party, "name")} if is_changed else ())
        return Shown(judged[-1], changed, is_of_the_day=judged[-1] == on)

    def _work(self, day: date) -> None:
        """A day at the office: the list goes out, answers come in, some are verified."""
        opened = rows(self.store, "SELECT case_no FROM v_case WHERE status = 'OPEN'")
        dispatch(self.store, [no for (no,) in opened], self.at(day, 3))
        for hour in range(9, 13):
            act = self.random.choice((self._answer, self._answer, self._verify, self._send_back))
            act(day, self.at(day, hour))
        if self.random.random() < 0.5:
            self._enter(day, self.at(day, 14))

    def _answer(self, day: date, at: datetime) -> None:
        query = "SELECT finding_id, list_date FROM finding ORDER BY finding_id"
        answers = []
        for finding_id, listed in rows(self.store, query):
            if self.random.random() < 0.3:
                continue
            outcome = self.random.choice(("CORRECTED", "CORRECTED", "LEGITIMATE", "REFUSED"))
            proof = EVIDENCE[outcome] if self.random.random() < 0.9 else ()
            on = listed if isinstance(listed, date) else date.fromisoformat(listed)
            answers.append(
                Answer(finding_id, outcome, proof, (Attempt(on, ""),), "", "ann", handled_on=day)
            )
        with self.store.begin() as connection:
            answering.apply(connection, answers, at, "inbox")

    def _verify(self, day: date, at: datetime) -> None:
        for (case_no,) in rows(self.store, "SELECT case_no FROM v_case ORDER BY case_no"):
            with suppress(StoreError), self.store.begin() as connection:
                verifying.verify(connection, case_no, "bo", at)

    def _send_back(self, day: date, at: datetime) -> None:
        for (case_no,) in rows(self.store, "SELECT case_no FROM v_case ORDER BY case_no")[:1]:
            with suppress(StoreError), self.store.begin() as connection:
                returning.send_back(connection, case_no, "请补充", at, "bo")

    def _enter(self, day: date, at: datetime) -> None:
        number = self.random.choice(POLICIES)
        party = ("POLICYHOLDER", 1)
        item = manual_items.item_of(f"P{number:04d}", party, "name", f"{day}", "complaint", day)
        with self.store.begin() as connection:
            manual_items.enter(connection, [item], people.person(connection, "bo", day), at)
