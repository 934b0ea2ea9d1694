"""What people at the head office do with a case: verify it, or send it back to the back office."""

from __future__ import annotations

from authenticity.access import people, permissions
from authenticity.cases import returning, verifying
from authenticity.delivery import ladder_messages, messages, returned_messages
from authenticity.errors import ConfigurationError
from authenticity.runtime import connections, offices, routes
from authenticity.runtime.step_frame import explained, log
from authenticity.sanctions import opening
from authenticity.settings import now
from authenticity.working_days.deadlines import local_day
from authenticity.working_days.official_calendar import OfficialCalendar


def verify(case_no: str, user_name: str, note: str | None = None) -> None:
    """Close a case that is answered, and open the sanctions that the verdict calls for.

    Raises `AccessError` or `StoreError` that says why not.
    """
    at = now()
    with explained("verify"), connections.case_store() as store, store.begin() as connection:
        verifying.verify(connection, case_no, user_name, at, note)
        opening.open_missing(connection, at, case_no, user_name)
    log.info("verify: case %s, by %s", case_no, user_name)


def send_back(case_no: str, user_name: str, reason: str) -> int:
    """Send a case back with its reason, and decide the messages that tell it; how many.

    Raises `AccessError` when this person may not, `StoreError` when the case is not answered.
    """
    if not reason.strip():
        raise ConfigurationError("REASON is empty; say what the back office has to do anew")
    at = now()
    with explained("return"), connections.case_store() as store:
        ways = routes.routes(store)
        with store.begin() as connection:
            person = people.person(connection, user_name, local_day(at))
            permissions.require(person, "return")
            returning.send_back(connection, case_no, reason, at, user_name)
            new = returned_messages.messages_of(
                connection,
                {case_no: reason},
                offices.addressees_on(connection, local_day(at), ways),
                ladder_messages.load_words().compliance_name,
                OfficialCalendar.load(),
                local_day(at),
            )
            told = messages.enqueue(connection, new, at, ways, user_name)
    log.info("return: case %s, by %s, %d messages", case_no, user_name, told)
    return told
