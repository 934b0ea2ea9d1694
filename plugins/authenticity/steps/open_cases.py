"""Step 4: record the findings and give each its place: a new case, a case, or a list line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from authenticity.cases import claims, closed_loop, list_day, manual_items
from authenticity.cases.correction_check import Shown
from authenticity.cases.list_day import Beside
from authenticity.cases.policy_facts import BatchFacts
from authenticity.dag_names import DAILY_SCREENING, FINDING_STAGES, OPEN_CASES
from authenticity.delivery import ladder_messages, messages, returned_messages
from authenticity.delivery.routes import Routes
from authenticity.findings import stage_file
from authenticity.ledger import ledger_entries
from authenticity.pull import batch_facts, corrections
from authenticity.pull import new_calls as pulled_calls
from authenticity.recheck import awaited_calls, portions, recheck_settings
from authenticity.runtime import connections, offices, routes
from authenticity.runtime.step_frame import log, stage
from authenticity.self_check import handing_out
from authenticity.settings import home, now
from authenticity.store.case_store import Store
from authenticity.working_days.official_calendar import OfficialCalendar


def of_batch(list_date_text: str) -> int:
    """Record all findings and open the cases, in one transaction; returns the cases opened."""
    list_date, lake = date.fromisoformat(list_date_text), home().lake
    with stage(DAILY_SCREENING, list_date, OPEN_CASES), connections.case_store() as store:
        facts = batch_facts.read(lake, list_date, connections.keyring())
        found = [f for name in FINDING_STAGES for f in stage_file.findings(lake, list_date, name)]
        beside, ways = _beside(store, list_date, facts), routes.routes(store)
        with store.begin() as connection:
            calendar = OfficialCalendar.load()
            day = list_day.record(connection, list_date, found, facts, calendar, now(), beside)
            ledger_entries.write(connection, list_date, OPEN_CASES, day.ledger)
            again = portions.record(
                connection, list_date, facts, beside.called, recheck_settings.needs_call, now()
            )
            of_stock = handing_out.record(connection, list_date, facts, now())
            _tell(connection, list_date, day.corrections.sent_back, calendar, ways)
        placed = day.placed
        counts = placed.cases_opened, placed.attached, placed.listed_only
        message = "%s open_cases: %d cases opened, %d findings joined a case, %d listed without one"
        log.info(message, list_date, *counts)
        if again.checked or again.left or again.called:
            message = "%s open_cases: of re-checks %d policies checked, %d left, %d called"
            log.info(message, list_date, again.checked, again.left, again.called)
        if of_stock:
            message = "%s open_cases: of the self-check %d policies judged anew"
            log.info(message, list_date, of_stock)
        loop = day.corrections
        if loop.confirmed or loop.sent_back:
            message = "%s open_cases: %d corrections confirmed, %d cases sent back"
            log.info(message, list_date, loop.confirmed, len(loop.sent_back))
    return placed.cases_opened


def _beside(store: Store, list_date: date, facts: BatchFacts) -> Beside:
    """What the lake says of answers and items that the case store has."""
    lake, keyring = home().lake, connections.keyring()
    with store.read() as connection:
        answers = claims.waiting(connection, list_date)
        awaited = awaited_calls.read(connection)
        items = manual_items.of_list_date(connection, list_date)
    others = {item.policy_no for item in items} - facts.policies.keys() - set(facts.left)
    policies = batch_facts.of_earlier(lake, list_date, others, keyring) if others else {}
    known = facts.policies.keys() | policies.keys()
    waiting = [item for item in items if item.policy_no not in known]
    if waiting:
        log.warning(
            "%s open_cases: %d problem items wait: their policy is not live",
            list_date,
            len(waiting),
        )
    return Beside(
        corrected=_judged(store, list_date, corrections.shown(lake, list_date, keyring, answers)),
        called=pulled_calls.successful(lake, list_date, awaited),
        items=[item for item in items if item.policy_no in known],
        policies=policies,
    )


def _judged(store: Store, list_date: date, shown: Mapping[str, Shown]) -> Mapping[str, Shown]:
    """What is shown by batches whose findings the store has; says of which others it waits."""
    with store.read() as connection:
        judged = closed_loop.of_recorded_batches(connection, list_date, shown)
    days = {str(each.judged_on) for no, each in shown.items() if no not in judged}
    if days:
        log.warning(
            "%s open_cases: %d corrections wait: the findings of %s are not recorded; run that "
            "list date again",
            list_date,
            len(shown) - len(judged),
            ", ".join(sorted(days)),
        )
    return judged


def _tell(
    connection: Connection,
    list_date: date,
    reasons: Mapping[str, str],
    calendar: OfficialCalendar,
    ways: Routes,
) -> None:
    """Decides the messages about cases that the closed loop sent back, in their transaction."""
    if not reasons:
        return
    addressees = offices.addressees_on(connection, list_date, ways)
    compliance = ladder_messages.load_words().compliance_name
    new = returned_messages.messages_of(
        connection, reasons, addressees, compliance, calendar, list_date
    )
    messages.enqueue(connection, new, now(), ways)
