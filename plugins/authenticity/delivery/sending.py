"""Sending what waits, however often we or the other side break down.

An attempt is counted, and the message called *unknown*, before anything leaves the process. After
that it is sent (the other side said so), pending again (it surely has not got it), or stays
unknown. What is not sent is tried again after a while with the same bytes under the same
Message-ID, so that whoever gets it twice can see that it is one message. After some attempts a
message counts as stuck, and after `give_up_days` it is given up: its mailbox is gone.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from authenticity.delivery import message_rows
from authenticity.delivery.routes import APPRISE, FOLDER, MAIL, ROBOTS, SFTP, Routes
from authenticity.delivery.transports import folder, mail, robot, service, sftp
from authenticity.delivery.transports.outgoing import (
    NotTakenError,
    Opening,
    Outgoing,
    UnknownError,
    base_name,
)
from authenticity.delivery.transports.way_out import WayOut
from authenticity.settings import now
from authenticity.store.case_store import Store


@dataclass(frozen=True)
class Sent:
    """What a run of sending did, and what is left.

    `sent`: the other side accepted. `unknown`: it may have. `failed`: it surely has not. `waiting`:
    all that is not sent, also from earlier; `stuck`: of these, the recent ones that
    failed too often; `given_up`: those that this run tries no more.
    """

    sent: int
    unknown: int
    failed: int
    waiting: int
    stuck: int
    given_up: int = 0


OpenWay = Callable[[Routes, Path, Row[Any]], Opening]
"""Opens the way that a message takes; raises `NotTakenError` when its connection is not there."""


@dataclass(frozen=True)
class _Post:
    """What sending works with."""

    store: Store
    outbox: Path
    routes: Routes
    clock: Callable[[], datetime]
    open_way: OpenWay


def way_of(routes: Routes, outbox: Path, row: Row[Any]) -> Opening:
    """The way out over the connections that there are."""
    settings, server = routes.settings, routes.sftp.get(row.channel_code)
    if row.transport == MAIL:
        if routes.mail is None:
            raise NotTakenError("the Airflow connection mail is not there")
        return mail.opened(routes.mail, settings.timeout.value)
    if row.transport == SFTP:
        if server is None:
            raise NotTakenError("the channel has no Airflow connection for SFTP")
        return sftp.opened(server, settings.sftp_folder, settings.timeout.value)
    if row.transport in ROBOTS:
        found = routes.robots.get(row.transport)
        if found is None:
            raise NotTakenError(f"the Airflow connection {row.transport} is not there")
        return robot.opened(found, settings.timeout.value, now)
    if row.transport == APPRISE:
        return service.opened(routes.services, settings.timeout.value)
    return folder.opened(outbox)


def send_waiting(
    store: Store,
    outbox: Path,
    routes: Routes,
    clock: Callable[[], datetime],
    open_way: OpenWay = way_of,
) -> Sent:
    """Try every message that is due, over one connection for each way out.

    No failure of a server raises; it is written beside its message. `open_way` is another one
    where no servers are meant to be met.
    """
    post = _Post(store, outbox, routes, clock, open_way)
    given_up = _give_up(post)
    with store.read() as connection:
        due = message_rows.due(connection, clock())
    done = _send_all(post, due)
    if done["replaced"]:
        with store.read() as connection:
            again = message_rows.due(connection, clock())
        tried = {row.message_id for row in due}
        done += _send_all(post, [row for row in again if row.message_id not in tried])
    with store.read() as connection:
        waiting = message_rows.waiting(connection)
        since = clock() - timedelta(days=routes.settings.alarm_days.value)
        stuck = message_rows.stuck(connection, routes.settings.alarm_after.value, since)
    return Sent(done["sent"], done["unknown"], done["failed"], waiting, stuck, given_up)


def _give_up(post: _Post) -> int:
    """How many messages are tried no more; most runs have none, and lock nobody out."""
    days, often = post.routes.settings.give_up_days.value, post.routes.settings.alarm_after.value
    at = post.clock()
    with post.store.read() as connection:
        hopeless = message_rows.hopeless(connection, days, often, at)
    if not hopeless:
        return 0
    with post.store.begin() as connection:
        return sum(message_rows.give_up(connection, row, days, at) for row in hopeless)


def _send_all(post: _Post, due: list[Row[Any]]) -> Counter[str]:
    ways: dict[tuple[str, str | None], list[Row[Any]]] = defaultdict(list)
    for row in due:
        ways[row.transport, row.channel_code if row.transport == SFTP else None].append(row)
    done: Counter[str] = Counter()
    for rows in ways.values():
        with WayOut(partial(post.open_way, post.routes, post.outbox, rows[0])) as way:
            done.update(_send(post, way, row) for row in rows)
    return done


def _send(post: _Post, way: WayOut, row: Row[Any]) -> str:
    """One message: what became of it, as `Sent` counts it."""
    try:
        with post.store.read() as connection:
            on_record = message_rows.sha256_on_record(connection, row)
        message = _outgoing(post.outbox, row, on_record)
        way.make_ready()
    except NotTakenError as error:
        later = post.clock() + post.routes.settings.wait(row.attempts + 1)
        with post.store.begin() as connection:
            message_rows.note_no_attempt(connection, row, error.reason, later)
        return "failed"
    state = _begin(post, row, message)
    return _carry(post, way, row, message) if state == "begun" else state


def _begin(post: _Post, row: Row[Any], message: Outgoing) -> str:
    """`begun`, `replaced` (another message is due in its place), or `taken` by another worker."""
    sha256 = hashlib.sha256(message.content).hexdigest() if message.content is not None else None
    at = post.clock()
    # A file of our own is written again at once after a kill: a second time changes nothing.
    wait = timedelta() if row.transport == FOLDER else post.routes.settings.wait(row.attempts + 1)
    with post.store.begin() as connection:
        if sha256 and row.attachment_sha256 not in (None, sha256):
            message_rows.replace(connection, row, sha256, at)
            return "replaced"
        begun = message_rows.begin_attempt(connection, row, at, wait, sha256)
    return "begun" if begun else "taken"


def _carry(post: _Post, way: WayOut, row: Row[Any], message: Outgoing) -> str:
    try:
        way.carry(message)
    except NotTakenError as error:
        is_unknown = isinstance(error, UnknownError)
        with post.store.begin() as connection:
            message_rows.note_failure(connection, row, error.reason, is_unknown=is_unknown)
        return "unknown" if is_unknown else "failed"
    with post.store.begin() as connection:
        message_rows.mark_sent(connection, row, post.clock())
    return "sent"


def _outgoing(outbox: Path, row: Row[Any], sha256: str | None) -> Outgoing:
    """The message with its workbook; `NotTakenError` when the outbox has it not, or another."""
    content = None
    if row.attachment is not None:
        try:
            content = (outbox / row.attachment).read_bytes()
        except OSError as error:
            raise NotTakenError(f"the workbook is not in the outbox ({error.strerror})") from None
        if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
            raise NotTakenError("the workbook in the outbox is not the one on record")
    return Outgoing(
        message_id=row.message_id,
        kind=row.kind,
        recipient=row.recipient,
        channel_code=row.channel_code,
        folder_date=row.folder_date,
        subject=row.subject,
        body=row.body,
        created_at=row.created_at,
        file_name=base_name(row.attachment) if row.attachment else None,
        content=content,
    )
