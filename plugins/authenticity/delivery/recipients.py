"""Who gets which lines: each channel's back office all of them, a team's leader the team's own.

Art. 13: the back office investigates; at the same time the leaders of the business teams get
their part, so that they see to it that their people help. Group cases (20 or more persons on one
number) go to compliance and to no channel: their salespeople may be in several.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from authenticity.cases.workload import COMPLIANCE
from authenticity.problem_list.lines import ListLine, ProblemList, ordered

NO_LEADER_EMAIL = "no_leader_email"
"""Why a leader's copy is held: without an address there is nobody to make a password for."""


@dataclass(frozen=True)
class Channel:
    """A sales channel as the register knows it on the list date."""

    code: str
    name: str
    back_office_email: str | None = None
    manager_email: str | None = None

    @property
    def recipient(self) -> str:
        """Who gets the channel's list; without an address it lies in the outbox for the channel."""
        return _address(self.back_office_email) or f"channel:{self.code}"


@dataclass(frozen=True)
class Team:
    """A business team and its leader."""

    code: str
    name: str
    channel_code: str
    leader_name: str | None = None
    leader_email: str | None = None


@dataclass(frozen=True)
class Registers:
    """The registers of the list date, by code.

    `agents` and `agencies` only lend names, and so do `parties` (`<policy>:<role>:<number>`);
    `customers`: the customer numbers of these. People's names are masked, but for team leaders, who
    get lists.
    """

    channels: Mapping[str, Channel]
    teams: Mapping[str, Team]
    agents: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    parties: Mapping[str, str] = field(default_factory=dict)
    customers: Mapping[str, str] = field(default_factory=dict)

    def channel(self, code: str) -> Channel:
        return self.channels.get(code) or Channel(code, code)

    def with_compliance(self, name: str, email: str | None) -> Registers:
        """These registers with compliance as if it were a channel: no register has it."""
        compliance = Channel(COMPLIANCE, name, email)
        return replace(self, channels={**self.channels, COMPLIANCE: compliance})

    def names_in(self, channel_code: str, lines: Iterable[ListLine]) -> tuple[tuple[str, str], ...]:
        """Names of a list's channel and of the codes in its lines, as `ProblemList.names` wants."""
        found = {f"channel:{channel_code}": self.channel(channel_code).name}
        for line in lines:
            found[f"channel:{line.channel_code}"] = self.channel(line.channel_code).name
            team = self.teams.get(line.team_code or "")
            found |= {f"team:{team.code}": team.name} if team else {}
            found |= _named("agent", line.agent_code, self.agents)
            found |= _named("agency", line.agency_code, self.agencies)
            found |= _named("party", line.party_key, self.parties)
            if not line.customer_no:
                found |= _named("customer", line.party_key, self.customers)
        return tuple(sorted(found.items()))


@dataclass(frozen=True)
class HeldCopy:
    """A leader's copy that is not made, and why. The channel's list has its lines all the same."""

    channel_code: str
    team_code: str
    lines: int
    reason: str


@dataclass(frozen=True)
class Split:
    """The lists of a day and the copies that are held."""

    lists: tuple[ProblemList, ...]
    held: tuple[HeldCopy, ...]


def split(
    list_date: date, lines: Iterable[ListLine], registers: Registers, made_at: datetime
) -> Split:
    """All lists of the day: per channel the back office's first, then its leaders' by team code.

    Compliance has no teams, so nobody else gets a copy of its list.
    """
    lists: list[ProblemList] = []
    held: list[HeldCopy] = []
    for channel_code, of_channel in _grouped(lines, _office):
        recipient = registers.channel(channel_code).recipient
        lists.append(
            _list(list_date, recipient, channel_code, None, of_channel, registers, made_at)
        )
        with_team = [line for line in of_channel if line.team_code and not line.is_group]
        for team_code, of_team in _grouped(with_team, lambda line: line.team_code or ""):
            team = registers.teams.get(team_code)
            leader = _address(team.leader_email) if team else None
            if team and leader:
                lists.append(
                    _list(list_date, leader, channel_code, team, of_team, registers, made_at)
                )
            else:
                held.append(HeldCopy(channel_code, team_code, len(of_team), NO_LEADER_EMAIL))
    return Split(tuple(lists), tuple(held))


def _list(
    list_date: date,
    recipient: str,
    channel_code: str,
    team: Team | None,
    lines: list[ListLine],
    registers: Registers,
    made_at: datetime,
) -> ProblemList:
    return ProblemList(
        list_date=list_date,
        recipient=recipient,
        channel_code=channel_code,
        lines=ordered(lines),
        made_at=made_at,
        team_code=team.code if team else None,
        leader_name=team.leader_name if team else None,
        names=registers.names_in(channel_code, lines),
    )


def _office(line: ListLine) -> str:
    """Whose back office investigates."""
    return COMPLIANCE if line.is_group else line.channel_code


def _grouped(
    lines: Iterable[ListLine], by: Callable[[ListLine], str]
) -> list[tuple[str, list[ListLine]]]:
    groups: dict[str, list[ListLine]] = defaultdict(list)
    for line in lines:
        groups[by(line)].append(line)
    return sorted(groups.items())


def _named(kind: str, code: str | None, names: Mapping[str, str]) -> dict[str, str]:
    return {f"{kind}:{code}": names[code]} if code and code in names else {}


def _address(email: str | None) -> str | None:
    return (email or "").strip() or None
