"""The row by which a case store knows its home and the check values of its keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, inspect, select

from authenticity import canonical
from authenticity.store.seal_tables import HomeRow
from authenticity.store.tables import RunRow

_ONLY = 1
_OWNER = select(HomeRow.home_id, HomeRow.key_checks)
_ANY_RUN = select(RunRow.run_id).limit(1)
"""Made once: each opening of the store asks them, and the same object is not compared anew."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The home that a store belongs to."""

    home_id: str
    key_checks: Mapping[str, str]


def read(connection: Connection) -> Owner | None:
    """The store's home; None where it has none, or is older than this table."""
    if not inspect(connection).has_table(HomeRow.__tablename__):
        return None
    row = connection.execute(_OWNER).one_or_none()
    return Owner(row.home_id, json.loads(row.key_checks)) if row else None


def write(connection: Connection, owner: Owner) -> None:
    """Says whose the store is, in the caller's transaction."""
    connection.execute(delete(HomeRow))
    values = {"home_id": owner.home_id, "key_checks": canonical.dumps(dict(owner.key_checks))}
    connection.execute(insert(HomeRow).values(home_no=_ONLY, **values))


def is_used(connection: Connection) -> bool:
    """Whether any list was ever made with this store."""
    return connection.execute(_ANY_RUN).first() is not None
