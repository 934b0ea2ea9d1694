"""A quarter of made-up business in a case store: days, findings, verdicts, sanctions, ledger."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select
from tests.unit.cases import case_samples as cases
from tests.unit.cases.case_samples import CALENDAR

from authenticity.cases import states, withdrawing
from authenticity.cases.policy_facts import PolicyFacts
from authenticity.dag_names import DAILY_SCREENING, OPEN_CASES
from authenticity.findings.finding import Finding
from authenticity.ledger import ledger_entries, office_measures, runs
from authenticity.ledger.ledger_entries import Entry
from authenticity.ledger.office_measures import Office
from authenticity.ledger.runs import Versions
from authenticity.reporting import period
from authenticity.reporting.quarter import compiling
from authenticity.reporting.quarter.compiling import Request
from authenticity.reporting.quarter.figures import Figures
from authenticity.reporting.quarter.quarters import Quarter
from authenticity.store.case_store import Store
from authenticity.store.consequence_tables import SanctionRow
from authenticity.store.resolution_tables import PersonRow
from authenticity.store.tables import CaseRow

QUARTER = Quarter(2026, 3)
DAYS = CALENDAR.working_days(QUARTER.first, QUARTER.last)
FROZEN_AT = datetime(2026, 10, 8, 1, tzinfo=UTC)
AGE_LIMITS = (3, 10, 20)
RULES = (
    "complete.policyholder.name", "identity.id_no.checksum", "contact.address.vague",
    "suspicious.shared_phone", "callback.data_mismatch", "manual.problem_item",
)  # fmt: skip
OUTCOMES = ("CORRECTED", "CONFIRMED_FALSE", "REFUSED", "LEGITIMATE", "UNREACHABLE")
CHANNELS, BRANCHES = ("AGENT", "BANK", "网/点"), ("4401", "4402/1", "50%")


def policy(draw: random.Random, number: int, day: date) -> PolicyFacts:
    return cases.policy(
        number,
        channel_code=draw.choice(CHANNELS),
        branch_code=draw.choice(BRANCHES),
        agent_code=draw.choice(["A01", "A02", "A03", None]),
        agency_code=draw.choice(["B01", "B02", None]),
        receipt_signed_on=draw.choice([None, day - timedelta(days=draw.randint(0, 16))]),
        entered_on=day - timedelta(days=1),
    )


def live(store: Store, seed: int, days: Iterable[date] = tuple(DAYS)) -> None:
    """Lives these list dates; `seed` decides what is found and what becomes of it."""
    with store.begin() as connection:
        people = [{"user_name": name, "display_name": name, "role": "compliance",
                   "valid_from": date(2026, 1, 1)} for name in ("bo", "coy", "lin")]  # fmt: skip
        connection.execute(insert(PersonRow), people)
    live_on(store, seed, days)


def live_on(store: Store, seed: int, days: Iterable[date]) -> None:
    """Further list dates of a store that has lived before; policies begin anew by the seed."""
    draw, number = random.Random(seed), 0
    for day in days:
        at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
        found, policies = [], []
        for _ in range(draw.randint(0, 4)):
            number = number + 1 if draw.random() < 0.85 else max(1, number - draw.randint(0, 5))
            policies.append(policy(draw, number, day))
            for rule in draw.sample(RULES, draw.randint(1, 2)):
                level = draw.choice("EEEW")
                found.append(_finding(number, day, rule, level))
        found = list({each.finding_id: each for each in found}.values())
        cases.run_day(store, found, day, at, policies)
        _close_day(store, draw, day, at, policies, {each.policy_no for each in found})
        _answer(store, draw, at + timedelta(hours=9))


def _finding(number: int, day: date, rule: str, level: str) -> Finding:
    """A shared phone has a number, of which there are four."""
    content: dict[str, Any] = {"list_date": day, "rule_code": rule, "level": level}
    if rule == "suspicious.shared_phone":
        cluster_id = f"{number % 4:012x}"
        content |= {"cluster_id": cluster_id, "subject_key": f"phone:{cluster_id}"}
        content["counterpart_policies"] = (f"P9{number:03d}",)
    return cases.finding(number, **content)


def release(store: Store, days: Iterable[date]) -> None:
    """Released lists with nothing on them."""
    for day in days:
        at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
        with store.begin() as connection:
            runs.start(connection, DAILY_SCREENING, day, Versions("r1", "c1", "0.3.0"), at)
            runs.finish(connection, DAILY_SCREENING, day, status=runs.RELEASED, at=at)


def _close_day(
    store: Store, draw: random.Random, day: date, at: datetime, policies: list[PolicyFacts],
    flagged: set[str],
) -> None:  # fmt: skip
    """The day's ledger, its run, and its lists."""
    judged = Counter(Office(each.channel_code, each.branch_code) for each in policies)
    for _ in range(draw.randint(5, 30)):
        judged[Office(draw.choice(CHANNELS), draw.choice(BRANCHES))] += 1
    total = sum(judged.values())
    with store.begin() as connection:
        entries = [
            Entry("policies_in_scope", total, total),
            *office_measures.entries(judged, total),
        ]
        ledger_entries.write(connection, day, OPEN_CASES, entries)
        rules = "r1" if day < DAYS[20] else "r2"
        runs.start(connection, DAILY_SCREENING, day, Versions(rules, "c1", "0.3.0"), at)
        runs.finish(connection, DAILY_SCREENING, day, status=runs.RELEASED, at=at)
        statement = select(CaseRow.case_no).where(CaseRow.status == states.OPEN)
        opened = list(connection.scalars(statement))
    cases.dispatch(store, opened, at + timedelta(hours=1))


def _answer(store: Store, draw: random.Random, at: datetime) -> None:
    """Some of the cases with the back office are answered and verified, some are withdrawn."""
    with store.begin() as connection:
        statement = select(CaseRow.case_no, CaseRow.policy_no, CaseRow.agent_code).where(
            CaseRow.status == states.DISPATCHED
        )
        for case_no, policy_no, agent in connection.execute(statement.order_by(CaseRow.case_no)):
            fate = draw.random()
            if fate < 0.25:
                outcome = draw.choice(OUTCOMES)
                cases.verify_in(connection, case_no, outcome, at)
                if outcome in ("CONFIRMED_FALSE", "REFUSED") and agent:
                    _sanction(connection, draw, case_no, agent, outcome, at)
            elif fate < 0.28:
                withdrawing.withdraw(connection, [policy_no], "left", at)


def _sanction(
    connection: Connection, draw: random.Random, case_no: str, agent: str, outcome: str,
    at: datetime,
) -> None:  # fmt: skip
    content: dict[str, Any] = {}
    if draw.random() < 0.6:
        content = {
            "kind": draw.choice(["warning", "deduction"]),
            "amount_fen": 5_000,
            "filled_at": at,
        }
    connection.execute(
        insert(SanctionRow).values(
            sanction_no=f"S{case_no}",
            serial=1,
            case_no=case_no,
            subject_kind="salesperson",
            subject_no=agent,
            outcome=outcome,
            opened_on=at.date(),
            **content,
        )
    )


def request(connection: Connection, quarter: Quarter = QUARTER, **other: Any) -> Request:
    return Request(
        period=period.read(connection, quarter, CALENDAR),
        calendar=CALENDAR,
        age_limits=AGE_LIMITS,
        at=FROZEN_AT,
        **other,
    )


def figures(store: Store, quarter: Quarter = QUARTER, **other: Any) -> Figures:
    with store.read() as connection:
        return compiling.compile_figures(connection, request(connection, quarter, **other))
