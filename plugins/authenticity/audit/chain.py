"""How the audit chain is sealed: hashes of rows, the head row, and the lock on it.

Each event carries a keyed BLAKE2b hash over its own canonical JSON and its predecessor's hash. The
head row keeps the length under a seal of the same key, so that a tail cut off is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql

from authenticity import canonical
from authenticity.store.row_seals import store_key
from authenticity.store.tables import ChainHeadRow, EventRow

__all__ = [
    "BEGINNING",
    "GENESIS",
    "Head",
    "Place",
    "Sealed",
    "lock",
    "seal",
    "store_key",
    "write_head",
]

GENESIS = "0" * 64
_HEAD = 1


@dataclass(frozen=True, slots=True)
class Head:
    """How long the chain is and where it ends."""

    event_count: int = 0
    last_at: datetime | None = None
    last_hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the chain: that many events, of which the last has this hash."""

    event_count: int = 0
    last_hash: str = GENESIS


BEGINNING = Place()


@dataclass(frozen=True, slots=True)
class Sealed:
    """What of an event its hash covers, `previous_hash` included; `detail` is canonical JSON."""

    event_id: int
    case_no: str | None
    event_no: int
    at: datetime
    actor: str
    kind: str
    detail: str
    previous_hash: str

    def columns(self) -> dict[str, Any]:
        """Its columns; `dataclasses.asdict` would copy deeply, which costs ten times as much."""
        return {name: getattr(self, name) for name in self.__slots__}

    def hash(self, key: bytes) -> str:
        """Hex, 32 bytes; nobody without the key can make it."""
        row = [self.event_id, self.case_no, self.event_no, _utc(self.at), self.actor, self.kind]
        row += [self.detail, self.previous_hash]
        return blake2b(canonical.dumps(row).encode(), key=key, digest_size=32).hexdigest()


def seal(head: Head, key: bytes) -> str:
    """The seal of a head row, told apart from an event's hash by its personalisation."""
    row = [head.event_count, _utc(head.last_at) if head.last_at else None, head.last_hash]
    text = canonical.dumps(row).encode()
    return blake2b(text, key=key, digest_size=32, person=b"chain head").hexdigest()


def lock(connection: Connection) -> Head:
    """Lets one writer at a time touch cases and chain, until the transaction ends."""
    statement = select(ChainHeadRow).with_for_update()
    row = connection.execute(statement).one_or_none()
    if row is None:
        _create_head(connection)
        row = connection.execute(statement).one()
    return Head(row.event_count, row.last_at, row.last_hash)


def write_head(connection: Connection, head: Head) -> None:
    """Says how long the chain is now; the caller holds the lock."""
    connection.execute(
        update(ChainHeadRow).values(
            event_count=head.event_count,
            last_at=head.last_at,
            last_hash=head.last_hash,
            seal=seal(head, store_key(connection)),
        )
    )


def is_genuine(connection: Connection) -> bool:
    """Whether the head row is as the product wrote it."""
    row = connection.execute(select(ChainHeadRow)).one()
    head = Head(row.event_count, row.last_at, row.last_hash)
    return bool(row.seal == seal(head, store_key(connection)))


def last_event(connection: Connection) -> Head | None:
    """The head that the last event which is there would have."""
    row = connection.execute(
        select(EventRow.event_id, EventRow.at, EventRow.chain_hash)
        .order_by(EventRow.event_id.desc())
        .limit(1)
    ).one_or_none()
    return Head(row.event_id, row.at, row.chain_hash) if row else None


def _create_head(connection: Connection) -> None:
    first = {
        "chain_id": _HEAD,
        "event_count": 0,
        "last_at": None,
        "last_hash": GENESIS,
        "seal": seal(Head(), store_key(connection)),
    }
    if connection.dialect.name == "postgresql":
        connection.execute(postgresql.insert(ChainHeadRow).values(first).on_conflict_do_nothing())
    else:
        connection.execute(insert(ChainHeadRow).values(first))


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
