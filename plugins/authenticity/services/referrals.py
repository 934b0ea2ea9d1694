"""`make refer`: a salesperson or agency before compliance's committee, and what it decided."""

from __future__ import annotations

from authenticity.access import people
from authenticity.lake.partitions import known_sellers
from authenticity.runtime import connections
from authenticity.runtime.step_frame import explained, log
from authenticity.sanctions import referrals
from authenticity.sanctions.referrals import SubjectKind
from authenticity.settings import home, now
from authenticity.working_days.deadlines import local_day


def refer(kind: SubjectKind, subject_no: str, user_name: str, reason: str) -> tuple[int, bool]:
    """Opens a referral; its number, and whether it is new.

    Raises `LakeError` for a subject in no register.
    """
    known_sellers.require(home().lake, connections.keyring, kind, subject_no)
    at = now()
    with explained("refer"), connections.case_store() as store, store.begin() as connection:
        person = people.person(connection, user_name, local_day(at))
        known = referrals.open_of(connection, kind, subject_no)
        number = referrals.refer(connection, kind, subject_no, reason, person, at)
    log.info("refer: referral %d, by %s", number, user_name)
    return number, number != known


def close(number: int, user_name: str, decision: str) -> bool:
    """Puts the decision on record; False when it is there already."""
    at = now()
    with explained("refer"), connections.case_store() as store, store.begin() as connection:
        person = people.person(connection, user_name, local_day(at))
        is_new = referrals.close(connection, number, decision, person, at)
    log.info("refer: referral %d is closed, by %s", number, user_name)
    return is_new
