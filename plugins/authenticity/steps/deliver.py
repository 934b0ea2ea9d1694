"""`dispatch_lists`, step 2: the problem lists of each list date, into the outbox."""

from __future__ import annotations

from datetime import date

from authenticity.dag_names import DAILY_SCREENING, DELIVER, DISPATCH, DISPATCH_LISTS
from authenticity.delivery import balance, outbox
from authenticity.delivery.registers import read_registers
from authenticity.ledger import ledger_entries, runs
from authenticity.problem_list import form
from authenticity.rules import catalogue
from authenticity.runtime import connections
from authenticity.runtime.step_frame import log, stage
from authenticity.settings import home, now


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
            registers = read_registers(home().lake, list_date, keyring)
            plan = outbox.plan(connection, list_date, registers, now(), rules, sheet)
        done = outbox.deliver(store, plan, home().outbox, keyring.password_for, sheet, now)
        with store.begin() as connection:
            entries = balance.entries(connection, plan)
            ledger_entries.write(connection, list_date, DISPATCH, entries)
        counts = len(plan.deliveries), done.written, plan.lines
        log.info("%s deliver: %d lists (%d written now), %d lines", list_date, *counts)
    return len(plan.deliveries)
