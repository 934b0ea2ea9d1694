"""Taking in what came back, one file after the other, each in one transaction.

A file is archived before the transaction, and taken out of where it lay after it, so that it is
always in one place at least. Met again there after a kill, it is known by its SHA-256 and has no
effect. The same bytes handed in anew are judged anew, for a case may have been returned or a clerk
put on record since; where nothing comes of it, the reply says so. Answers, receipt, record, event
and reply stand together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from authenticity.audit import events
from authenticity.delivery.routes import Routes
from authenticity.errors import ReturnError
from authenticity.problem_list.returned_sheet import ReturnedSheet
from authenticity.returns import (
    addressing,
    archive,
    form_results,
    line_results,
    receipts,
    repeated_files,
    replies,
    return_rows,
    sent_lists,
)
from authenticity.returns.file_checks import DamagedError
from authenticity.returns.line_results import LineResult
from authenticity.returns.reading_process import ReadingProcess
from authenticity.returns.received import Parcel, ReturnedFile, StaysError
from authenticity.returns.replies import Addressee
from authenticity.returns.reply_workbook import Look
from authenticity.returns.return_rows import EarlierReturn, ReturnRecord
from authenticity.returns.sent_list import SentList
from authenticity.returns.sent_lists import SentLists
from authenticity.returns.sheet_text import ReadFile
from authenticity.sanctions.sanction_form import FilledForm
from authenticity.store.case_store import Store
from authenticity.working_days.deadlines import local_day

TAKEN, KNOWN, REFUSED, WAITING = "taken", "known", "refused", "waiting"
"""What became of a file: read; taken in before, and nothing came of it now; refused as a whole;
perhaps not all there yet."""

_COPY = "这是团队负责人的督导用表，无需送回；请由渠道内勤在本渠道的清单上填写"
_NOT_SENT = "我部未下发过这份清单（清单日、渠道或收件人不符）"
_ANOTHERS = "文件的密码与清单的收件人不符"


@dataclass(frozen=True)
class House:
    """What taking in works with. `names`: of channels, by code."""

    store: Store
    archive: Path
    outbox: Path
    routes: Routes
    clock: Callable[[], datetime]
    password_for: Callable[[str], str] = field(repr=False)
    archive_key: bytes = field(repr=False)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Read:
    """A file with what could be read of it, or why nothing could; the lists that it answers."""

    file: ReturnedFile
    parcel: Parcel
    sent: SentLists
    read: ReadFile | None
    lists: tuple[SentList, ...] = ()
    reason: str | None = None


def take(house: House, process: ReadingProcess, parcel: Parcel) -> list[str]:
    """Takes a parcel in and says what became of each of its files.

    Unless one of them waits, the parcel is done. Raises what the store or the disk raises: then
    the parcel stays where it lay, and the next sweep goes on.
    """
    if parcel.answers_to:
        _mark_answered(house, parcel)
    became = [_take_file(house, process, parcel, file) for file in parcel.files]
    if WAITING not in became:
        _move_out(house, parcel)
    return became


def _move_out(house: House, parcel: Parcel) -> None:
    """Takes the parcel out of where it lay. From then on the same bytes there are another return.

    Killed between the two, we take the next return of these bytes by that name for this one.
    """
    try:
        parcel.done()
    except StaysError:
        return
    hashes = [archive.sha256_of(file.data) for file in parcel.files]
    if hashes:
        with house.store.begin() as connection:
            return_rows.mark_moved(connection, parcel.source, hashes, house.clock())


def _take_file(house: House, process: ReadingProcess, parcel: Parcel, file: ReturnedFile) -> str:
    sha256 = archive.sha256_of(file.data)
    with house.store.read() as connection:
        earlier = return_rows.last_of(connection, sha256)
        if earlier and earlier.still_lies_in(parcel.source, file.name):
            return KNOWN
        sent = sent_lists.read(connection, parcel.answers_to)
    try:
        found = _read(process, house, sent, parcel, file)
    except DamagedError as error:
        if parcel.is_fresh:
            return WAITING
        found = _Read(file, parcel, sent, None, reason=str(error))
    place = archive.put(house.archive, file.data, house.archive_key)
    with house.store.begin() as connection:
        events.lock(connection)
        if return_rows.is_newer(connection, sha256, earlier):
            return KNOWN  # another sweep took it in meanwhile
        results = _applied(connection, found, house.clock())
        if earlier and repeated_files.is_nothing_new(connection, results, found.reason, earlier):
            _tell_known(connection, house, found, earlier)
            return KNOWN
        _record(connection, house, found, results, sha256, place.as_posix())
    return REFUSED if found.reason else TAKEN


def _read(
    process: ReadingProcess, house: House, sent: SentLists, parcel: Parcel, file: ReturnedFile
) -> _Read:
    recipients = sent.recipients(parcel.channel_code, parcel.sender)
    passwords = [house.password_for(recipient) for recipient in recipients]
    try:
        read = process.read(file.data, passwords)
    except DamagedError:
        raise
    except ReturnError as error:
        return _Read(file, parcel, sent, None, reason=str(error))
    sheet = read.sheet
    opened_by = None if read.password_no is None else recipients[read.password_no]
    anothers = _ANOTHERS if opened_by not in (None, sheet.recipient) else None
    if isinstance(sheet, FilledForm):
        return _Read(file, parcel, sent, read, reason=anothers)
    lists = tuple(sent.of_sheet(sheet))
    return _Read(file, parcel, sent, read, lists, _why_not(sheet, lists) or anothers)


def _why_not(sheet: ReturnedSheet, lists: Sequence[SentList]) -> str | None:
    """Why a list that can be read is refused as a whole."""
    if not lists:
        return _NOT_SENT
    if sheet.team_code or all(each.is_copy for each in lists):
        return _COPY
    return None


def _applied(connection: Connection, found: _Read, at: datetime) -> list[LineResult]:
    """The answers of a file that is not refused as a whole, with its receipt."""
    if found.read is None or found.reason is not None:
        return []
    if isinstance(found.read.sheet, FilledForm):
        return form_results.take(connection, found.read.sheet, at)
    receipts.mark(connection, found.lists, at, found.parcel.source)
    return line_results.take(connection, found.read.sheet, at, found.parcel.source)


def _tell_known(connection: Connection, house: House, found: _Read, earlier: EarlierReturn) -> None:
    addressee = _addressee(house, found)
    if addressee is not None:
        repeated_files.tell(connection, addressee, house.routes, earlier, house.clock())


def _record(
    connection: Connection,
    house: House,
    found: _Read,
    results: Sequence[LineResult],
    sha256: str,
    archive_file: str,
) -> None:
    at, source = house.clock(), found.parcel.source
    return_id = return_rows.next_id(connection, at)
    addressee = _addressee(house, found)
    reply_file = None
    if addressee is not None:
        reply_file = replies.send(
            connection, addressee, house, return_id, results, found.reason, at, _look(found)
        )
    counted = line_results.counts(results)
    record = ReturnRecord(
        return_id=return_id,
        received_at=at,
        source=source,
        file_name=return_rows.shown_name(found.file.name),
        sha256=sha256,
        sender=found.sent.known_address(found.parcel.sender),
        channel_code=addressee.channel_code if addressee else found.parcel.channel_code,
        list_date=addressee.list_date if found.lists and addressee else None,
        lines=len(results),
        accepted=counted[line_results.COMPLETE] + counted[line_results.INCOMPLETE],
        refused=counted[line_results.REFUSED],
        reason=found.reason,
        reply_file=reply_file,
        archive_file=archive_file,
    )
    return_rows.add(connection, record, results)
    kept = ("return_id", "sha256", "channel_code", "lines", "accepted", "refused", "reason")
    detail = {name: getattr(record, name) for name in kept}
    events.append(connection, None, "return_received", detail, at, source)


def _look(found: _Read) -> Look | None:
    """How the reply looks; None: as to a list."""
    return form_results.look() if _form(found) else None


def _addressee(house: House, found: _Read) -> Addressee | None:
    today = local_day(house.clock())
    if form := _form(found):
        return addressing.of_form(form, found.sent, house.names, today)
    return addressing.of_list(found.lists, found.sent, found.parcel, house.names, today)


def _form(found: _Read) -> FilledForm | None:
    sheet = found.read.sheet if found.read else None
    return sheet if isinstance(sheet, FilledForm) else None


def _mark_answered(house: House, parcel: Parcel) -> None:
    """A reply to the mail that brought a list, or asked for it, says that the list has arrived."""
    with house.store.begin() as connection:
        received = sent_lists.read(connection, parcel.answers_to).confirmed()
        if received:
            receipts.mark(connection, received, house.clock(), parcel.source)
