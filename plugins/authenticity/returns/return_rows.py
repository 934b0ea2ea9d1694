"""How the case store keeps returned files: `returned_list`, and a row an answered finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select

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


def is_known(connection: Connection, sha256: str) -> bool:
    """Whether this very file was taken in before."""
    statement = select(ReturnRow.return_id).where(ReturnRow.sha256 == sha256)
    return connection.execute(statement).first() is not None


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
