"""Who is told about cases now: the latest registers, the people on duty, compliance's mailbox."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from authenticity.delivery import addressees, registers
from authenticity.delivery.addressees import Addressees
from authenticity.delivery.registers_sent import Office
from authenticity.delivery.routes import Routes
from authenticity.runtime import connections
from authenticity.settings import home


def addressees_on(connection: Connection, on: date, ways: Routes) -> Addressees:
    """The addressees of a day, in the caller's transaction."""
    return Addressees(
        registers.latest(home().lake, connections.keyring()),
        addressees.contacts(connection, on),
        ways.settings.compliance_email,
    )


def office(ways: Routes) -> Office:
    """Where workbooks are put, and how they are sealed."""
    return Office(home().outbox, ways, connections.keyring().password_for)
