"""The outbox: which lists a day needs, decided once, and brought to disk however often we crash.

`plan` decides, in one transaction with the cases' move to DISPATCHED; `deliver` writes what the
plan says and is not there yet. Both may run again at any time (docs/architecture.md):

* The message id of a list is a digest of list date, recipient, channel, team and its line ids. A
  second run that finds the same lines finds its own rows and makes nothing new.
* When lines were added to a day that had its list, the day gets a second version,
  `..._2.xlsx`. It restates the whole list and replaces the one before, so that a reader never has
  to put two files together; a row that was not delivered by then becomes `superseded`.
* A kill between plan and delivery leaves `pending` rows; the next run writes them. A kill between
  rename and mark leaves a finished file; the next run recognises its digest and only marks it.
* A delivered file that is missing, or differs from its SHA-256 on record, is put back from its copy
  (`kept_files`). Where that is lost too it is written again: its SHA-256 is another (a fresh salt),
  and the row is corrected.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from authenticity.audit import events
from authenticity.cases import dispatching
from authenticity.delivery import (
    delivered_files,
    delivery_rows,
    file_names,
    kept_files,
    sealing,
)
from authenticity.delivery.recipients import HeldCopy, Registers, split
from authenticity.errors import DispatchError
from authenticity.problem_list import workbook
from authenticity.problem_list.form import Form
from authenticity.problem_list.line_reading import open_cases, read_lines
from authenticity.problem_list.lines import ProblemList
from authenticity.rules.catalogue import Catalogue
from authenticity.store.case_store import Store


@dataclass(frozen=True)
class PlannedDelivery:
    """One list that has to be in the outbox. `path` is relative to the outbox."""

    delivery_id: int
    message_id: str
    path: Path
    problem_list: ProblemList
    is_new: bool


@dataclass(frozen=True)
class Plan:
    """The lists of a day, the leaders' copies that are held, and what the decision changed."""

    list_date: date
    deliveries: tuple[PlannedDelivery, ...]
    held: tuple[HeldCopy, ...]
    dispatched_cases: int

    @property
    def lines(self) -> int:
        """Lines in the back offices' lists: each finding of the day once."""
        lists = (delivery.problem_list for delivery in self.deliveries)
        return sum(len(each.lines) for each in lists if each.team_code is None)


@dataclass(frozen=True)
class Delivered:
    """What a delivery run did: files written first, marked only, restored, already in place."""

    written: int = 0
    adopted: int = 0
    restored: int = 0
    present: int = 0


def plan(
    conn: Connection,
    list_date: date,
    registers: Registers,
    at: datetime,
    catalogue: Catalogue,
    form: Form,
    actor: str = "system",
) -> Plan:
    """Decide the lists of `list_date`; run it inside one `Store.begin()`.

    Moves the day's OPEN cases to DISPATCHED, inserts `pending` rows for lists that have none, and
    supersedes pending ones that no longer hold. Idempotent.
    """
    events.lock(conn)  # two planners at once would both see no rows
    case_nos = open_cases(conn, list_date)
    if case_nos:
        dispatching.dispatch(conn, case_nos, at, actor)
    channels = {code: channel.name for code, channel in registers.channels.items()}
    # Read now: the deadlines are as the dispatch left them.
    lines = read_lines(conn, list_date, catalogue, form, channels)
    parts = split(list_date, lines, registers, at)
    rows = {row.message_id: row for row in delivery_rows.rows_of(conn, list_date)}
    deliveries = tuple(_planned(conn, each, rows, at) for each in parts.lists)
    delivery_rows.supersede(conn, list_date, {delivery.message_id for delivery in deliveries})
    return Plan(list_date, deliveries, parts.held, len(case_nos))


