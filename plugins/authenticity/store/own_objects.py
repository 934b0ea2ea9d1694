"""What belongs to the store besides its rows: triggers, views, rules, and its revision.

A trigger that was taken off lets a forged verdict through; one that was put on writes in our own
transactions, whose rows are sealed; a view that was exchanged shows others what is not there. So a
table keeps the SHA-256 of each as it was made, and its rows are sealed like all others
(docs/decisions/0045-own-triggers-and-views.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, insert, inspect, select

from authenticity.store import row_images
from authenticity.store.seal_tables import StoreObjectRow

ObjectName = tuple[str, str]
"""Kind and name."""

_REVISION, _VIEW = "revision", "view"
_OWN_VIEWS = "v_"
"""How the names of our views begin; others may build theirs on them."""

_ON_SQLITE = "SELECT type, name, sql FROM main.sqlite_master WHERE type IN ('trigger', 'view')"
_ON_POSTGRES = """
    SELECT 'trigger', c.relname || '.' || t.tgname,
           concat_ws('/', t.tgtype, t.tgenabled, p.proname, encode(t.tgargs, 'hex'), p.prosrc)
    FROM pg_trigger AS t
    JOIN pg_class AS c ON c.oid = t.tgrelid
    JOIN pg_proc AS p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
      AND c.relname IN ({tables})
    UNION ALL
    SELECT 'rule', tablename || '.' || rulename, definition FROM pg_rules
    WHERE schemaname = current_schema() AND tablename IN ({tables})
    UNION ALL
    SELECT 'view', viewname, definition FROM pg_views WHERE schemaname = current_schema()
"""


@dataclass(frozen=True)
class Faults:
    """What is not as it was made; one line each."""

    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def note(connection: Connection, revision: str, wrong: Collection[ObjectName] = ()) -> None:
    """Puts on record what is there, in the caller's transaction; of `wrong` the record stays."""
    known = _recorded(connection)
    found = _found(connection) | {(_REVISION, revision): _digest(revision)}
    kept = {name: known[name] for name in wrong if name in known}
    found = {name: each for name, each in found.items() if name not in wrong} | kept
    connection.execute(delete(StoreObjectRow))
    rows = [{"kind": k, "name": n, "sha256": each} for (k, n), each in sorted(found.items())]
    connection.execute(insert(StoreObjectRow), rows)


def faults(connection: Connection) -> Faults:
    """Compares with the record; a store that has none yet has no fault."""
    known, found = _recorded(connection), _found(connection)
    wrong = sorted(differing(connection)) if known else []
    return Faults(
        tuple(
            f"{kind} {name}: "
            f"{'not as it was made' if (kind, name) in known else 'put there by somebody else'}"
            for kind, name in wrong
            if (kind, name) in found
        ),
        tuple(f"{kind} {name}: gone" for kind, name in wrong if (kind, name) not in found),
    )


def differing(connection: Connection) -> set[ObjectName]:
    """Those that are gone, changed or added since they were put on record."""
    known = {name: each for name, each in _recorded(connection).items() if name[0] != _REVISION}
    found = _found(connection)
    return {
        name
        for name in known.keys() | found.keys()
        if known.get(name) != found.get(name) and (name in known or name[0] != _VIEW)
    }


def revision(connection: Connection) -> str | None:
    """The revision at which the store was left; None where it is older than this record."""
    if not inspect(connection).has_table(StoreObjectRow.__tablename__):
        return None
    return connection.scalar(select(StoreObjectRow.name).where(StoreObjectRow.kind == _REVISION))


def _recorded(connection: Connection) -> Mapping[ObjectName, str]:
    rows = connection.execute(
        select(StoreObjectRow.kind, StoreObjectRow.name, StoreObjectRow.sha256)
    )
    return {(kind, name): digest for kind, name, digest in rows}


def _found(connection: Connection) -> dict[ObjectName, str]:
    return {
        (kind, name): _digest(definition)
        for kind, name, definition in _defined(connection)
        if kind != _VIEW or name.startswith(_OWN_VIEWS)
    }


def _defined(connection: Connection) -> Iterator[Any]:
    statement = _ON_SQLITE
    if connection.dialect.name != "sqlite":
        names = (f"'{table.name}'" for table in row_images.all_tables())
        statement = _ON_POSTGRES.format(tables=", ".join(names))
    yield from connection.exec_driver_sql(statement)


def _digest(definition: str) -> str:
    return sha256(definition.encode()).hexdigest()
