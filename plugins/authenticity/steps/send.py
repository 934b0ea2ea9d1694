"""The last step of whatever decides messages: hand over what waits, and show how things stand."""

from __future__ import annotations

from authenticity.dag_names import SEND
from authenticity.delivery import delivered_files, sending
from authenticity.delivery.delivered_files import Restored
from authenticity.delivery.sending import Sent
from authenticity.errors import DispatchError
from authenticity.runtime import connections, routes
from authenticity.runtime.step_frame import explained, log
from authenticity.services.status import current
from authenticity.settings import home, now


def waiting() -> int:
    """Try every message that is due; returns how many the other side accepted.

    First each delivered file is compared with its SHA-256, and put back where it differs. What is
    not taken is tried again by the next run. Raises `DispatchError` when messages have
    failed so often that a person has to look.
    """
    try:
        with explained(SEND), connections.case_store() as store:
            ways = routes.routes(store)
            days = ways.settings.restore_days.value
            compared = delivered_files.restore(store, home().outbox, now(), days)
            for line in compared.done:
                log.warning("send: %s", line)
            done = sending.send_waiting(store, home().outbox, ways, now)
            log.info(
                "send: %d sent, %d perhaps sent, %d not taken; %d wait",
                done.sent, done.unknown, done.failed, done.waiting,
            )  # fmt: skip
            if done.given_up:
                log.warning("send: %d messages are given up; v_message says why", done.given_up)
            _require_whole_and_taken(compared, done)
    finally:
        current.publish()
    return done.sent


def _require_whole_and_taken(compared: Restored, done: Sent) -> None:
    if compared.failed:
        raise DispatchError(f"{len(compared.failed)} delivered files: {compared.failed[0]}")
    if done.stuck:
        raise DispatchError(
            f"{done.stuck} messages failed too often; v_message says why, and they are tried "
            "again by every run; the lists lie in the outbox in any case"
        )