def deliver(
    store: Store,
    plan: Plan,
    outbox: Path,
    password_for: Callable[[str], str],
    form: Form,
    now: Callable[[], datetime],
    list_key: bytes,
) -> Delivered:
    """Bring every planned list to the outbox and mark it sent, one short transaction each.

    `list_key` seals what has to come back unchanged (`Keyring.list_key`).

    Raises `DispatchError` after trying all, when one or more could not be written; their rows
    stay pending with the error.
    """
    done = Delivered()
    failures: list[str] = []
    for delivery in plan.deliveries:
        try:
            what, sha256 = _bring(store, delivery, outbox, password_for, form, list_key)
        except DispatchError as error:
            with store.begin() as conn:
                delivery_rows.note_failure(conn, delivery.delivery_id, str(error))
            failures.append(str(error))
            continue
        if what != "present":
            with store.begin() as conn:
                delivery_rows.mark_sent(
                    conn, delivery.delivery_id, delivery.problem_list, sha256, now()
                )
                if what == "restored":
                    told = delivered_files.event(delivery.path.as_posix(), sha256, what)
                    events.append_all(conn, [told], now(), "system")
        done = replace(done, **{what: getattr(done, what) + 1})
    if failures:
        raise DispatchError(f"{len(failures)} of {len(plan.deliveries)} lists: {failures[0]}")
    return done


def message_id(problem_list: ProblemList) -> str:
    """Message-ID of a list: the same for the same lines to the same recipient, however often."""
    identity = [
        problem_list.list_date.isoformat(),
        problem_list.recipient,
        problem_list.channel_code,
        problem_list.team_code,
        sorted(line.line_id for line in problem_list.lines),
    ]
    digest = hashlib.blake2b(json.dumps(identity).encode(), digest_size=16, person=b"message id")
    return f"<{digest.hexdigest()}.{problem_list.list_date:%Y%m%d}@problem-list.authenticity>"


def _planned(
    conn: Connection, problem_list: ProblemList, rows: Mapping[str, Row[Any]], at: datetime
) -> PlannedDelivery:
    identity = message_id(problem_list)
    row = rows.get(identity)
    if row is None:
        return _insert(conn, problem_list, identity, {each.file_name for each in rows.values()}, at)
    number = file_names.supplement_no(row.file_name)
    known = replace(problem_list, supplement_no=number, made_at=row.created_at)
    return PlannedDelivery(row.delivery_id, identity, _path(known), known, is_new=False)


def _insert(
    conn: Connection, problem_list: ProblemList, identity: str, taken: set[str], at: datetime
) -> PlannedDelivery:
    while _path(problem_list).name in taken:
        problem_list = replace(problem_list, supplement_no=problem_list.supplement_no + 1)
    path = _path(problem_list)
    delivery_id = delivery_rows.add(conn, problem_list, identity, path.name, at)
    return PlannedDelivery(delivery_id, identity, path, problem_list, is_new=True)


def _path(problem_list: ProblemList) -> Path:
    return Path(
        file_names.of_list(
            problem_list.list_date,
            problem_list.channel_code,
            problem_list.team_code,
            problem_list.supplement_no,
        )
    )


def _bring(
    store: Store,
    delivery: PlannedDelivery,
    outbox: Path,
    password_for: Callable[[str], str],
    form: Form,
    list_key: bytes,
) -> tuple[str, str]:
    """Make sure that the file is there: what had to be done, and the file's SHA-256."""
    path = outbox / delivery.path
    with store.read() as conn:
        sent = delivery_rows.sent_sha256(conn, delivery.delivery_id)
    on_disk = sealing.sha256_of(path)
    if sent is not None and on_disk == sent:
        return "present", on_disk
    if sent is not None and (copy := kept_files.copy_of(outbox, sent)) is not None:
        return "restored", sealing.put(path, copy)
    password = password_for(delivery.problem_list.recipient)
    if sent is None and on_disk is not None and _is_ours(path, password, delivery.problem_list):
        return "adopted", kept_files.put(outbox, delivery.path, path.read_bytes())
    with store.begin() as conn:
        delivery_rows.begin_attempt(conn, delivery.delivery_id)
    sealed = sealing.seal(workbook.render(delivery.problem_list, form, list_key), password)
    sha256 = kept_files.put(outbox, delivery.path, sealed)
    return "written" if sent is None else "restored", sha256


def _is_ours(path: Path, password: str, problem_list: ProblemList) -> bool:
    plain = sealing.unseal(path.read_bytes(), password)
    return plain is not None and workbook.digest_of(plain) == problem_list.content_digest
