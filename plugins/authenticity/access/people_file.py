"""Reads the file of people that `make people` takes in: whole, or not at all."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from authenticity.access import permissions
from authenticity.access.people import Person
from authenticity.access.permissions import Role
from authenticity.errors import ConfigurationError
from authenticity.values import dates, email, text

COLUMNS = tuple(field.name for field in fields(Person))
"""The header line, exactly."""

_USER_NAME = re.compile(r"\w[\w.@-]{0,63}")
"""People type it into lists and commands, so nothing in it may act as a formula or an option."""

_OURS = ("system",)
"""The pipeline's own name in events."""


@dataclass(frozen=True)
class Places:
    """Channels, teams (with their channels) and branches that the registers have on a day."""

    on: date
    channels: Collection[str]
    teams: Mapping[str, str]
    branches: Collection[str]


class _Refused(Exception):  # noqa: N818 - a reason on its way to the line that it is about
    pass


def read(
    path: Path,
    roles: Mapping[str, Role] | None = None,
    places: Places | None = None,
    warn: Callable[[str], None] = lambda _line: None,
) -> tuple[Person, ...]:
    """All people of a CSV file in UTF-8, with or without byte order mark, in the file's order.

    `places`: where people may work; None while there is no register. `warn` gets what may be right
    all the same. Raises `ConfigurationError` naming the first line and column that cannot be used.
    """
    known = permissions.in_force() if roles is None else roles
    people: dict[str, Person] = {}
    for line, cells in _lines(path):
        try:
            person = _person(cells, known)
            if places is not None and (person.valid_to is None or person.valid_to >= places.on):
                _check_registers(person, places)
                if person.branch_code and person.branch_code not in places.branches:
                    warn(
                        f"{path.name} line {line}: branch_code {person.branch_code} has no team or "
                        "salesperson; check it"
                    )
            if person.user_name.casefold() in people:
                raise _Refused("user_name is there twice (capitals do not tell two people apart)")
        except _Refused as reason:
            raise ConfigurationError(
                f"{path.name} line {line}: {reason}; mend the file, nobody of it was taken in"
            ) from None
        people[person.user_name.casefold()] = person
    return tuple(people.values())


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Lines below the header by number, those without any content left out."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        if next(reader, []) != list(COLUMNS):
            raise ConfigurationError(
                f"{path.name} line 1: the header line has to be {','.join(COLUMNS)}; mend the file"
            )
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error:
        raise ConfigurationError(
            f"{path.name} line {reader.line_num}: the quotes do not close; mend the file"
        ) from None


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError(
            f"{path.name} is not in UTF-8; in a spreadsheet save it as CSV UTF-8"
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"FILE={path} cannot be read ({error.strerror}); name the file of people"
        ) from None


def _person(cells: list[str], roles: Mapping[str, Role]) -> Person:
    if len(cells) != len(COLUMNS):
        raise _Refused(f"there are {len(cells)} columns instead of {len(COLUMNS)}")
    said = dict(zip(COLUMNS, (text.fold(cell) or None for cell in cells), strict=True))
    person = Person(
        user_name=_user_name(said["user_name"]),
        display_name=_present(said, "display_name"),
        role=_present(said, "role"),
        channel_code=said["channel_code"],
        branch_code=said["branch_code"],
        team_code=said["team_code"],
        email=_address(said["email"]),
        valid_from=_day("valid_from", _present(said, "valid_from")),
        valid_to=_day("valid_to", said["valid_to"]) if said["valid_to"] else None,
    )
    _check_place(person, roles)
    if person.valid_to is not None and person.valid_to < person.valid_from:
        raise _Refused("valid_to is before valid_from")
    return person


def _check_place(person: Person, roles: Mapping[str, Role]) -> None:
    """Channel and team have to be there exactly for the roles that belong to one."""
    role = roles.get(person.role)
    if role is None:
        raise _Refused(f"role has to be one of {', '.join(roles)}")
    needed = {"channel": ("channel_code",), "team": ("channel_code", "team_code")}
    for column in ("channel_code", "team_code"):
        is_there = getattr(person, column) is not None
        if column in needed.get(role.belongs_to, ()) and not is_there:
            raise _Refused(f"{column} is empty, and a {person.role} needs one")
        if role.belongs_to == "head_office" and is_there:
            raise _Refused(f"{column} has to be empty for {person.role}, who works for all")


def _check_registers(person: Person, places: Places) -> None:
    """With a code that nobody has, somebody sees and answers nothing, and is told of nothing."""
    channel_code, team_code = person.channel_code, person.team_code
    if channel_code is not None and channel_code not in places.channels:
        raise _Refused(f"channel_code {channel_code} is not in the register of channels")
    if team_code is not None and places.teams.get(team_code) != channel_code:
        raise _Refused(f"team_code {team_code} is no team of channel {channel_code}")


def _user_name(value: str | None) -> str:
    if value is None or not _USER_NAME.fullmatch(value) or value.casefold() in _OURS:
        raise _Refused("user_name has to be letters, digits, dot, hyphen or @, and not `system`")
    return value


def _present(said: Mapping[str, str | None], column: str) -> str:
    value = said[column]
    if value is None:
        raise _Refused(f"{column} is empty")
    return value


def _address(value: str | None) -> str | None:
    if value is not None and not email.is_valid(value):
        raise _Refused("email is no address; leave it empty if there is none")
    return value


def _day(column: str, value: str) -> date:
    day = dates.read(value)
    if day is None:
        raise _Refused(f"{column} is no date; write it like 2026-09-28")
    return day
