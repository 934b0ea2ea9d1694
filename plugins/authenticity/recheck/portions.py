"""The policies of campaigns: taken on, handed to the next list in portions, checked, called.

A policy is checked by the list that has it in its batch, whatever brought it there: then all rules
have judged it. One that is in no batch any more has left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, or_, select, update

from authenticity.audit import events
from authenticity.cases.policy_facts import BatchFacts, PolicyFacts
from authenticity.recheck import campaigns
from authenticity.recheck.campaigns import ACTOR, RUNNING, Campaign
from authenticity.store.chunks import chunks
from authenticity.store.consequence_tables import CampaignPolicyRow, CampaignRow

_POLICY = CampaignPolicyRow
_UNCHECKED = and_(_POLICY.checked_on.is_(None), _POLICY.left_on.is_(None))
_CALL_AWAITED = and_(
    _POLICY.call_since.is_not(None), _POLICY.called_on.is_(None), _POLICY.left_on.is_(None)
)


@dataclass(frozen=True, slots=True)
class Progress:
    """What a list date did for the campaigns: policies checked, gone, and called."""

    checked: int = 0
    left: int = 0
    called: int = 0
    finished: tuple[Campaign, ...] = ()


def add(connection: Connection, campaign: Campaign, policy_nos: Sequence[str]) -> int:
    """Takes on what the campaign does not have yet, behind what it has; how many."""
    of_campaign = _POLICY.campaign_no == campaign.campaign_no
    known = set(connection.scalars(select(_POLICY.policy_no).where(of_campaign)))
    new = [policy_no for policy_no in policy_nos if policy_no not in known]
    rows = [
        {"campaign_no": campaign.campaign_no, "policy_no": policy_no, "position": position}
        for position, policy_no in enumerate(new, start=len(known) + 1)
    ]
    if rows:
        connection.execute(insert(_POLICY), rows)
    return len(rows)


def take(connection: Connection, list_date: date, size: int) -> int:
    """Gives the list date its portion, in the caller's transaction; how many policies it has.

    Campaigns in their order, in each the newest policies first; a policy of two campaigns counts
    once. What has its portion already, and was not checked, comes with the next list all the same.
    """
    has_it = select(func.count(func.distinct(_POLICY.policy_no))).where(
        _POLICY.portion_on == list_date
    )
    free = size - (connection.scalar(has_it) or 0)
    waiting = (
        select(_POLICY.policy_no)
        .where(_UNCHECKED, _POLICY.portion_on.is_(None), _of_campaign(RUNNING))
        .order_by(_POLICY.campaign_no, _POLICY.position)
    )
    chosen = list(dict.fromkeys(connection.scalars(waiting)))[: max(free, 0)]
    for chunk in chunks(chosen):
        mine = (_POLICY.policy_no.in_(chunk), _UNCHECKED, _POLICY.portion_on.is_(None))
        connection.execute(update(_POLICY).where(*mine).values(portion_on=list_date))
    return size - free + len(chosen)


def due(connection: Connection, list_date: date) -> list[str]:
    """The policies that the list of this date has to judge again."""
    statement = select(_POLICY.policy_no).where(
        _UNCHECKED, _POLICY.portion_on < list_date, _of_campaign(RUNNING)
    )
    return sorted(set(connection.scalars(statement)))


def mark_asked(connection: Connection, list_date: date, policy_nos: Sequence[str]) -> None:
    """The pull of this list date has asked for them: its batch says what became of them."""
    for chunk in chunks(policy_nos):
        asked = (_POLICY.policy_no.in_(chunk), _UNCHECKED)
        connection.execute(update(_POLICY).where(*asked).values(asked_on=list_date))


def calls_awaited(connection: Connection) -> dict[str, date]:
    """The policies that wait for a new call, and since which list date."""
    statement = (
        select(_POLICY.policy_no, func.min(_POLICY.call_since).label("since"))
        .where(_CALL_AWAITED, ~_of_campaign(campaigns.ENDED))
        .group_by(_POLICY.policy_no)
    )
    return {row.policy_no: row.since for row in connection.execute(statement)}


def record(
    connection: Connection,
    list_date: date,
    facts: BatchFacts,
    called: Mapping[str, Sequence[date]],
    needs_call: Callable[[PolicyFacts], bool],
    at: datetime,
) -> Progress:
    """What the batch of a list date says of the campaigns' policies, in the caller's transaction.

    `called`: by policy, the days of its successful calls, in order. Run again it changes nothing.
    """
    events.lock(connection)
    checked, left, made = Counter[str](), Counter[str](), Counter[str]()
    for row in _concerned(connection, list_date):
        values: dict[str, Any] = {}
        if row.checked_on is None and row.policy_no in facts.in_scope:
            values["checked_on"] = list_date
            checked[row.campaign_no] += 1
            if needs_call(facts.policies[row.policy_no]):
                values["call_since"] = list_date
        elif _has_left(row, facts):
            values["left_on"] = list_date
            left[row.campaign_no] += 1
        elif row.call_since is not None and row.called_on is None:
            days = called.get(row.policy_no, ())
            values["called_on"] = next((day for day in days if day >= row.call_since), None)
            made[row.campaign_no] += values["called_on"] is not None
        _set(connection, row, values)
    _tell(connection, list_date, checked, left, made, at)
    done = finish_done(connection, list_date, at)
    return Progress(checked.total(), left.total(), made.total(), done)


def _concerned(connection: Connection, list_date: date) -> Sequence[Any]:
    """Policies that the list's pull asked for, or that wait for a call."""
    turn = and_(_UNCHECKED, _POLICY.asked_on == list_date)
    statement = select(_POLICY.__table__).where(
        or_(turn, _CALL_AWAITED), ~_of_campaign(campaigns.ENDED)
    )
    return connection.execute(statement.order_by(_POLICY.campaign_no, _POLICY.position)).all()


def _has_left(row: Any, facts: BatchFacts) -> bool:
    """No longer live, or out of scope; what was asked for and is not there is not live."""
    if row.checked_on is None:
        return True
    return row.policy_no in facts.left


def _set(connection: Connection, row: Any, values: Mapping[str, Any]) -> None:
    if any(value is not None for value in values.values()):
        key = (_POLICY.campaign_no == row.campaign_no, _POLICY.policy_no == row.policy_no)
        connection.execute(update(_POLICY).where(*key).values(values))


def _tell(
    connection: Connection,
    list_date: date,
    checked: Counter[str],
    left: Counter[str],
    made: Counter[str],
    at: datetime,
) -> None:
    new = []
    for number in sorted(checked.keys() | left.keys() | {no for no in made if made[no]}):
        counts = {"checked": checked[number], "left": left[number], "called": made[number]}
        detail = {"campaign": number, "list_date": list_date.isoformat(), **counts}
        new.append(events.NewEvent(None, "recheck_progress", detail))
    events.append_all(connection, new, at, ACTOR)


def finish_done(connection: Connection, list_date: date, at: datetime) -> tuple[Campaign, ...]:
    """Ends the campaigns that have nothing left to check, and gives them."""
    open_ones = set(
        connection.scalars(select(_POLICY.campaign_no).where(_UNCHECKED).distinct()).all()
    )
    done = [
        each
        for own in campaigns.of_subjects(connection).values()
        for each in own
        if each.status == RUNNING and each.campaign_no not in open_ones
    ]
    for each in done:
        campaigns.finish(connection, each, list_date, at)
    return tuple(done)


def _of_campaign(status: str) -> ColumnElement[bool]:
    return exists().where(
        CampaignRow.campaign_no == _POLICY.campaign_no, CampaignRow.status == status
    )
