"""What each role may do, from `include/permissions.yaml` (rulebook §5, "People")."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from authenticity import config
from authenticity.access.people import Person
from authenticity.errors import AccessError, ConfigurationError
from authenticity.settings import INCLUDE

FILE = INCLUDE / "permissions.yaml"

Action = Literal[
    "see_own_channel",
    "see_own_team",
    "see_all",
    "see_counts",
    "answer",
    "answer_group",
    "distribute",
    "verify",
    "return",
    "enter",
    "note",
    "refer",
    "sanction",
    "sign",
    "run",
]

_OF_OWN_CHANNEL = ("see_own_channel", "answer", "sanction")
_OF_OWN_TEAM = ("see_own_team",)


@dataclass(frozen=True)
class Role:
    """What people of a role may do, and to whom they belong."""

    role: config.Line
    title: config.Line
    belongs_to: Literal["channel", "team", "head_office"]
    may: tuple[Action, ...]
    reason: config.Text


@dataclass(frozen=True)
class _File:
    roles: tuple[Role, ...]


def load(path: Path = FILE) -> dict[str, Role]:
    """The roles by name. Raises `ConfigurationError` for a file that cannot be used."""
    roles = config.load(path, _File).roles
    by_name = {role.role: role for role in roles}
    if len(by_name) < len(roles):
        raise ConfigurationError(f"{path.name} has a role twice; mend the file")
    return by_name


@cache
def in_force() -> dict[str, Role]:
    """The roles of the file in `include/`, read once."""
    return load()


def may(
    person: Person, action: Action, channel_code: str | None = None, team_code: str | None = None
) -> bool:
    """Whether the person's role allows it; for an action on one's own, whose it is decides, too."""
    role = in_force().get(person.role)
    if role is None or action not in role.may:
        return False
    if action in _OF_OWN_CHANNEL:
        return channel_code is not None and person.channel_code == channel_code
    if action in _OF_OWN_TEAM:
        return team_code is not None and person.team_code == team_code
    return True


def require(
    person: Person, action: Action, channel_code: str | None = None, team_code: str | None = None
) -> None:
    """As `may`; raises `AccessError` that says who may."""
    if may(person, action, channel_code, team_code):
        return
    able = [role.role for role in in_force().values() if action in role.may]
    if person.role in able:
        of = f"of team {team_code}" if action in _OF_OWN_TEAM else f"of channel {channel_code}"
        raise AccessError(f"{person.user_name} ({person.role}) may not {action} what is {of}")
    raise AccessError(
        f"{person.user_name} ({person.role}) may not {action}; who may: {', '.join(able)}"
    )


def may_answer(person: Person, channel_code: str, is_group: bool) -> bool:
    """Clerks answer their own channel's cases, compliance those of groups."""
    return may(person, "answer_group") if is_group else may(person, "answer", channel_code)
