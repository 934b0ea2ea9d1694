"""Workbooks of the outbox against their SHA-256 on record: what differs is put back, and named.

A file that was changed is put back whenever it is. One that is missing may have been deleted, or
moved to where it is worked with: it is put back once, and after that counts as collected. After
`restore_days` nobody misses it (docs/decisions/0039-sums-of-files.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, select

from authenticity.audit import events
from authenticity.audit.events import NewEvent
from authenticity.delivery import delivery_rows, file_names, kept_files, sealing
from authenticity.errors import DispatchError
from authenticity.store.case_store import Store
from authenticity.store.resolution_tables import MessageRow
from authenticity.store.tables import DeliveryRow, EventRow

RESTORED, COLLECTED = "file_restored", "file_collected"
MISSING, CHANGED = "missing", "changed"


@dataclass(frozen=True)
class Delivered:
    """A workbook on record, by its place below the outbox, and since when it lies there."""

    place: str
    sha256: str
    at: datetime | None


@dataclass(frozen=True)
class Restored:
    """What a comparison did: one line a file that it put back or gave up, and what it could not."""

    done: tuple[str, ...]
    failed: tuple[str, ...]


def restore(store: Store, outbox: Path, at: datetime, days: int) -> Restored:
    """Compares what was delivered in the last days, and puts back what differs, with an event each.

    That a file was changed is told first: after a kill it is put back once more. That one was
    missing is told once it is back, because a file that is missing again counts as collected.
    """
    since = at - timedelta(days=days)
    with store.read() as connection:
        failed = _keep_copies(outbox, list(_on_record(connection, since)))
        wrong = list(_wrong(connection, outbox, since))
    copies = {each: kept_files.copy_of(outbox, each.sha256) for each, _ in wrong}
    failed += [_lost(each, why) for each, why in wrong if why != COLLECTED and not copies[each]]
    known = [(each, why) for each, why in wrong if why == COLLECTED or copies[each]]
    _tell(store, [(each, why) for each, why in known if why != MISSING], at)
    done: list[tuple[Delivered, str]] = []
    for each, why in known:
        try:
            if why != COLLECTED:
                sealing.put(outbox / each.place, copies[each] or b"")
            done.append((each, why))
        except DispatchError as error:
            failed.append(str(error))
    _tell(store, [(each, why) for each, why in done if why == MISSING], at)
    return Restored(tuple(_line(each, why) for each, why in done), tuple(failed))


def accept(connection: Connection, outbox: Path, at: datetime, days: int) -> list[str]:
    """Takes for collected what is missing and has no copy to be put back from; a line each.

    Earlier versions kept no copies, and who had taken a list away by then has it.
    """
    gone = [
        each
        for each, why in _wrong(connection, outbox, at - timedelta(days=days))
        if why == MISSING and kept_files.copy_of(outbox, each.sha256) is None
    ]
    new = [event(each.place, each.sha256, COLLECTED) for each in gone]
    # Twice missing: it was looked for, and is not looked for again.
    seen = [event(each.place, each.sha256, MISSING) for each in gone]
    events.append_all(connection, [*seen, *new], at, "system")
    return [f"{outbox / each.place} was delivered and is gone, without a copy" for each in gone]


def event(place: str, sha256: str, why: str) -> NewEvent:
    """What the chain keeps of a file that was put back, or counts as collected."""
    kind = COLLECTED if why == COLLECTED else RESTORED
    return NewEvent(None, kind, {"file": place, "sha256": sha256, "why": why})


def faults(connection: Connection, outbox: Path, at: datetime, days: int) -> Iterator[str]:
    """For the audit: every file that is not the delivered one, or missing before its time."""
    recent = at - timedelta(days=days)
    for each, why in _wrong(connection, outbox, datetime.min.replace(tzinfo=at.tzinfo)):
        if why == CHANGED:
            yield f"{outbox / each.place} is not the file that was delivered; run: make track"
        elif why == MISSING and each.at and each.at >= recent:
            yield f"{outbox / each.place} was delivered and is gone; run: make track"


def _tell(store: Store, found: Sequence[tuple[Delivered, str]], at: datetime) -> None:
    if found:
        with store.begin() as connection:
            told = [event(each.place, each.sha256, why) for each, why in found]
            events.append_all(connection, told, at, "system")


def _line(each: Delivered, why: str) -> str:
    if why == COLLECTED:
        return f"{each.place} was missing again: it counts as collected"
    return f"{each.place} was {why} in the outbox; it is put back as delivered"


def _keep_copies(outbox: Path, delivered: Sequence[Delivered]) -> list[str]:
    """Copies of files that are whole and have none, as of an earlier version; what failed."""
    failed = []
    for each in delivered:
        try:
            kept_files.keep(outbox, each.place, each.sha256)
        except DispatchError as error:
            failed.append(str(error))
    return failed


def _lost(each: Delivered, why: str) -> str:
    return (
        f"{each.place} is {why} in the outbox, and its copy in {kept_files.FOLDER}/ is gone too; "
        "restore either from the backup of the home, or make the list again with: make dag "
        "DAG=dispatch_lists DATE=…; who has collected it takes that as it stands with: make accept "
        "REASON=…"
    )


def _wrong(
    connection: Connection, outbox: Path, since: datetime
) -> Iterator[tuple[Delivered, str]]:
    known = _known(connection)
    for each in _on_record(connection, since):
        sha256 = _sha256(outbox / each.place)
        if sha256 == each.sha256:
            continue
        if sha256 is not None:
            yield each, CHANGED
        elif (each.place, MISSING) not in known:
            yield each, MISSING
        elif (each.place, COLLECTED) not in known:
            yield each, COLLECTED


def _sha256(path: Path) -> str | None:
    try:
        return sealing.sha256_of(path)
    except DispatchError:
        return ""  # a folder, or nobody may read it: no file that was delivered


def _on_record(connection: Connection, since: datetime) -> Iterator[Delivered]:
    lists = select(
        DeliveryRow.list_date,
        DeliveryRow.channel_code,
        DeliveryRow.file_name,
        DeliveryRow.sha256,
        DeliveryRow.sent_at,
    ).where(DeliveryRow.status == delivery_rows.SENT, DeliveryRow.sent_at >= since)
    for list_date, channel, name, sha256, at in connection.execute(lists):
        folder = PurePosixPath(list_date.isoformat(), file_names.component(channel))
        yield Delivered((folder / name).as_posix(), sha256, at)
    others = select(MessageRow.attachment, MessageRow.attachment_sha256, MessageRow.created_at)
    others = others.where(
        MessageRow.attachment.is_not(None),
        MessageRow.attachment_sha256.is_not(None),
        MessageRow.delivery_id.is_(None),
        MessageRow.created_at >= since,
    )
    for place, known, at in connection.execute(others):
        yield Delivered(str(place), str(known), at)


def _known(connection: Connection) -> set[tuple[str, str]]:
    kinds = EventRow.kind.in_((RESTORED, COLLECTED))
    details = map(json.loads, connection.scalars(select(EventRow.detail).where(kinds)))
    return {(detail["file"], detail["why"]) for detail in details}
