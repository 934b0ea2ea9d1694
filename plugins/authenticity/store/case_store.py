"""The case store: opened, brought to the present revision, and used in transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from authenticity.errors import StoreError
from authenticity.store import engine as engines
from authenticity.store import row_seals, upgrade

_BUSY_SECONDS = 30.0
"""A day's largest transaction on SQLite takes a few seconds; longer means a stuck process."""

_KEY_SIZES = range(16, 65)
"""BLAKE2b takes at most 64 bytes of key; below 16 it protects nothing."""


@dataclass(frozen=True)
class Store:
    """An open case store. What a transaction does is kept wholly or not at all."""

    engine: Engine = field(repr=False)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A writing transaction, committed at the end of the block, undone by any exception.

        What it changed is sealed (`store.row_seals`). Every database error leaves as a one-line
        `StoreError`.
        """
        with self._explained(), self.engine.begin() as connection:
            row_seals.begin(connection)
            yield connection
            row_seals.seal_changes(connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A reading transaction: one consistent state, no lock against writers."""
        options: dict[str, object] = {engines.READ_ONLY: True}
        if self.engine.dialect.name == "postgresql":
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._explained(), self.engine.connect() as connection:
            yield connection.execution_options(**options)

    def close(self) -> None:
        """Gives back all connections; the next use opens new ones."""
        self.engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise engines.explain(error, self.engine.url) from None


def open_store(
    url: str | URL | Engine, chain_key: bytes, busy_seconds: float = _BUSY_SECONDS
) -> Store:
    """The store at an address, created or upgraded when needed; safe when several start at once.

    Raises `StoreError`: unreachable, locked, not ours, or made by a newer version.
    """
    if len(chain_key) not in _KEY_SIZES:
        raise StoreError("the key of the audit chain must have 16 to 64 bytes; check the keyring")
    store = Store(engines.connect(url, chain_key, busy_seconds))
    with store._explained():
        upgrade.to_head(store.engine)
    return store


def is_there(engine: Engine) -> bool:
    """Whether a case store was ever made there. Raises `StoreError` when that cannot be said."""
    with Store(engine)._explained():
        return upgrade.is_there(engine)
