"""What whoever sent a list back is told: a message with counts, and a workbook with each line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Protocol

from sqlalchemy import Connection, select

from authenticity.delivery import file_names, kept_files, messages, sealing
from authenticity.delivery.messages import NewMessage
from authenticity.delivery.routes import Routes
from authenticity.problem_list import form
from authenticity.returns import line_results, reply_workbook
from authenticity.returns.line_results import LineResult, Named
from authenticity.returns.reply_workbook import Look
from authenticity.store.chunks import chunks
from authenticity.store.tables import FindingRow

KIND = "reply"


@dataclass(frozen=True)
class Addressee:
    """Who is answered. `list_date`: of the list, or the day of an answer about none of ours."""

    recipient: str
    channel_code: str
    channel_name: str
    list_date: date


class Sending(Protocol):
    """Where replies go, and how they are sealed."""

    @property
    def outbox(self) -> Path: ...

    @property
    def routes(self) -> Routes: ...

    @property
    def password_for(self) -> Callable[[str], str]: ...


def send(
    connection: Connection,
    addressee: Addressee,
    house: Sending,
    return_id: str,
    results: Sequence[LineResult],
    reason: str | None,
    at: datetime,
    look: Look | None = None,
) -> str | None:
    """Decides the message in the caller's transaction; the name of its workbook.

    The workbook is written first, so that no message names one that is not there. None where all
    was accepted and nothing is missing, and where the whole file was refused: the message says it.
    """
    place = sha256 = None
    if any(each.reason for each in results):
        place = _place(addressee, return_id)
        list_name = f"{addressee.channel_name}　清单日 {addressee.list_date}　回执 {return_id}"
        named = _named(connection, results)
        plain = reply_workbook.render(
            results, named, list_name, addressee.recipient, at, form.load(), look
        )
        sealed = sealing.seal(plain, house.password_for(addressee.recipient))
        sha256 = kept_files.put(house.outbox, str(place), sealed)
    message = NewMessage(
        kind=KIND,
        recipient=addressee.recipient,
        channel_code=addressee.channel_code,
        identity=(return_id,),
        template=KIND,
        values={
            "audience": addressee.channel_name,
            "counted": line_results.counted(results),
            "file_name": place.name if place else None,
            "reason": reason,
        },
        folder_date=addressee.list_date,
        attachment=place.as_posix() if place else None,
        attachment_sha256=sha256,
    )
    messages.enqueue(connection, [message], at, house.routes)
    return place.name if place else None


def _place(addressee: Addressee, return_id: str) -> PurePosixPath:
    folder = file_names.of_list(addressee.list_date, addressee.channel_code).parent
    return folder / f"reply_{folder.name}_{addressee.list_date}_{return_id}.xlsx"


def _named(connection: Connection, results: Sequence[LineResult]) -> dict[str, Named]:
    """Case and policy of the findings that the lines are about."""
    ids = {each.finding_id for result in results for each in result.findings if each.finding_id}
    columns = (FindingRow.finding_id, FindingRow.case_no, FindingRow.policy_no)
    named: dict[str, Named] = {}
    for chunk in chunks(sorted(ids)):
        rows = connection.execute(select(*columns).where(FindingRow.finding_id.in_(chunk)))
        named |= {finding_id: Named(case_no or "", policy) for finding_id, case_no, policy in rows}
    return named
