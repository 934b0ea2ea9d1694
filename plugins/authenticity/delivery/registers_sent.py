"""Registers as workbooks to those whom they concern: each written, encrypted, and told of once.

The workbook lies in the outbox before its message is decided, as with replies; a message that was
decided before is not decided again, and its workbook not written again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection

from authenticity import canonical
from authenticity.audit import events
from authenticity.delivery import file_names, kept_files, messages, sealing, table_workbook
from authenticity.delivery.messages import NewMessage
from authenticity.delivery.routes import Routes
from authenticity.delivery.table_workbook import Table
from authenticity.problem_list import form

TEMPLATE = "register"


@dataclass(frozen=True)
class Office:
    """Where workbooks are put, which ways lead out, and how they are sealed."""

    outbox: Path
    routes: Routes
    password_for: Callable[[str], str] = field(repr=False)


@dataclass(frozen=True)
class Register:
    """A workbook for one recipient. `identity`: what it shows; the same is sent once.

    `folder`: the channel's code, or an office's like COMPLIANCE; `text`: what the message says,
    without anything personal. `table` gives the workbook's table, or a whole workbook, and is
    called only if it is new.
    """

    kind: str
    name: str
    recipient: str
    folder: str
    channel_code: str | None
    identity: tuple[str, ...]
    audience: str
    title: str
    text: str
    on: date
    table: Callable[[], Table | bytes] = field(repr=False)


def send(
    connection: Connection, registers: Sequence[Register], office: Office, at: datetime
) -> int:
    """Writes what is new and decides its messages, in the caller's transaction; how many."""
    events.lock(connection)
    told = [(each, _message(each)) for each in registers]
    new = [(each, it) for each, it in told if not messages.was_decided(connection, it)]
    font = form.load().font if new else ""
    sums = []
    for register, message in new:
        table = register.table()
        plain = (
            table
            if isinstance(table, bytes)
            else table_workbook.render(table, register.recipient, at, font)
        )
        sealed = sealing.seal(plain, office.password_for(register.recipient))
        sums.append(kept_files.put(office.outbox, str(message.attachment), sealed))
    written = [replace(it, attachment_sha256=each) for (_, it), each in zip(new, sums, strict=True)]
    return messages.enqueue(connection, written, at, office.routes)


def _message(register: Register) -> NewMessage:
    digest = canonical.digest([register.recipient, *register.identity], 4)
    folder = file_names.component(register.folder)
    place = PurePosixPath(
        register.on.isoformat(), folder, f"{register.name}_{folder}_{register.on}_{digest}.xlsx"
    )
    return NewMessage(
        kind=register.kind,
        recipient=register.recipient,
        channel_code=register.channel_code,
        identity=(register.name, *register.identity),
        template=TEMPLATE,
        values={
            "audience": register.audience,
            "title": register.title,
            "text": register.text,
            "file_name": place.name,
        },
        folder_date=register.on,
        attachment=place.as_posix(),
    )
