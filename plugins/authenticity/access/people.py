"""Who works with cases, as the case store has them on record (rulebook §5, "People")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from authenticity.audit import events
from authenticity.audit.events import NewEvent
from authenticity.errors import AccessError
from authenticity.store.chunks import chunks
from authenticity.store.resolution_tables import PersonRow


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works with cases; `user_name` is the one of Airflow's auth manager.

    On duty from `valid_from` through `valid_to`, both days included.
    """

    user_name: str
    display_name: str
    role: str
    channel_code: str | None
    branch_code: str | None
    team_code: str | None
    email: str | None
    valid_from: date
    valid_to: date | None

    def is_on_duty(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Changes:
    """What recording a file did, in people."""

    added: int
    changed: int
    unchanged: int


_COLUMNS = tuple(field.name for field in fields(Person))
_SAID = ("role", "channel_code", "branch_code", "team_code", "valid_from", "valid_to")
"""What an event says of a person: nothing to reach them by (the chain is never deleted)."""


def record(connection: Connection, people: Iterable[Person], at: datetime, actor: str) -> Changes:
    """Adds and changes people, each with an event, in the caller's transaction.

    Who is on record and not among `people` stays: a person leaves by a `valid_to` that passes.
    Raises `AccessError` for a user name that differs from another one in its capitals only: two
    names of one person would be four eyes.
    """
    events.lock(connection)
    wanted = {person.user_name: person for person in people}
    _require_one_spelling(connection, wanted)
    known = find_all(connection, wanted)
    added = [wanted[name] for name in sorted(wanted.keys() - known.keys())]
    changed = [wanted[name] for name in sorted(known) if wanted[name] != known[name]]
    if added:
        connection.execute(insert(PersonRow), [asdict(person) for person in added])
    for person in changed:
        statement = update(PersonRow).where(PersonRow.user_name == person.user_name)
        connection.execute(statement.values(**asdict(person)))
    new = [NewEvent(None, "person_added", _said(person)) for person in added]
    new += [
        NewEvent(
            None, "person_changed", _said(person) | _differing(known[person.user_name], person)
        )
        for person in changed
    ]
    events.append_all(connection, new, at, actor)
    return Changes(len(added), len(changed), len(known) - len(changed))


def _require_one_spelling(connection: Connection, user_names: Iterable[str]) -> None:
    spelled = {name.casefold(): name for name in connection.scalars(select(PersonRow.user_name))}
    for name in user_names:
        known = spelled.setdefault(name.casefold(), name)
        if known != name:
            raise AccessError(
                f"user_name {name} is on record as {known}; capitals do not tell two people apart: "
                f"write {known}"
            )


def person(connection: Connection, user_name: str, on: date) -> Person:
    """The person of this user name, on duty on that day.

    Raises `AccessError`: not on record, not yet on duty, or left.
    """
    found = find_all(connection, [user_name]).get(user_name)
    if found is None:
        raise AccessError(
            f"{user_name or '(nobody)'} is not on record; check BY, or bring the people up to date "
            "with: make people FILE=people.csv"
        )
    if on < found.valid_from:
        raise AccessError(f"{user_name} is on duty from {found.valid_from} only")
    if not found.is_on_duty(on):
        raise AccessError(f"{user_name} left on {found.valid_to} and can do nothing any more")
    return found


def find_all(connection: Connection, user_names: Iterable[str]) -> dict[str, Person]:
    """Those of the user names that are on record, on duty or not."""
    found: dict[str, Person] = {}
    for chunk in chunks(sorted(set(user_names))):
        rows = connection.execute(_people().where(PersonRow.user_name.in_(chunk)))
        found.update((row.user_name, Person(*row)) for row in rows)
    return found


def _people() -> Select[Any]:
    return select(*(getattr(PersonRow, name) for name in _COLUMNS))


def _said(person: Person) -> dict[str, object]:
    content = asdict(person)
    codes = {name: str(content[name]) for name in _SAID if content[name] is not None}
    return {"user_name": person.user_name, **codes}


def _differing(before: Person, after: Person) -> dict[str, object]:
    names = (name for name in _COLUMNS if getattr(before, name) != getattr(after, name))
    return {"changed": sorted(names)}
