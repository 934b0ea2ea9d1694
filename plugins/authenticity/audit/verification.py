"""Whether the audit chain is whole: every event, every link, and its head.

What no database can notice by itself is a whole older backup put in place of the store: note
`Report.head` elsewhere from time to time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, func, select

from authenticity.audit import chain
from authenticity.store.tables import CaseRow, ChainHeadRow, EventRow


@dataclass(frozen=True)
class Report:
    """What `verify` found; integrity and completeness are told apart.

    `first_broken`: the first event whose hash or link is wrong, as "case no / event no", or
    "chain head". `missing_inside`: events gone between others, `first_missing` the number of the
    first. `missing_tail`: events gone at the end. `cases_without_events`: cases with no history.
    `head`: length and hash, to be noted elsewhere.
    """

    checked: int
    first_broken: str | None
    missing_inside: int
    first_missing: int | None
    missing_tail: int
    cases_without_events: int
    head: str

    @property
    def has_integrity(self) -> bool:
        return self.first_broken is None

    @property
    def is_complete(self) -> bool:
        return not (self.missing_inside or self.missing_tail or self.cases_without_events)


def verify(connection: Connection, key: bytes | None = None) -> Report:
    """Walks the whole chain and tells what is wrong. `key` is the store's own unless given."""
    key = key or chain.store_key(connection)
    walk = _Walk(key)
    rows = connection.execute(
        select(EventRow).order_by(EventRow.event_id), execution_options={"yield_per": 5_000}
    )
    for row in rows:
        walk.step(row)
    head = connection.execute(select(ChainHeadRow)).one_or_none()
    bare, cases = _count_cases(connection)
    is_head_good = walk.agrees(head) if head else not (cases or walk.checked)
    return Report(
        checked=walk.checked,
        first_broken=walk.first_broken or (None if is_head_good else "chain head"),
        missing_inside=walk.missing,
        first_missing=walk.first_missing,
        missing_tail=max(head.event_count - walk.last_id, 0) if head else 0,
        cases_without_events=bare,
        head=f"{head.event_count}:{head.last_hash}" if head else f"0:{chain.GENESIS}",
    )


class _Walk:
    """The state of a walk along the chain."""

    def __init__(self, key: bytes) -> None:
        self.key = key
        self.checked = 0
        self.last_id = 0
        self.last_hash = chain.GENESIS
        self.first_broken: str | None = None
        self.missing = 0
        self.first_missing: int | None = None

    def step(self, row: Any) -> None:
        """Judges one event. After a gap its own hash still holds, only its link is unknown."""
        gap = row.event_id - self.last_id - 1
        if gap and self.first_missing is None:
            self.first_missing = self.last_id + 1
        self.missing += gap
        *content, chain_hash = row
        is_own = chain_hash == chain.Sealed(*content).hash(self.key)
        is_linked = gap > 0 or row.previous_hash == self.last_hash
        if not (is_own and is_linked) and self.first_broken is None:
            self.first_broken = f"{row.case_no or 'no case'} / {row.event_no}"
        self.checked += 1
        self.last_id, self.last_hash = row.event_id, chain_hash

    def agrees(self, row: Any) -> bool:
        """Whether the head is sealed and ends where the events end, or beyond: a tail is gone."""
        head = chain.Head(row.event_count, row.last_at, row.last_hash)
        if row.seal != chain.seal(head, self.key) or self.last_id > head.event_count:
            return False
        return self.last_id < head.event_count or self.last_hash == head.last_hash


def _count_cases(connection: Connection) -> tuple[int, int]:
    has_event = exists().where(EventRow.case_no == CaseRow.case_no)
    counting = select(func.count()).select_from(CaseRow)
    return connection.scalar(counting.where(~has_event)) or 0, connection.scalar(counting) or 0
