"""The steps of `dispatch_lists`: which list dates, their files, and what was handed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from authenticity.cases import ledger, runs
from authenticity.dispatch import balance, form, outbox
from authenticity.dispatch.recipients import Channel, Registers, Team
from authenticity.lake import partitions
from authenticity.privacy.keyring import Keyring
from authenticity.rules import catalogue
from authenticity.settings import LOCAL, home, now
from authenticity.steps import connections, reconcile
from authenticity.steps.stage import log, stage

DAG_ID = "dispatch_lists"
SCREENING = "daily_screening"


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
        with stage(DAG_ID, list_date, "deliver", is_first=True), connections.case_store() as store:
            keyring = connections.keyring()
            with store.begin() as connection:
                runs.require_released(connection, SCREENING, list_date)
                plan = outbox.plan(
                    connection,
                    list_date,
                    read_registers(list_date, keyring),
                    now(),
                    catalogue.load(),
                    form.load(),
                )
            delivered = outbox.deliver(
                store, plan, home().outbox, keyring.password_for, form.load(), now
            )
            with store.begin() as connection:
                ledger.write(connection, list_date, "dispatch", balance.entries(connection, plan))
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
        with stage(DAG_ID, list_date, "reconcile"), connections.case_store() as store:
            reconcile.release(store, DAG_ID, list_date)


def read_registers(list_date: date, keyring: Keyring) -> Registers:
    """Channels, teams and agencies as they were when the batch was pulled."""
    folder = partitions.day_folder(home().lake, list_date)

    def rows(table: str, *columns: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = partitions.read(
            folder, table, keyring, list(columns)
        ).to_pylist()
        return found

    channels = rows("channel", "channel_code", "channel_name", "back_office_email", "manager_email")
    teams = rows("team", "team_code", "team_name", "channel_code", "leader_name", "leader_email")
    agencies = rows("agency", "agency_code", "agency_name")
    return Registers(
        {row["channel_code"]: Channel(*row.values()) for row in channels},
        {row["team_code"]: Team(*row.values()) for row in teams},
        agencies={row["agency_code"]: row["agency_name"] for row in agencies},
    )
