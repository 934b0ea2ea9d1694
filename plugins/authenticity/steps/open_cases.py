"""Step 4: record the findings and give each its place: a new case, a case, or a list line."""

from __future__ import annotations

from datetime import date

from authenticity.cases import case_numbers, closed_loop, list_day
from authenticity.dag_names import DAILY_SCREENING, FINDING_STAGES, OPEN_CASES
from authenticity.findings import stage_file
from authenticity.ledger import ledger_entries
from authenticity.pages import case_pages
from authenticity.pull import batch_facts, corrections
from authenticity.rules import catalogue
from authenticity.runtime import connections
from authenticity.runtime.step_frame import log, stage
from authenticity.settings import home, now
from authenticity.working_days.official_calendar import OfficialCalendar


def of_batch(list_date_text: str) -> int:
    """Record all findings and open the cases, in one transaction; returns the cases opened.

    The Data Docs name the cases once they are there for good.
    """
    list_date, lake = date.fromisoformat(list_date_text), home().lake
    with stage(DAILY_SCREENING, list_date, OPEN_CASES), connections.case_store() as store:
        facts = batch_facts.read(lake, list_date, connections.keyring())
        found = [f for name in FINDING_STAGES for f in stage_file.findings(lake, list_date, name)]
        with store.read() as connection:
            claims = closed_loop.claims(connection, list_date)
        corrected = corrections.shown(lake, list_date, connections.keyring(), claims)
        with store.begin() as connection:
            calendar = OfficialCalendar.load()
            day = list_day.record(connection, list_date, found, facts, calendar, now(), corrected)
            ledger_entries.write(connection, list_date, OPEN_CASES, day.ledger)
        with store.read() as connection:
            numbers = case_numbers.by_rule(connection, list_date)
        case_pages.publish(home().data_docs, list_date, numbers, catalogue.load())
        placed = day.placed
        counts = placed.cases_opened, placed.attached, placed.listed_only
        message = "%s open_cases: %d cases opened, %d findings joined a case, %d listed without one"
        log.info(message, list_date, *counts)
    return placed.cases_opened
