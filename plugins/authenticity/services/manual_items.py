"""`make enter`: the empty form, or the problem items of a filled-in one, line by line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from authenticity import files
from authenticity.access import people, permissions
from authenticity.cases import manual_items
from authenticity.cases.manual_items import ManualItem
from authenticity.config import Reasoned
from authenticity.errors import ConfigurationError
from authenticity.lake.partitions import policy_versions
from authenticity.problem_list import entry_form
from authenticity.problem_list.entry_form import EnteredLine, EntryForm
from authenticity.returns import file_checks, limits
from authenticity.runtime import connections
from authenticity.runtime.step_frame import explained, log
from authenticity.settings import home
from authenticity.working_days.deadlines import local_day

UNKNOWN = "没有有效的这份个人保单，或保单录入后还没有进过清单"
NOT_LIVE = "保单已失效，不能登记"
NO_PARTY = "保单没有该当事人"

_LARGEST = 20 * 1024 * 1024
"""Bytes; a form of 5 000 lines takes less than one megabyte."""


@dataclass(frozen=True)
class EnteredItems:
    """How many lines became items, how many were items already, or stand twice in the file; and the
    others: row of the form, and why in Chinese."""

    taken: int
    known: int
    refused: tuple[tuple[int, str], ...]


def write_form(path: Path) -> None:
    """Writes the empty form. Raises `ConfigurationError` where no file can be written."""
    try:
        with files.draft(path) as file:
            file.write(entry_form.empty(entry_form.load()))
    except OSError as error:
        raise ConfigurationError(
            f"{path.name} cannot be written ({error.strerror}); check the folder and its rights"
        ) from None


def enter(path: Path, user_name: str, at: datetime) -> EnteredItems:
    """Takes in what can be used of a filled-in form; the other lines are refused one by one.

    Raises `ReturnError` for a file that is not the form, `AccessError` when this person may not.
    """
    form = entry_form.load()
    content = _content(path)
    file_checks.check(content, _limits(form))
    lines = entry_form.read(content, form)
    with explained("enter"), connections.case_store() as store:
        with store.read() as connection:
            person = people.person(connection, user_name, local_day(at))
            permissions.require(person, "enter")
        judged = [(line, line.reason or _why_not(line)) for line in lines]
        usable = [_item(line, at) for line, reason in judged if not reason]
        with store.begin() as connection:
            new = manual_items.enter(connection, usable, person, at)
    refused = tuple((line.row_no, reason) for line, reason in judged if reason)
    log.info("enter: %d problem items, %d lines refused, by %s", len(new), len(refused), user_name)
    return EnteredItems(len(new), len(usable) - len(new), refused)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise ConfigurationError(f"{path.name} is larger than a form can be; check FILE")
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{path.name} cannot be read ({error.strerror}); check FILE and its rights"
        ) from None


def _limits(form: EntryForm) -> limits.Limits:
    """Those of returned lists, for as many lines as a form has, and as many again: the reader says
    by itself that there are too many."""
    lines = Reasoned(2 * form.most_lines, "a form that is read in our own process")
    return replace(limits.in_force(), lines=lines)


def _item(line: EnteredLine, at: datetime) -> ManualItem:
    party = (line.party_role, line.party_seq)
    return manual_items.item_of(
        line.policy_no, party, line.field, line.description, line.origin, local_day(at)
    )


def _why_not(line: EnteredLine) -> str:
    """Whether the lake knows the policy as live, with that party; "" when it does."""
    version = policy_versions.latest(home().lake, line.policy_no)
    if version is None:
        return UNKNOWN
    keyring = connections.keyring()
    if not any(row["is_live"] for row in version.read("policy", keyring).to_pylist()):
        return NOT_LIVE
    parties = version.read("party", keyring).select(["role", "seq"]).to_pylist()
    asked = {"role": line.party_role, "seq": line.party_seq}
    return "" if line.party_role is None or asked in parties else NO_PARTY
