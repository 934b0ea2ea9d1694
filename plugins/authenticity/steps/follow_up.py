"""`track_resolution`: what follows a verdict, or a due time that went by: sanctions and holds."""

from __future__ import annotations

from sqlalchemy import Connection

from authenticity.dag_names import FOLLOW_UP
from authenticity.delivery import ladder_messages, registers, registers_sent
from authenticity.delivery.routes import Routes
from authenticity.runtime import connections, offices, routes
from authenticity.runtime.step_frame import explained, log
from authenticity.sanctions import chasing, hold_register, holds, opening, sanction_kinds
from authenticity.sanctions.sanction_register import Forms
from authenticity.settings import home, now
from authenticity.working_days.deadlines import local_day
from authenticity.working_days.official_calendar import OfficialCalendar


def on_verdicts() -> int:
    """Open what verdicts call for, chase what is late, bring the hold list up to date, and tell.

    In one transaction with its messages. Run again it changes nothing.
    """
    at, words = now(), sanction_kinds.in_force()
    with explained(FOLLOW_UP), connections.case_store() as store:
        calendar, ways = OfficialCalendar.load(), routes.routes(store)
        with store.begin() as connection:
            opened = opening.open_missing(connection, at)
            chased = chasing.sweep(connection, at, calendar, words)
            changes = holds.sweep(connection, at)
            told = registers_sent.send(
                connection, _registers(connection, ways), offices.office(ways), at
            )
    message = (
        "%s follow_up: %d sanctions opened, %d chased; %d on the hold list, %d off it; %d told"
    )
    log.info(message, local_day(at), len(opened), len(chased), changes.on, changes.off, told)
    return told


def _registers(connection: Connection, ways: Routes) -> list[registers_sent.Register]:
    words, on = sanction_kinds.in_force(), local_day(now())
    keyring = connections.keyring()
    addressees = offices.addressees_on(connection, on, ways)
    compliance = ladder_messages.load_words().compliance_name

    def names() -> dict[tuple[str, str], str]:
        return registers.seller_names(home().lake, keyring)

    forms = Forms(addressees, words, names, keyring.list_key, on)
    return [
        *forms.registers(chasing.waiting(connection)),
        *hold_register.registers(connection, addressees, compliance, words, names, on),
    ]
