"""`make sanction`: what a channel did about false or refused data, put on record by hand."""

from __future__ import annotations

from authenticity.access import people
from authenticity.errors import ConfigurationError
from authenticity.runtime import connections
from authenticity.runtime.step_frame import explained, log
from authenticity.sanctions import filling, sanction_kinds
from authenticity.sanctions.filling import Filling
from authenticity.settings import now
from authenticity.values import dates
from authenticity.working_days.deadlines import local_day


def record(said: Filling) -> bool:
    """Records it, or corrects what was recorded before; False when it is on record already.

    Raises `AccessError` for somebody who is not on record, `ConfigurationError` that says why it
    cannot be kept.
    """
    at = now()
    with explained("sanction"), connections.case_store() as store, store.begin() as connection:
        people.person(connection, said.filled_by, local_day(at))
        words = sanction_kinds.in_force()
        (result,) = filling.fill(connection, [said], words, at, may_correct=True)
    if result.accepted:
        log.info("sanction: %s, by %s", said.sanction_no, said.filled_by)
    elif result.reason != filling.SAME:
        raise ConfigurationError(
            f"sanction {said.sanction_no} is not on record ({result.reason}); correct what is wrong"
        )
    return result.accepted


def said_by(arguments: dict[str, str]) -> Filling:
    """The command's words. Raises `ConfigurationError` for a date that is none."""
    days = {}
    for name in ("decided_on", "told_on"):
        days[name] = dates.read(arguments[name]) if arguments[name] else None
        if arguments[name] and days[name] is None:
            raise ConfigurationError(f"{name.upper()} is no date; write it like 2026-09-28")
    return Filling(
        sanction_no=arguments["sanction"],
        kind=arguments["kind"],
        measure=arguments["amount"],
        decided_on=days["decided_on"],
        decided_by=arguments["decided_by"],
        told_compliance_on=days["told_on"],
        remark=arguments["remark"],
        filled_by=arguments["by"],
    )
