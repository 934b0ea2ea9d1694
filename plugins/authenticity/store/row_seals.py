"""Row seals: what the product writes is sealed with the key; what others write is not.

At the end of each writing transaction every row that it touched gets a seal, a keyed BLAKE2b hash
over the row, and the totals of each table, under a seal of their own, get one more entry. A row
that others changed keeps the seal of before, also when the product changes it later: it stays known
as changed. The totals are sums of a part of each hash that is stored nowhere, so that a row cannot
be put back as it once was together with its seal.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, text, update

from authenticity import canonical
from authenticity.store import row_images, watching
from authenticity.store.chunks import chunks
from authenticity.store.engine import CHAIN_KEY
from authenticity.store.seal_tables import RowSealRow, SealedStateRow

_STATE = 1
_SEAL_BYTES = 16
_WEIGHT_BYTES = 32
_MODULUS = 1 << (8 * _WEIGHT_BYTES)
_BATCH = 5_000

_TOUCHED = "SELECT of_table, old_key, old_image, new_key, new_image FROM touched_row ORDER BY place"
_SEALS_OF_TOUCHED = """
    SELECT t.of_table, t.row_key, (
        SELECT s.seal FROM row_seal AS s WHERE s.of_table = t.of_table AND s.row_key = t.row_key
    )
    FROM (
        SELECT of_table, old_key AS row_key FROM touched_row
        UNION SELECT of_table, new_key FROM touched_row
    ) AS t
"""
"""A look-up for each row, whatever the planner thinks of a table that is new."""

_PUT = """
    INSERT INTO row_seal (of_table, row_key, seal) VALUES (?, ?, ?)
    ON CONFLICT (of_table, row_key) DO UPDATE SET seal = excluded.seal
"""
_TAKE = "DELETE FROM row_seal WHERE of_table = ? AND row_key = ?"

_HEAD = select(SealedStateRow.state_no, SealedStateRow.totals, SealedStateRow.seal)
"""Made once: each opening of the store asks it, and the same object is not compared anew."""

RowName = tuple[str, str]
"""Table and key."""


@dataclass
class Totals:
    """By table, how many rows it has and the sum of their weights."""

    rows: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)

    def add(self, table: str, weight: int, sign: int = 1) -> None:
        """One row more, or with `sign` -1 one less."""
        self.rows[table] += sign
        self.sums[table] = (self.sums[table] + sign * weight) % _MODULUS

    def text(self) -> str:
        """Canonical JSON."""
        names = sorted(name for name in self.rows if self.rows[name] or self.sums[name])
        return canonical.dumps({name: [self.rows[name], f"{self.sums[name]:x}"] for name in names})

    @classmethod
    def read(cls, stored: str) -> Totals:
        content = json.loads(stored)
        return cls(
            Counter({name: rows for name, (rows, _sum) in content.items()}),
            Counter({name: int(hexadecimal, 16) for name, (_rows, hexadecimal) in content.items()}),
        )


@dataclass(frozen=True, slots=True)
class State:
    """The head of all rows: which transaction left it, its totals, and its seal."""

    state_no: int
    totals: str
    seal: str

    def is_genuine(self, key: bytes) -> bool:
        """Whether the product left it so; in a new store nobody has written anything yet."""
        is_new = (self.state_no, self.totals, self.seal) == (0, Totals().text(), "")
        return is_new or self.seal == _state_seal(self.state_no, self.totals, key)


@dataclass(frozen=True, slots=True)
class Judged:
    """A row and its seal: either may be missing; `weight` counts for the totals."""

    table: str
    row_key: str
    is_there: bool
    is_sealed: bool
    is_right: bool
    weight: int = 0


def row_hash(table: str, row_key: str, image: str, key: bytes) -> tuple[str, int]:
    """The seal of a row, which is stored, and its weight, which is not."""
    content = "\x1f".join((table, row_key, image)).encode("utf-8", "surrogatepass")
    size = _SEAL_BYTES + _WEIGHT_BYTES
    digest = blake2b(content, key=key, digest_size=size, person=b"store row").digest()
    return digest[:_SEAL_BYTES].hex(), int.from_bytes(digest[_SEAL_BYTES:])


def begin(connection: Connection) -> None:
    """At the beginning of a writing transaction; on PostgreSQL the others wait from here on."""
    if connection.dialect.name != "sqlite":
        connection.execute(select(SealedStateRow.state_no).with_for_update())
    watching.begin(connection)


def seal_changes(connection: Connection) -> None:
    """Seals what the transaction touched, at its end.

    Where the totals are gone or forged nothing is sealed any more, so that it stays visible.
    """
    key, touched = store_key(connection), _touched(connection)
    if not touched:
        return
    before = state(connection)
    if before is not None and before.is_genuine(key):
        totals = Totals.read(before.totals)
        stored = {(table, row): seal for table, row, seal in _driven(connection, _SEALS_OF_TOUCHED)}
        put, taken = _changes(touched, stored, totals, key)
        _write(connection, _PUT, put)
        _write(connection, _TAKE, taken)
        _write_state(connection, before.state_no + 1, totals, key)
    watching.end(connection)


def _touched(connection: Connection) -> dict[RowName, list[str | None]]:
    """By row, its image before the transaction and now; None where it is not there."""
    touched: dict[RowName, list[str | None]] = {}
    for table, old_key, old_image, new_key, new_image in _driven(connection, _TOUCHED):
        if old_key is not None:
            touched.setdefault((table, old_key), [old_image, None])[1] = None
        if new_key is not None:
            touched.setdefault((table, new_key), [None, None])[1] = new_image
    return touched


def _changes(
    touched: Mapping[RowName, list[str | None]],
    stored: Mapping[RowName, str],
    totals: Totals,
    key: bytes,
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Seals to put and to take; a row that was not as its seal says keeps that seal."""
    put: list[tuple[str, ...]] = []
    taken: list[tuple[str, ...]] = []
    for name, (old_image, new_image) in touched.items():
        old, old_weight = _hash_of(name, old_image, key)
        if old != stored.get(name):
            continue
        if old is not None:
            totals.add(name[0], old_weight, -1)
        new, new_weight = _hash_of(name, new_image, key)
        if new is not None:
            totals.add(name[0], new_weight)
        if new is None and old is not None:
            taken.append(name)
        elif new is not None and new != old:
            put.append((*name, new))
    return put, taken


