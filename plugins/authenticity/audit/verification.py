"""Whether the audit chain is whole: every event, every link, and its head.

A walk from the beginning, or from a place up to which it was found whole before: then of the events
before it only the number is asked. What no database can notice by itself is a whole older copy
put in place of the store: the home's anchor knows (`audit.anchor`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, func, select

from authenticity.audit import chain
from authenticity.audit.chain import BEGINNING, Place
from authenticity.store.tables import CaseRow, ChainHeadRow, EventRow


@dataclass(frozen=True)
class Report:
    """What `verify` found; integrity and completeness are told apart.

    `first_broken`: the first event whose hash or link is wrong, as "case no / event no", or
    "chain head". `missing_inside`: events gone between others, `first_missing` the number of the
    first. `missing_tail`: events gone at the end. `cases_without_events`: cases with no history;
    `histories_without_case`: the reverse. `head`: length and hash, to be noted elsewhere.
    """

    checked: int
    first_broken: str | None
    missing_inside: int
    first_missing: int | None
    missing_tail: int
    cases_without_events: int
    head: str
    histories_without_case: tuple[str, ...] = ()

    @property
    def has_integrity(self) -> bool:
        return self.first_broken is None

    @property
    def is_complete(self) -> bool:
        return not self.completeness

    @property
    def integrity(self) -> list[str]:
        """The first event that was changed, in a line."""
        return [f"audit chain: {self.first_broken} not as written"] if self.first_broken else []

    @property
    def completeness(self) -> list[str]:
        """What is missing, one line each."""
        said = {
            f"audit chain: {self.missing_inside} events gone, the first is event "
            f"{self.first_missing}": self.missing_inside,
            f"audit chain: {self.missing_tail} events gone at the end": self.missing_tail,
            f"audit chain: {self.cases_without_events} cases without any event": (
                self.cases_without_events
            ),
            f"problem_case: {', '.join(self.histories_without_case[:3])} gone, with events left": (
                len(self.histories_without_case)
            ),
        }
        return [line for line, count in said.items() if count]


def verify(connection: Connection, key: bytes | None = None, since: Place | None = None) -> Report:
    """Walks the chain and tells what is wrong. `key` is the store's own unless given.

    `since`: the place up to which it was whole before; all of it unless given.
    """
    key, since = key or chain.store_key(connection), since or BEGINNING
    walk = _Walk(key, since)
    walk.count_before(connection)
    rows = connection.execute(
        select(EventRow).where(EventRow.event_id > since.event_count).order_by(EventRow.event_id),
        execution_options={"yield_per": 5_000},
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
        histories_without_case=_without_case(connection),
    )


class _Walk:
    """The state of a walk along the chain."""

    def __init__(self, key: bytes, since: Place) -> None:
        self.key = key
        self.checked = 0
        self.last_id = since.event_count
        self.last_hash = since.last_hash
        self.first_broken: str | None = None
        self.missing = 0
        self.first_missing: int | None = None

    def count_before(self, connection: Connection) -> None:
        """Of events that were checked before, whether all are there."""
        ids = select(EventRow.event_id).where(EventRow.event_id <= self.last_id)
        count = connection.scalar(select(func.count()).select_from(ids.subquery())) or 0
        if count == self.last_id:
            return
        self.missing = self.last_id - count
        self.first_missing = next(
            place
            for place, event_id in enumerate(
                [*connection.scalars(ids.order_by(EventRow.event_id)), None], start=1
            )
            if event_id != place
        )

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


def _without_case(connection: Connection) -> tuple[str, ...]:
    """Cases that have events and no row."""
    known = exists().where(CaseRow.case_no == EventRow.case_no)
    statement = select(EventRow.case_no).where(EventRow.case_no.is_not(None), ~known)
    return tuple(str(case_no) for case_no in connection.scalars(statement.distinct()))
