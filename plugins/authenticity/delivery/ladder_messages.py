"""Messages about steps of the ladder: one to a recipient for a step and a sweep, with counts.

A case that takes several steps in one sweep, after a late receipt, say, is told to each recipient
once, by the gravest of them; the chase of a list is about the list, and stays. Group cases are
compliance's own work, so whatever is due on one goes there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from authenticity import canonical, config
from authenticity.cases import ladder
from authenticity.cases.ladder import DueStep
from authenticity.cases.workload import COMPLIANCE
from authenticity.delivery import due_text
from authenticity.delivery.addressees import Addressees
from authenticity.delivery.messages import NewMessage
from authenticity.settings import INCLUDE
from authenticity.working_days.deadlines import local_day
from authenticity.working_days.official_calendar import OfficialCalendar

_ESCALATIONS = (ladder.DUE, ladder.COMPLIANCE)

_GRAVITY = (ladder.REMINDER, ladder.CONFLICT, ladder.DUE, ladder.COMPLIANCE)
"""Steps about a case, the gravest last. A conflict says why it comes first; overdue is worse."""

_CHASE = ("ladder", ladder.RECEIPT)
"""What a chase is about, one a day and recipient: so a reply to one can be told (`is_chase`)."""


@dataclass(frozen=True)
class _Why:
    conflict: config.Text
    receipt: config.Text
    reminder: config.Text
    due: config.Text
    compliance: config.Text


@dataclass(frozen=True)
class LadderWords:
    """`include/ladder.yaml`."""

    why: _Why
    compliance_name: config.Text


def load_words() -> LadderWords:
    """Read strictly; `ConfigurationError` names the key at fault."""
    return config.load(INCLUDE / "ladder.yaml", LadderWords)


@dataclass(frozen=True)
class _Told:
    """A step of a case, for one recipient. `team_code`: they are told as that team's leader."""

    step: DueStep
    recipient: str
    audience: str
    team_code: str | None = None


def messages_of(
    steps: Iterable[DueStep],
    addressees: Addressees,
    words: LadderWords,
    calendar: OfficialCalendar,
    on: date,
) -> list[NewMessage]:
    """The messages of a sweep on a day; again from the same steps they are the same."""
    by_recipient: dict[tuple[str, str], list[_Told]] = defaultdict(list)
    for each in _gravest([each for step in steps for each in _told(step, addressees, words)]):
        by_recipient[each.step.step, each.recipient].append(each)
    names = {code: channel.name for code, channel in addressees.registers.channels.items()}
    return [_message(told, words, names, calendar, on) for told in by_recipient.values()]


def is_chase(message_id: str, recipient: str, on: date) -> bool:
    """Whether it is the message of a day that asks for the receipt of the lists of days before."""
    chase = NewMessage("reminder", recipient, None, _CHASE, "reminder", {}, on)
    return message_id == chase.message_id


def _gravest(told: Sequence[_Told]) -> list[_Told]:
    """Without what a recipient reads of the same case in a graver message."""
    reached: dict[tuple[str, str], int] = {}
    for each in told:
        if each.step.step in _GRAVITY:
            key, gravity = (each.recipient, each.step.case_no), _GRAVITY.index(each.step.step)
            reached[key] = max(gravity, reached.get(key, gravity))
    return [
        each
        for each in told
        if each.step.step not in _GRAVITY
        or _GRAVITY.index(each.step.step) == reached[each.recipient, each.step.case_no]
    ]


def _told(step: DueStep, to: Addressees, words: LadderWords) -> list[_Told]:
    channel = to.registers.channel(step.channel_code).name
    if step.is_group or step.step == ladder.COMPLIANCE:
        return [_Told(step, each, words.compliance_name) for each in to.compliance()]
    team = to.registers.teams.get(step.team_code or "")
    leader = [
        _Told(step, each, f"{channel}{team.name if team else ''}", step.team_code)
        for each in to.leader(step.team_code)
    ]
    if step.step == ladder.DUE:
        return [*leader, *(_Told(step, each, channel) for each in to.manager(step.channel_code))]
    own = [_Told(step, each, channel) for each in to.back_office(step.channel_code)]
    return [*own, *leader] if step.step == ladder.CONFLICT else own


def _message(
    told: Sequence[_Told],
    words: LadderWords,
    names: Mapping[str, str],
    calendar: OfficialCalendar,
    on: date,
) -> NewMessage:
    first = told[0]
    step = first.step.step
    case_nos = sorted({each.step.case_no for each in told})
    about = ("ladder", step, canonical.digest(case_nos, 16))
    offices = {COMPLIANCE if each.step.is_group else each.step.channel_code for each in told}
    channels = Counter(each.step.channel_code for each in told)
    shares = "、".join(f"{names.get(code, code)} {n} 件" for code, n in sorted(channels.items()))
    why: str = getattr(words.why, step)
    teams = {each.team_code for each in told}
    kind = "escalation" if step in _ESCALATIONS else "reminder"
    return NewMessage(
        kind=kind,
        recipient=first.recipient,
        channel_code=offices.pop() if len(offices) == 1 else None,
        identity=_CHASE if step == ladder.RECEIPT else about,
        template=kind,
        values={
            "audience": "、".join(sorted({each.audience for each in told})),
            "cases": len(case_nos),
            "why": f"{why}（{shares}）" if len(channels) > 1 else why,
            "due": due_text.shown(local_day(min(each.step.due_at for each in told)), calendar),
        },
        folder_date=on,
        team_code=first.team_code if len(teams) == 1 else None,
    )
