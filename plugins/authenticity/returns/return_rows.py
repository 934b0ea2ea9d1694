"""How the case store keeps returned files: `returned_list`, and a row an answered finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from authenticity.privacy import free_text
from authenticity.returns.line_results import LineResult
from authenticity.store.resolution_tables import ReturnLineRow, ReturnRow
from authenticity.working_days.deadlines import local_day

_LONGEST_NAME = 120


@dataclass(frozen=True)
class ReturnRecord:
    """A file that came back, as it is kept. With a `reason` it was refused as a whole."""

    return_id: str
    received_at: datetime
    source: str
    file_name: str
    sha256: str
    sender: str | None
    channel_code: str | None
    list_date: date | None
    lines: int
    accepted: int
    refused: int
    reason: str | None
    reply_file: str | None
    archive_file: str


@dataclass(frozen=True)
class EarlierReturn:
    """How the same bytes came back the last time."""

    return_id: str
    received_at: datetime
    source: str
    file_name: str
    reason: str | None
    moved_at: datetime | None

    def still_lies_in(self, source: str, name: str) -> bool:
        """Whether it was not taken out of this source: we were killed, and meet it again."""
        is_there = self.source == source and self.file_name == shown_name(name)
        return is_there and self.moved_at is None


def last_of(connection: Connection, sha256: str) -> EarlierReturn | None:
    """The last return of this very file, if it came back before."""
    columns = ("return_id", "received_at", "source", "file_name", "reason", "moved_at")
    statement = select(*(getattr(ReturnRow, name) for name in columns))
    row = connection.execute(
        statement.where(ReturnRow.sha256 == sha256)
        .order_by(ReturnRow.received_at.desc(), ReturnRow.return_id.desc())
        .limit(1)
    ).one_or_none()
    return EarlierReturn(*row) if row else None


def is_newer(connection: Connection, sha256: str, earlier: EarlierReturn | None) -> bool:
    """Whether it came back once more since the caller looked."""
    last = last_of(connection, sha256)
    return last is not None and (earlier is None or last.return_id != earlier.return_id)


def mark_moved(connection: Connection, source: str, hashes: Sequence[str], at: datetime) -> None:
    """These files no longer lie in the source; the same bytes there are handed in anew."""
    is_one = (ReturnRow.sha256.in_(hashes), ReturnRow.source == source)
    moved = update(ReturnRow).where(*is_one, ReturnRow.moved_at.is_(None))
    connection.execute(moved.values(moved_at=at))


def refusals(connection: Connection, return_id: str) -> set[str | None]:
    """What a return's lines were told that had no effect."""
    statement = select(ReturnLineRow.reason).where(
        ReturnLineRow.return_id == return_id, ReturnLineRow.accepted.is_(False)
    )
    return set(connection.scalars(statement))


def next_id(connection: Connection, at: datetime) -> str:
    """`R`, date, serial. The caller holds `events.lock`, so that no two get the same."""
    prefix = f"R{local_day(at):%Y%m%d}-"
    taken = select(func.count()).where(ReturnRow.return_id.startswith(prefix))
    return f"{prefix}{connection.execute(taken).scalar_one() + 1:04d}"


def shown_name(name: str) -> str:
    """A file's name fit to be kept: on one line, digits of a person masked, not endless."""
    line = "".join(character if character.isprintable() else " " for character in name)
    return free_text.mask(line)[:_LONGEST_NAME]


def add(connection: Connection, record: ReturnRecord, results: Sequence[LineResult]) -> None:
    """Writes the file, and each of its answered lines."""
    connection.execute(insert(ReturnRow).values(**vars(record)))
    lines = [
        {
            "return_id": record.return_id,
            "line_no": result.row_no,
            "part_no": number,
            "finding_id": each.finding_id,
            "accepted": each.accepted,
            "reason": each.reason,
        }
        for result in results
        for number, each in enumerate(result.findings, start=1)
    ]
    if lines:
        connection.execute(insert(ReturnLineRow), lines)
