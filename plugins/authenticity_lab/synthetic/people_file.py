"""The synthetic insurer's own people: the file that `make people` takes in (rulebook §5).

Every channel has two clerks, who share the back office's mailbox, and a manager; every team has its
leader. Addresses are those of the registers, so that answers come from whom the list went to.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from authenticity import files
from authenticity.access.people import Person
from authenticity.access.people_file import COLUMNS

CLERKS_PER_CHANNEL = 2
HEAD_OFFICE = (
    ("sue", "苏珊", "customer_service"),
    ("max", "马克", "customer_service"),
    ("coy", "柯毅", "compliance"),
    ("lin", "林宁", "compliance"),
    ("audit", "沈计", "auditor"),
    ("ops", "程维", "engineer"),
)
"""User name, name and role of those who work for all channels."""

_CLERKS = ("王安", "李平")
_ON_DUTY_FROM = date(2020, 1, 1)


def people(channels: Iterable[Sequence[Any]], teams: Iterable[Sequence[Any]]) -> list[Person]:
    """Everybody, by the rows of the registers `channel` and `team` as the contract has them."""
    return [*_of_channels(channels), *_of_teams(teams), *_of_the_head_office()]


def write(path: Path, registers: sa.Engine) -> Path:
    """Writes the people of the insurer whose database this is, and gives the file.

    Equal registers give equal files.
    """
    with registers.connect() as connection:
        channels = connection.exec_driver_sql(
            "SELECT channel_code, channel_name, back_office_email, manager_email FROM channel"
            " ORDER BY channel_code"
        ).all()
        teams = connection.exec_driver_sql(
            "SELECT team_code, team_name, channel_code, branch_code, leader_name, leader_email"
            " FROM team ORDER BY team_code"
        ).all()
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    writer.writerows(
        [getattr(person, column) for column in COLUMNS] for person in people(channels, teams)
    )
    with files.draft(path) as file:
        file.write(lines.getvalue().encode("utf-8-sig"))
    return path


def clerk_of(channel_code: str, number: int = 1) -> str:
    """The user name of a channel's clerk."""
    return f"clerk{number}.{channel_code.lower()}"


def _of_channels(rows: Iterable[Sequence[Any]]) -> Iterator[Person]:
    for code, name, back_office_email, manager_email in rows:
        for number, clerk in enumerate(_CLERKS[:CLERKS_PER_CHANNEL], start=1):
            yield _person(clerk_of(code, number), clerk, "clerk", back_office_email, code)
        yield _person(
            f"manager.{code.lower()}", f"{name}负责人", "channel_manager", manager_email, code
        )


def _of_teams(rows: Iterable[Sequence[Any]]) -> Iterator[Person]:
    for code, name, channel, branch, leader, address in rows:
        shown = leader or f"{name}负责人"
        user_name = f"leader.{code.lower()}"
        yield _person(user_name, shown, "leader", address, channel, branch, code)


def _of_the_head_office() -> Iterator[Person]:
    for user_name, name, role in HEAD_OFFICE:
        yield _person(user_name, name, role, f"{user_name}@example.com")


def _person(
    user_name: str,
    name: str,
    role: str,
    address: str | None,
    channel: str | None = None,
    branch: str | None = None,
    team: str | None = None,
) -> Person:
    return Person(
        user_name, name, role, channel, branch, team, address or None, _ON_DUTY_FROM, None
    )
