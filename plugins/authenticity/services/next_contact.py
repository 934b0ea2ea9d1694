"""The counters' lists of what to ask a customer for at the next contact (rulebook D25)."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta

from authenticity.delivery import registers_sent
from authenticity.lake.partitions import partition
from authenticity.lake.views import day_views
from authenticity.reporting.month import words
from authenticity.reporting.month.months import Month
from authenticity.reporting.next_contact import (
    contact_register,
    contact_settings,
    customers,
    lacking_holders,
)
from authenticity.reporting.next_contact.customers import Customer
from authenticity.runtime import connections, home_lock, offices, routes
from authenticity.runtime.step_frame import explained, log
from authenticity.screening import merges
from authenticity.settings import home, now
from authenticity.working_days.deadlines import local_day


def list_for_counters(month: Month) -> int:
    """Make the month's lists and tell the counters; how many messages are new.

    The records are those of the month's last list. The same month again tells nobody, and one that
    is not over has no list yet.
    """
    dates = [day for day in partition.sealed_dates(home().lake) if day <= month.last]
    if not dates or local_day(now()) <= month.last:
        log.info("%s next contact: the month is not over, or has no records", month)
        return 0
    with (
        explained("contacts"),
        home_lock.take(home().root, f"{month} next contact", log.info),
        connections.case_store() as store,
    ):
        found = _customers(dates[-1], month)
        ways, at = routes.routes(store), now()
        with store.begin() as connection:
            new = contact_register.registers(
                found,
                month,
                contact_settings.load(),
                offices.addressees_on(connection, local_day(at), ways),
                words.load().head_office_email,
                local_day(at),
            )
            told = registers_sent.send(connection, new, offices.office(ways), at)
    log.info("%s next contact: %d customers, %d messages", month, len(found), told)
    return told


def _customers(list_date: date, month: Month) -> list[Customer]:
    settings = contact_settings.load()
    until = month.last + timedelta(days=settings.expires_within.value)
    lacking = lacking_holders.read(home().lake, list_date, until, settings, connections.keyring())
    with closing(day_views.connect(home().lake, list_date)) as lake:
        rows = merges.recorded(lake)
    order = [asked.field for asked in settings.fields]
    return customers.of_holders(lacking, merges.roots(rows), order)
