"""The facts of the policies on a day's list, kept as they stood when they were judged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from authenticity import canonical
from authenticity.errors import StoreError
from authenticity.store.chunks import chunks
from authenticity.store.tables import JudgedPolicyRow


def record(
    connection: Connection,
    list_date: date,
    policy_nos: set[str],
    facts: Mapping[str, Mapping[str, Any]],
) -> None:
    """Keeps the facts of these policies; the same facts again change nothing.

    Facts of policies without findings any more stay: superseded findings may refer to them.
    Raises `StoreError` when a policy's facts are missing.
    """
    wanted = {no: _row(list_date, no, facts) for no in sorted(policy_nos)}
    statement = select(JudgedPolicyRow.policy_no, JudgedPolicyRow.digest).where(
        JudgedPolicyRow.list_date == list_date
    )
    stored = {row.policy_no: row.digest for row in connection.execute(statement)}
    fresh = [row for no, row in wanted.items() if stored.get(no) != row["digest"]]
    for chunk in chunks([row["policy_no"] for row in fresh if row["policy_no"] in stored]):
        connection.execute(
            delete(JudgedPolicyRow).where(
                JudgedPolicyRow.list_date == list_date, JudgedPolicyRow.policy_no.in_(chunk)
            )
        )
    if fresh:
        connection.execute(insert(JudgedPolicyRow), fresh)


def _row(list_date: date, policy_no: str, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    known = facts.get(policy_no)
    if known is None:
        raise StoreError(f"policy {policy_no} has findings, but no facts came with them")
    digest = canonical.digest(tuple(known.values()))
    return {"list_date": list_date, "digest": digest, **known}
