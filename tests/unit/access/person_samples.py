"""People for the tests of access."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from authenticity.access import people
from authenticity.access.people import Changes, Person
from authenticity.store.case_store import Store

DAY = date(2026, 9, 28)
AT = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def somebody(user_name: str, role: str, **content: Any) -> Person:
    known: dict[str, Any] = {
        "user_name": user_name,
        "display_name": f"{user_name}先生",
        "role": role,
        "channel_code": None,
        "branch_code": None,
        "team_code": None,
        "email": f"{user_name}@insurer.test",
        "valid_from": date(2026, 1, 1),
        "valid_to": None,
    }
    return Person(**(known | content))


ANN = somebody("ann", "clerk", channel_code="BANK")
LEE = somebody("lee", "leader", channel_code="BANK", team_code="T01")
MAX = somebody("max", "channel_manager", channel_code="BANK")
SUE = somebody("sue", "customer_service")
COY = somebody("coy", "compliance")
AUD = somebody("aud", "auditor")
ENG = somebody("eng", "engineer")
EVERYBODY = (ANN, LEE, MAX, SUE, COY, AUD, ENG)


def record(store: Store, persons: Iterable[Person], at: datetime = AT) -> Changes:
    with store.begin() as connection:
        return people.record(connection, persons, at, "ops")
