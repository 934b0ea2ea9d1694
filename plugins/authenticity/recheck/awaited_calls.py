"""The policies that wait for a new call to the customer, for a case or for a re-check."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from authenticity.cases import new_calls
from authenticity.recheck import portions


def read(connection: Connection) -> dict[str, date]:
    """Each with the list date since which a call counts; of two the earlier."""
    awaited = portions.calls_awaited(connection)
    for policy_no, since in new_calls.awaited(connection).items():
        awaited[policy_no] = min(since, awaited.get(policy_no, since))
    return awaited
