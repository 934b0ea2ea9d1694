"""The audit chain: what happened to every case, only ever added to (docs/architecture.md).

All cases share one chain (`audit.chain`). `audit.verification` walks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from authenticity import canonical
from authenticity.audit import chain
from authenticity.errors import StoreError
from authenticity.store.chunks import chunks
from authenticity.store.tables import EventRow

_CLOCK_TOLERANCE = timedelta(minutes=10)
"""Clocks of two workers differ a little; more means that a clock was set back."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What happened to a case: a verb in the past (`opened`), and masked detail.

    Without a case it is about a person, a return or a message, which the detail names.
    """

    case_no: str | None
    kind: str
    detail: Mapping[str, object]


def append(
    connection: Connection,
    case_no: str | None,
    kind: str,
    detail: Mapping[str, object],
    at: datetime,
    actor: str,
) -> None:
    """Adds one event to the chain, in the caller's transaction."""
    append_all(connection, [NewEvent(case_no, kind, detail)], at, actor)


def append_all(connection: Connection, new: Sequence[NewEvent], at: datetime, actor: str) -> None:
    """Adds events in order, in the caller's transaction.

    Raises `StoreError` when the clock stands before the last event: times in the chain would lie.
    """
    if not new:
        return
    head = chain.lock(connection)
    if head.last_at is not None and at < head.last_at - _CLOCK_TOLERANCE:
        raise StoreError(
            f"the clock says {at.isoformat()}, but the case store has an event of "
            f"{head.last_at.isoformat()}; set the clock right"
        )
    key = chain.store_key(connection)
    event_nos = _last_event_nos(connection, new)
    rows = []
    previous = head.last_hash
    for event_id, event in enumerate(new, start=head.event_count + 1):
        event_nos[event.case_no] = event_no = event_nos.get(event.case_no, 0) + 1
        detail = canonical.dumps(event.detail)
        sealed = chain.Sealed(
            event_id, event.case_no, event_no, at, actor, event.kind, detail, previous
        )
        previous = sealed.hash(key)
        rows.append({**sealed.columns(), "chain_hash": previous})
    connection.execute(insert(EventRow), rows)
    last_at = max(at, head.last_at or at)
    chain.write_head(connection, chain.Head(head.event_count + len(new), last_at, previous))


def lock(connection: Connection) -> None:
    """Makes every other writer of cases wait until the transaction ends."""
    chain.lock(connection)


def _last_event_nos(connection: Connection, new: Iterable[NewEvent]) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    if any(event.case_no is None for event in new):
        others = select(func.max(EventRow.event_no)).where(EventRow.case_no.is_(None))
        found[None] = connection.scalar(others) or 0
    for chunk in chunks(sorted({event.case_no for event in new if event.case_no})):
        rows = connection.execute(
            select(EventRow.case_no, func.max(EventRow.event_no))
            .where(EventRow.case_no.in_(chunk))
            .group_by(EventRow.case_no)
        )
        found.update((case_no, last) for case_no, last in rows)
    return found
