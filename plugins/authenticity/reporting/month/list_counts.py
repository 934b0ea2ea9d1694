"""Lists of a month: released and made on their day (T+1, Art. 7), and received by the channels."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from authenticity.dag_names import DAILY_SCREENING
from authenticity.delivery.delivery_rows import SUPERSEDED
from authenticity.ledger import runs
from authenticity.reporting.month.figures import ListFigures
from authenticity.reporting.period import Period
from authenticity.store.tables import DeliveryRow, RunRow
from authenticity.working_days.deadlines import local_day


def late(connection: Connection, period: Period) -> tuple[date, ...]:
    """List dates whose findings were first released on a later day."""
    statement = (
        select(RunRow.list_date, func.min(RunRow.ended_at))
        .where(
            RunRow.dag_id == DAILY_SCREENING,
            RunRow.status == runs.RELEASED,
            RunRow.list_date.in_(period.list_dates),
        )
        .group_by(RunRow.list_date)
        .order_by(RunRow.list_date)
    )
    rows = connection.execute(statement)
    return tuple(day for day, ended_at in rows if ended_at is None or local_day(ended_at) > day)


def by_channel(connection: Connection, period: Period) -> tuple[ListFigures, ...]:
    """A channel's list of a date counts once, whatever copies leaders got of it."""
    statement = (
        select(
            DeliveryRow.channel_code, DeliveryRow.list_date,
            func.min(DeliveryRow.sent_at), func.min(DeliveryRow.received_at),
        )
        .where(
            DeliveryRow.list_date.in_(period.list_dates), DeliveryRow.status != SUPERSEDED
        )
        .group_by(DeliveryRow.channel_code, DeliveryRow.list_date)
    )  # fmt: skip
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for channel, day, sent_at, received_at in connection.execute(statement):
        of_list = (1, _on_day(sent_at, day), *_received(received_at, sent_at, period))
        counts[channel] = [sum(pair) for pair in zip(counts[channel], of_list, strict=True)]
    return tuple(ListFigures(code, *counts[code]) for code in sorted(counts))


def _on_day(sent_at: datetime | None, day: date) -> bool:
    return sent_at is not None and local_day(sent_at) <= day


def _received(
    received_at: datetime | None, sent_at: datetime | None, period: Period
) -> tuple[bool, bool]:
    """By the end of the month, and by the end of the day on which the list was made."""
    if received_at is None or sent_at is None or received_at > period.ends_at:
        return False, False
    return True, local_day(received_at) <= local_day(sent_at)
