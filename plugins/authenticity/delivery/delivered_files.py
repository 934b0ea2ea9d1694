"""Workbooks of the outbox against their SHA-256 on record: what differs is put back, and named.

A file that was changed is put back whenever it is. One that is missing may have been deleted, or
moved to where it is worked with: it is put back once, and after that counts as collected. After
`restore_days` nobody misses it (docs/decisions/0039-sums-of-files.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
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

    The event comes first: after a kill the file is put back once more.
    """
    with store.read() as connection:
        wrong = list(_wrong(connection, outbox, at - timedelta(days=days)))
    done: list[str] = []
    failed: list[str] = []
    new: list[tuple[Delivered, str, bytes | None]] = []
    for each, why in wrong:
        sealed = kept_files.copy_of(outbox, each.sha256)
        if why == COLLECTED:
            new.append((each, why, None))
            done.append(f"{each.place} was missing again: it counts as collected")
        elif sealed is None:
            failed.append(_lost(each, why))
        else:
            new.append((each, why, sealed))
            done.append(f"{each.place} was {why} in the outbox; it is put back as delivered")
    if new:
        with store.begin() as connection:
            events.append_all(
                connection, [event(e.place, e.sha256, w) for e, w, _ in new], at, "system"
            )
    for each, _, sealed in new:
        if sealed is not None:
            try:
                sealing.put(outbox / each.place, sealed)
            except DispatchError as error:
                failed.append(str(error))
    return Restored(tuple(done), tuple(failed))


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


def _lost(each: Delivered, why: str) -> str:
    return (
        f"{each.place} is {why} in the outbox, and its copy in {kept_files.FOLDER}/ is gone too; "
        "restore either from the backup of the home, or make the list again with: make dag "
        "DAG=dispatch_lists DATE=…"
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
