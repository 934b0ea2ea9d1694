"""The status of this home, from its case store and the registers of its last batch; its pages."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, date, datetime

from authenticity.audit import last_audit
from authenticity.delivery import ladder_messages, registers
from authenticity.errors import AuthenticityError
from authenticity.pages import docs_site, store_pages
from authenticity.rules import catalogue
from authenticity.runtime import connections
from authenticity.services.oversight import pages as oversight
from authenticity.services.status import airflow_state, day_now, figures, health, page
from authenticity.services.status.airflow_state import Trouble
from authenticity.services.status.figures import Status
from authenticity.settings import home, now
from authenticity.working_days.official_calendar import OfficialCalendar

log = logging.getLogger("authenticity")


def read(list_date: date | None = None) -> Status:
    """The state of things now; lists of `list_date`, else of the last one that has to exist."""
    name = ladder_messages.load_words().compliance_name
    known = registers.latest(home().lake, connections.keyring()).with_compliance(name, None)
    with connections.case_store() as store, store.read() as connection:
        status = figures.read(connection, known, OfficialCalendar.load(), now(), list_date)
    return replace(status, audit=last_audit.read(home().last_audit))


def released() -> list[date]:
    """The list dates of which findings and lists are out."""
    with connections.case_store() as store, store.read() as connection:
        return figures.released(connection)


def troubles(status: Status, *, publish: bool) -> list[Trouble]:
    """What somebody has to do something about; `publish`: put into the monitor's file, too."""
    state = airflow_state.read()
    found = health.troubles(status, list(state.troubles(datetime.now(UTC))) if state else [])
    if publish:
        health.publish(home(), status, found)
    return found


def publish() -> None:
    """The pages that follow the case store and the monitor's file anew, as the last thing of a run.

    What cannot be read (another keyring, a changed store) is said on the page in place of figures
    that are no longer true. What cannot be written is told and stops no list.
    """
    try:
        status = _read_or_say_why()
        if status is not None:
            page.publish(home(), status)
            troubles(status, publish=True)
            _publish_docs(status)
    except (AuthenticityError, OSError) as error:
        log.warning("the status page or the Data Docs could not be written: %s", error)


def _read_or_say_why() -> Status | None:
    try:
        return read()
    except AuthenticityError as error:
        log.warning("the status cannot be read: %s", error)
        page.publish_trouble(home(), str(error), now())
        return None


def _publish_docs(status: Status) -> None:
    """Waits for the site first: a reader of the store that waits would keep its writers waiting."""
    channels = {each.code: each.whole.name for each in status.channels}
    docs, rules, now_shown = home().data_docs, catalogue.load(), day_now.of(status)
    with (
        docs_site.locked(docs),
        connections.case_store() as store,
        store.read() as connection,
    ):
        if docs.exists():
            oversight.publish(docs, connection, rules, status.today)
            store_pages.publish(docs, connection, rules, channels, status.today, now_shown)
