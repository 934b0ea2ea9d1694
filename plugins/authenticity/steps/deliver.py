"""`dispatch_lists`, step 2: the lists of each list date, and the messages that bring them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from authenticity.dag_names import DAILY_SCREENING, DELIVER, DISPATCH, DISPATCH_LISTS
from authenticity.delivery import balance, ladder_messages, list_messages, outbox
from authenticity.delivery.recipients import Registers
from authenticity.delivery.registers import read_registers
from authenticity.delivery.routes import load_settings
from authenticity.ledger import ledger_entries, runs
from authenticity.privacy.keyring import Keyring
from authenticity.problem_list import form, line_reading
from authenticity.rules import catalogue
from authenticity.runtime import connections, routes
from authenticity.runtime.step_frame import log, stage
from authenticity.settings import home, now
from authenticity.working_days.official_calendar import OfficialCalendar


def lists(list_dates: list[str]) -> int:
    """Write every problem list of these dates; returns the number of lists."""
    return sum(_lists_of(date.fromisoformat(text)) for text in list_dates)


def _lists_of(list_date: date) -> int:
    """Raises `ImbalanceError` when the findings of the list date were not released."""
    in_frame = stage(DISPATCH_LISTS, list_date, DELIVER, is_first=True)
    with in_frame, connections.case_store() as store:
        keyring, rules, sheet = connections.keyring(), catalogue.load(), form.load()
        with store.begin() as connection:
            runs.require_released(connection, DAILY_SCREENING, list_date)
            policies = line_reading.listed_policies(connection, list_date)
            registers = _registers(list_date, keyring, policies)
            plan = outbox.plan(connection, list_date, registers, now(), rules, sheet)
        passwords, key = keyring.password_for, keyring.list_key
        done = outbox.deliver(store, plan, home().outbox, passwords, sheet, now, key)
        ways, calendar = routes.routes(store), OfficialCalendar.load()
        with store.begin() as connection:
            told = list_messages.enqueue(connection, plan, registers, calendar, ways, now())
            entries = [*balance.entries(connection, plan), told]
            ledger_entries.write(connection, list_date, DISPATCH, entries)
        counts = len(plan.deliveries), done.written, plan.lines
        log.info("%s deliver: %d lists (%d written now), %d lines", list_date, *counts)
    return len(plan.deliveries)


def _registers(list_date: date, keyring: Keyring, policies: Collection[str]) -> Registers:
    """The registers of the day, with compliance, which gets the group cases."""
    name = ladder_messages.load_words().compliance_name
    registers = read_registers(home().lake, list_date, keyring, policies)
    return registers.with_compliance(name, load_settings().compliance_email)
