"""The successful calls of a batch, for the cases that wait for one after a correction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path

from authenticity.core_system import calls_and_receipts
from authenticity.lake.partitions import partition, table_files


def successful(lake: Path, list_date: date, policy_nos: Collection[str]) -> dict[str, list[date]]:
    """By policy, the days of its calls before the list date that found nothing wrong, in order.

    A batch holds all calls of its policies; those of a later day wait for their own list.
    """
    if not policy_nos:
        return {}
    calls = table_files.read(
        partition.day_folder(lake, list_date),
        "callback",
        columns=["policy_no", "called_at", "outcome", "problem"],
        wanted=[("policy_no", "in", sorted(policy_nos))],
    )
    if calls is None:
        return {}
    found: dict[str, list[date]] = {}
    for row in calls.filter(calls_and_receipts.is_success(calls)).to_pylist():
        called_at: datetime | None = row["called_at"]
        if called_at is not None and called_at.date() < list_date:
            found.setdefault(row["policy_no"], []).append(called_at.date())
    return {policy_no: sorted(days) for policy_no, days in found.items()}
