"""The steps of `dispatch_lists`: which list dates, their files, and what was handed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from authenticity.dag_names import DAILY_SCREENING, DELIVER, DISPATCH, DISPATCH_LISTS, RECONCILE
from authenticity.delivery import balance, outbox
from authenticity.delivery.registers import read_registers
from authenticity.ledger import ledger_entries, runs
from authenticity.ledger import release as ledger_release
from authenticity.problem_list import form
from authenticity.rules import catalogue
from authenticity.runtime import connections
from authenticity.runtime.step_frame import log, stage
from authenticity.settings import LOCAL, home, now


def list_dates(
    extras: Iterable[Mapping[str, Any]],
    conf: Mapping[str, Any] | None,
    logical_date: datetime | None,
) -> list[str]:
    """The list dates to dispatch (ISO, in order): of the asset events, else as asked by hand."""
    dates = {str(extra["list_date"]) for extra in extras if "list_date" in extra}
    if not dates and conf and "list_date" in conf:
        dates = {str(conf["list_date"])}
    if not dates and logical_date is not None:
        dates = {logical_date.astimezone(LOCAL).date().isoformat()}
    return sorted(dates)


def deliver(list_dates: list[str]) -> int:
    """Write every problem list of these dates to the outbox; returns the number of lists.

    Raises `ImbalanceError` for a list date whose findings were not released.
    """
    written = 0
    for text in list_dates:
        list_date = date.fromisoformat(text)
        with (
            stage(DISPATCH_LISTS, list_date, DELIVER, is_first=True),
            connections.case_store() as store,
        ):
            keyring = connections.keyring()
            with store.begin() as connection:
                runs.require_released(connection, DAILY_SCREENING, list_date)
                plan = outbox.plan(
                    connection,
                    list_date,
                    read_registers(home().lake, list_date, keyring),
                    now(),
                    catalogue.load(),
                    form.load(),
                )
            delivered = outbox.deliver(
                store, plan, home().outbox, keyring.password_for, form.load(), now
            )
            with store.begin() as connection:
                entries = balance.entries(connection, plan)
                ledger_entries.write(connection, list_date, DISPATCH, entries)
            log.info(
                "%s deliver: %d lists (%d written now), %d lines",
                list_date,
                len(plan.deliveries),
                delivered.written,
                plan.lines,
            )
        written += len(plan.deliveries)
    return written


def release(list_dates: list[str]) -> None:
    """Close the run of each list date once what was dispatched adds up."""
    for text in list_dates:
        list_date = date.fromisoformat(text)
        with stage(DISPATCH_LISTS, list_date, RECONCILE), connections.case_store() as store:
            ledger_release.release(store, DISPATCH_LISTS, list_date, now())
