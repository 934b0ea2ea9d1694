"""Lists with their receipts, and what happens to cases after a month is over."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert
from tests.unit.cases.case_samples import CALENDAR
from tests.unit.reporting import quarter_samples as samples

from authenticity.reporting.month import compiling
from authenticity.reporting.month.compiling import Request
from authenticity.reporting.month.figures import MonthFigures, Summary
from authenticity.reporting.month.months import Month
from authenticity.store.case_store import Store
from authenticity.store.tables import DeliveryRow

FAMILIES = ("complete", "identity", "contact", "suspicious", "callback", "manual")
SEPTEMBER = Month(2026, 9)


def days_of(month: Month) -> list[date]:
    return CALENDAR.working_days(month.first, month.last)


def lists(store: Store, seed: int, days: Iterable[date]) -> None:
    """Lists of some channels on each day: late, not made, received at once, later, or never."""
    draw = random.Random(seed)
    rows = []
    for day in days:
        for channel in draw.sample(samples.CHANNELS, 2):
            made = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
            sent = draw.choice([made, made, made + timedelta(days=1), None])
            got = sent + timedelta(hours=draw.choice([1, 40, 900])) if sent else None
            for copy in range(draw.randint(1, 2)):
                rows.append({
                    "list_date": day, "channel_code": channel, "recipient": f"{copy}@{channel}",
                    "transport": "outbox", "file_name": f"{day}{channel}{copy}", "sha256": "",
                    "content_digest": "", "lines": 1, "message_id": f"{day}{channel}{copy}",
                    "status": draw.choice(["sent", "sent", "superseded"]), "created_at": made,
                    "sent_at": sent, "attempts": 1,
                    "received_at": got if not copy and draw.random() < 0.7 else None,
                })  # fmt: skip
    with store.begin() as connection:
        connection.execute(insert(DeliveryRow), rows)


def figures(store: Store, month: Month) -> MonthFigures:
    with store.read() as connection:
        return compiling.compile_month(connection, month, CALENDAR, FAMILIES)


def summary(store: Store, month: Month = SEPTEMBER, months: int = 3) -> Summary:
    with store.read() as connection:
        return compiling.compile_summary(connection, Request(month, CALENDAR, FAMILIES, months))
