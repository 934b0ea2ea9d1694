"""What a problem list holds: its lines, their order and urgency, and the digest of its content.

One line is one finding (docs/interfaces.md). A line knows nothing of the store or of Excel: the
reader makes it, the workbook shows it, and equal lines give equal files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

_CONFIDENCE_RANK = {"A": 0, "B": 1, None: 2, "C": 3}
"""A row rule has no confidence: it is certain, but it accuses nobody, so it stands before what is
explained (C) and after what is suspicious."""

POLICYHOLDER = "POLICYHOLDER"

_NEVER = date.max


@dataclass(frozen=True)
class ListLine:
    """One finding as its reader sees it (`card`). Personal values are masked before they come here.

    `problem` and `remedy` are a clerk's words (`sentences`), `wording`, `clears` and `found` the
    card's. `case_no` is None for a warning that is only listed. `due_on` and the other dates are
    local dates (a case is due at the end of its day); `act_by` is the last working day up to
    `due_on`. `is_fallback`: the cooling-off has the configured
    length, as neither policy nor product names one. `premium_fen` orders the list and is not shown.
    `is_group`: about 20 or more persons on one number, which is compliance's to investigate.
    """

    line_id: str
    policy_no: str
    rule_code: str
    level: str
    wording: str
    clears: str
    found: str
    problem: str
    remedy: str
    channel_code: str
    rule_version: str = ""
    case_no: str | None = None
    confidence: str | None = None
    product: str = ""
    issued_on: date | None = None
    receipt_signed_on: date | None = None
    cooling_off_ends_on: date | None = None
    due_on: date | None = None
    act_by: date | None = None
    due_basis: str | None = None
    is_provisional: bool = False
    in_conflict: bool = False
    is_fallback: bool = False
    branch_code: str = ""
    team_code: str | None = None
    agent_code: str | None = None
    agency_code: str | None = None
    party_role: str | None = None
    party_seq: int | None = None
    customer_no: str | None = None
    counterpart_policies: tuple[str, ...] = ()
    premium_fen: int = 0
    is_group: bool = False

    @property
    def party_key(self) -> str:
        """Whom the line is about, as names go by it; for the policy itself its policyholder."""
        return f"{self.policy_no}:{self.party_role or POLICYHOLDER}:{self.party_seq or 1}"


@dataclass(frozen=True)
class ProblemList:
    """One list for one recipient: a channel's back office, or the leader of one team.

    `names` spells out codes (`channel:BANK`, `team:T01`, `agent:…`, `agency:…`) and names parties
    (`party:<policy>:<role>:<number>`), people masked; `customer:…` is the number of a party that a
    line about its policy does not have. `supplement_no` is 1 for the list of the day and counts
    later additions. `made_at` is the instant the list was decided; it is the only date inside the
    file, so that equal input gives equal content.
    """

    list_date: date
    recipient: str
    channel_code: str
    lines: tuple[ListLine, ...]
    made_at: datetime
    team_code: str | None = None
    leader_name: str | None = None
    supplement_no: int = 1
    names: tuple[tuple[str, str], ...] = ()

    @property
    def audience(self) -> str:
        return "leader" if self.team_code else "back_office"

    @property
    def first_due(self) -> ListLine | None:
        """The line that is due first."""
        due = (line for line in self.lines if line.due_on)
        return min(due, key=lambda line: line.due_on or _NEVER, default=None)

    @property
    def case_count(self) -> int:
        return len({line.case_no for line in self.lines if line.case_no})

    @cached_property
    def content_digest(self) -> str:
        """32 hex digits over recipient and lines; equal exactly when the same list is meant.

        Taken before encryption, because a sealed file differs at every writing (fresh salt).
        """
        content = {
            "recipient": self.recipient,
            "list_date": self.list_date,
            "list": [self.channel_code, self.team_code, self.supplement_no],
            "lines": [vars(line) for line in self.lines],
        }
        text = json.dumps(content, default=str, sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=16, person=b"problem list").hexdigest()


def ordered(lines: Iterable[ListLine]) -> tuple[ListLine, ...]:
    """Lines in the order of the queue: conflicts, due time, confidence, premium; listed-only last.

    The lines of one policy stay together, at the place of its most suspicious line (rulebook §4).
    """
    lines = tuple(lines)
    best: dict[str, int] = {}
    for line in lines:
        rank = _CONFIDENCE_RANK.get(line.confidence, 2)
        best[line.policy_no] = min(rank, best.get(line.policy_no, rank))

    def place(line: ListLine) -> tuple[object, ...]:
        return (
            line.case_no is None,
            not line.in_conflict,
            line.due_on or _NEVER,
            best[line.policy_no],
            -line.premium_fen,
            line.policy_no,
            line.level,
            _CONFIDENCE_RANK.get(line.confidence, 2),
            line.rule_code,
            line.line_id,
        )

    return tuple(sorted(lines, key=place))


def urgency(line: ListLine, list_date: date, near_due_days: int) -> str:
    """Code of the line's urgency on the list date; a conflict outranks everything."""
    if line.case_no is None:
        return "notice"
    if line.in_conflict:
        return "conflict"
    if line.due_on is None:
        return "normal"
    if line.due_on <= list_date:
        return "today" if line.due_on == list_date else "overdue"
    near = line.due_on <= list_date + timedelta(days=near_due_days)
    return "near_due" if near else "normal"