def _hash_of(name: RowName, image: str | None, key: bytes) -> tuple[str | None, int]:
    return (None, 0) if image is None else row_hash(*name, image, key)


def state(connection: Connection) -> State | None:
    """The head of all rows; None where there is none."""
    row = connection.execute(_HEAD).one_or_none()
    return State(*row) if row else None


def judge(connection: Connection, tables: Collection[str] | None = None) -> Iterator[Judged]:
    """Every row with its seal, table by table, then the seals whose row is gone: one pass.

    `tables`: those that a store of an earlier revision has; by default all of this one.
    """
    key = store_key(connection)
    for table in row_images.sealed_tables():
        if tables is not None and table.name not in tables:
            continue
        sealed = 0
        for row_key, image, stored in _rows(connection, table):
            found, weight = row_hash(table.name, row_key, image, key)
            sealed += stored is not None
            yield Judged(table.name, row_key, True, stored is not None, found == stored, weight)
        if sealed < _seal_count(connection, table):
            for row_key in _orphans(connection, table):
                yield Judged(table.name, row_key, False, True, False)


def seal_all(connection: Connection, left_out: frozenset[RowName] = frozenset()) -> None:
    """Seals all rows as they stand but those of `left_out`, which keep the seal that they have."""
    key, totals = store_key(connection), Totals()
    before = state(connection)
    if not left_out:
        connection.execute(delete(RowSealRow))
    for table in row_images.sealed_tables():
        new: list[tuple[str, ...]] = []
        for row_key, image, _stored in _rows(connection, table):
            if (table.name, row_key) not in left_out:
                seal, weight = row_hash(table.name, row_key, image, key)
                totals.add(table.name, weight)
                new.append((table.name, row_key, seal))
        _write(connection, _PUT, new)
    _write_state(connection, before.state_no + 1 if before else 1, totals, key)
    watching.begin(connection)  # what was touched up to here is sealed


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    row_key = row_images.key(connection, table, "t")
    image = row_images.image(connection, table, "t")
    statement = (
        f"SELECT {row_key}, {image}, s.seal FROM {table.name} AS t "  # noqa: S608 our own names
        f"LEFT JOIN row_seal AS s ON s.of_table = '{table.name}' AND s.row_key = {row_key}"
    )
    yield from connection.execute(text(statement), execution_options={"yield_per": _BATCH})


def _seal_count(connection: Connection, table: Table) -> int:
    statement = text("SELECT count(*) FROM row_seal WHERE of_table = :name")
    return int(connection.execute(statement, {"name": table.name}).scalar_one())


def _orphans(connection: Connection, table: Table) -> list[str]:
    """Keys that have a seal and no row."""
    row_key = row_images.key(connection, table, "t")
    statement = text(
        f"SELECT row_key FROM row_seal WHERE of_table = '{table.name}' "  # noqa: S608
        f"EXCEPT SELECT {row_key} FROM {table.name} AS t ORDER BY 1"
    )
    return list(connection.scalars(statement))


def _driven(connection: Connection, statement: str) -> Iterator[Any]:
    """Rows straight from the driver: there may be many, and they need no types."""
    yield from connection.exec_driver_sql(statement)


def _write(connection: Connection, statement: str, values: Sequence[tuple[str, ...]]) -> None:
    """A statement with `?` for each of the values, straight to the driver: there may be many."""
    if connection.dialect.name != "sqlite":
        statement = statement.replace("?", "%s")
    for chunk in chunks(values):
        connection.exec_driver_sql(statement, list(chunk))


def _write_state(connection: Connection, state_no: int, totals: Totals, key: bytes) -> None:
    content = totals.text()
    values = {
        "state_no": state_no,
        "totals": content,
        "seal": _state_seal(state_no, content, key),
    }
    if connection.execute(update(SealedStateRow).values(values)).rowcount == 0:
        connection.execute(insert(SealedStateRow).values(state_id=_STATE, **values))


def _state_seal(state_no: int, totals: str, key: bytes) -> str:
    content = canonical.dumps([state_no, totals]).encode()
    return blake2b(content, key=key, digest_size=32, person=b"store state").hexdigest()


def store_key(connection: Connection) -> bytes:
    """The key that the store was opened with."""
    key: bytes = connection.get_execution_options()[CHAIN_KEY]
    return key
