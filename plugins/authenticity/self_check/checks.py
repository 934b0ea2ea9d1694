"""The checks on record: begun, finished or abandoned, and ordered to be made into cases.

A check that was killed is gone on with, also on a later day: it reads the partitions that it began
with. It is abandoned where that makes no sense any more: the rules have changed since, or one of
its partitions is gone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from authenticity import canonical
from authenticity.access import permissions
from authenticity.access.people import Person
from authenticity.audit import events
from authenticity.errors import ReportError
from authenticity.store.self_check_tables import SelfCheckRow

RUNNING, FINISHED, ABANDONED = "running", "finished", "abandoned"
ACTOR = "system"

_ROW = SelfCheckRow


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be checked: what the lake knew before `as_of`, issued since `from_day` if given.

    `sources` are partitions as the lake calls them, `portion` the policies judged at a time.
    """

    as_of: date
    from_day: date | None
    rules_version: str
    portion: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A check as it is kept."""

    check_no: str
    asked: Asked
    status: str
    finished_at: datetime | None
    ordered_at: datetime | None


def latest(connection: Connection, from_day: date | None) -> Check | None:
    """The last check of that reach that was not abandoned."""
    same = _ROW.from_day.is_(None) if from_day is None else _ROW.from_day == from_day
    return _first(connection, same, _ROW.status != ABANDONED)


def latest_finished(connection: Connection) -> Check | None:
    """The check that was finished last, of whatever reach."""
    statement = _select().where(_ROW.status == FINISHED).order_by(_ROW.finished_at.desc())
    row = connection.execute(statement.limit(1)).one_or_none()
    return None if row is None else _check(row)


def ordered(connection: Connection) -> Check | None:
    """The check that was ordered last: only it hands policies out."""
    statement = _select().where(_ROW.ordered_at.is_not(None)).order_by(_ROW.ordered_at.desc())
    row = connection.execute(statement.limit(1)).one_or_none()
    return None if row is None else _check(row)


def begin(connection: Connection, asked: Asked, at: datetime) -> Check:
    """Puts a new check on record, in the caller's transaction."""
    events.lock(connection)
    taken = select(func.max(_ROW.serial)).where(_ROW.as_of == asked.as_of)
    serial = (connection.scalar(taken) or 0) + 1
    number = f"Z{asked.as_of:%Y%m%d}-{serial:05d}"
    values = {name: getattr(asked, name) for name in asked.__slots__}
    values["sources"] = canonical.dumps(list(asked.sources))
    row = {"check_no": number, "serial": serial, "status": RUNNING, "begun_at": at}
    connection.execute(insert(_ROW).values({**row, **values}))
    reach = {"as_of": asked.as_of, "from_day": asked.from_day}
    _tell(connection, "self_check_begun", number, reach, at)
    return Check(number, asked, RUNNING, None, None)


def abandon(connection: Connection, check: Check, reason: str, at: datetime) -> None:
    """It cannot be gone on with."""
    _set(connection, check, status=ABANDONED)
    _tell(connection, "self_check_abandoned", check.check_no, {"reason": reason}, at)


def finish(
    connection: Connection, check: Check, policies: int, in_error: int, digest: str, at: datetime
) -> None:
    """All was judged, and the report is there; `digest` is of its figures."""
    _set(connection, check, status=FINISHED, finished_at=at, policies=policies, in_error=in_error)
    counts = {"policies": policies, "in_error": in_error, "figures": digest}
    _tell(connection, "self_check_finished", check.check_no, counts, at)


def order(connection: Connection, person: Person, at: datetime) -> Check:
    """Cases are to be opened of the check that was finished last, in the caller's transaction.

    Ordered again it stays as it is. Raises `AccessError` when this person may not, `ReportError`
    when no check was finished: its report comes first.
    """
    permissions.require(person, "enter")
    check = latest_finished(connection)
    if check is None:
        raise ReportError(
            "no self-check is finished, so no cases can be opened of one; run make self-check and "
            "read its report first"
        )
    if check.ordered_at is None:
        _set(connection, check, ordered_by=person.user_name, ordered_at=at)
        _tell(connection, "self_check_ordered", check.check_no, {}, at, person.user_name)
    return check


def _first(connection: Connection, *conditions: Any) -> Check | None:
    statement = _select().where(*conditions).order_by(_ROW.as_of.desc(), _ROW.serial.desc())
    row = connection.execute(statement.limit(1)).one_or_none()
    return None if row is None else _check(row)


def _select() -> Any:
    return select(_ROW.__table__)


def _check(row: Any) -> Check:
    values = {name: getattr(row, name) for name in Asked.__slots__}
    values["sources"] = tuple(json.loads(row.sources))
    asked = Asked(**values)
    return Check(row.check_no, asked, row.status, row.finished_at, row.ordered_at)


def _set(connection: Connection, check: Check, **values: Any) -> None:
    statement = update(_ROW).where(_ROW.check_no == check.check_no)
    connection.execute(statement.values(values))


def _tell(
    connection: Connection,
    kind: str,
    check_no: str,
    more: Mapping[str, object],
    at: datetime,
    actor: str = ACTOR,
) -> None:
    said = {name: str(value) if isinstance(value, date) else value for name, value in more.items()}
    events.append(connection, None, kind, {"check": check_no, **said}, at, actor)
