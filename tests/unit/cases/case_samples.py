"""Findings, policies and a short hand for a day's run, for the tests of the case store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from authenticity.cases import dispatching, placing, recording, states
from authenticity.cases.policy_facts import PolicyFacts
from authenticity.findings.finding import Finding
from authenticity.store.case_store import Store
from authenticity.store.resolution_tables import PersonRow
from authenticity.store.tables import FindingRow
from authenticity.working_days.conventions import FILE, Conventions
from authenticity.working_days.official_calendar import OVERRIDES, OfficialCalendar

KEY = b"a key of thirty-two bytes length"
DAY = date(2026, 9, 24)
NEXT = date(2026, 9, 28)
AT = datetime(2026, 9, 23, 18, 0, tzinfo=UTC)  # 02:00 of the list date in Shanghai
LATER = AT + timedelta(hours=8)
CALENDAR = OfficialCalendar.load(OVERRIDES)
CONVENTIONS = Conventions.load(FILE)


def policy(number: int, **facts: Any) -> PolicyFacts:
    known: dict[str, Any] = {
        "policy_no": f"P{number:04d}",
        "product_code": "LA1",
        "product_name": "终身寿险",
        "channel_code": "BANK",
        "branch_code": "4401",
        "entered_on": date(2026, 9, 23),
        "team_code": "T01",
        "agent_code": "A01",
        "issued_on": date(2026, 9, 21),
        "receipt_signed_on": date(2026, 9, 22),
        "cooling_off_days": 15,
        "term_months": 240,
        "premium_fen": 120_000,
    }
    return PolicyFacts(**(known | facts))


def finding(number: int, **content: Any) -> Finding:
    known: dict[str, Any] = {
        "list_date": DAY,
        "rule_code": "identity.id_no.checksum",
        "article": "6",
        "level": "E",
        "policy_no": f"P{number:04d}",
        "party_role": "POLICYHOLDER",
        "party_seq": 1,
        "customer_no": f"C{number}",
        "detail": {"field": "id_no", "value": "4401**********123X"},
    }
    return Finding(**(known | content))


def run_day(
    store: Store,
    found: Iterable[Finding],
    day: date = DAY,
    at: datetime | None = None,
    policies: Iterable[PolicyFacts] = (),
) -> placing.Placed:
    """Records and places the findings of a day, in two transactions as the steps do."""
    at = at or AT + (day - DAY)
    found = list(found)
    facts = {each.policy_no: policy(int(each.policy_no[1:])) for each in found}
    facts |= {each.policy_no: each for each in policies}
    with store.begin() as connection:
        recording.record(connection, day, found, facts, at)
    with store.begin() as connection:
        return placing.place_findings(connection, day, CALENDAR, at, conventions=CONVENTIONS)


def dispatch(store: Store, case_nos: Iterable[str], at: datetime = AT + timedelta(hours=5)) -> None:
    with store.begin() as connection:
        dispatching.dispatch(connection, case_nos, at, calendar=CALENDAR, conventions=CONVENTIONS)


def verify(store: Store, case_no: str, outcome: str, at: datetime, verifier: str = "bo") -> None:
    """Answers a dispatched case and verifies it, both at one instant, as two people would."""
    with store.begin() as connection:
        verify_in(connection, case_no, outcome, at, verifier)


def verify_in(
    connection: Connection,
    case_no: str,
    outcome: str,
    at: datetime,
    verifier: str = "bo",
    only: str | None = None,
) -> None:
    """As `verify`, in the caller's transaction; `only` one finding of the case is answered."""
    answer = {"outcome": outcome, "investigator": "ann", "resolved_at": at}
    verdict = {"verifier": verifier, "verified_at": at}
    if not connection.scalar(select(PersonRow.user_name).where(PersonRow.user_name == verifier)):
        person = {"display_name": verifier, "role": "compliance", "valid_from": DAY}
        connection.execute(insert(PersonRow).values(user_name=verifier, **person))
    answered = update(FindingRow).where(FindingRow.case_no == case_no)
    if only:
        answered = answered.where(FindingRow.finding_id == only)
    connection.execute(answered.values(outcome=outcome, investigator="ann"))
    states.move(connection, {case_no: {}}, states.RESOLVED, at, "ann", answer)
    states.move(connection, {case_no: {}}, states.VERIFIED, at, verifier, verdict)


def rows(where: Store | Connection, query: str) -> list[tuple[Any, ...]]:
    if isinstance(where, Store):
        with where.read() as connection:
            return rows(connection, query)
    return [tuple(row) for row in where.exec_driver_sql(query)]


def cases(store: Store) -> dict[str, tuple[Any, ...]]:
    query = "SELECT case_no, policy_no, status, confidence FROM v_case ORDER BY case_no"
    return {row[0]: row[1:] for row in rows(store, query)}


def statuses(store: Store) -> dict[str, tuple[Any, ...]]:
    query = "SELECT finding_id, status, case_no, disposition FROM finding"
    return {row[0]: row[1:] for row in rows(store, query)}


def kinds(store: Store, case_no: str) -> list[str]:
    query = f"SELECT kind FROM v_case_event WHERE case_no = '{case_no}' ORDER BY event_no"
    return [row[0] for row in rows(store, query)]


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that must not change when a day is run again."""
    tables = {
        "finding": "finding_id",
        "problem_case": "case_no",
        "case_event": "event_id",
        "judged_policy": "list_date, policy_no",
        "event_chain": "chain_id",
    }
    return {
        name: rows(store, f"SELECT * FROM {name} ORDER BY {key}") for name, key in tables.items()
    }
