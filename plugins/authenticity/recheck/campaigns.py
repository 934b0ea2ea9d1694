"""Campaigns follow the register of complaints of a list date: opened, joined, ended (Art. 14).

One at a time for each subject. A complaint that is upheld meanwhile joins it; when complaints are
withdrawn so that too few remain within a year, it ends. Complaints of a campaign that was finished
start none by themselves: it takes a new one. Those of an ended campaign do, if they come back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from authenticity import canonical
from authenticity.audit import events
from authenticity.recheck.recheck_settings import RecheckSettings
from authenticity.recheck.repeats import Complaint, Subject, repeated
from authenticity.store.consequence_tables import CampaignRow

RUNNING, FINISHED, ENDED = "running", "finished", "ended"
"""States of a campaign; `ended`: too few complaints remain."""

ACTOR = "system"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it is kept."""

    campaign_no: str
    subject: Subject
    channel_code: str | None
    opened_on: date
    status: str
    complaints: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a campaign: `opened`, `joined`, `changed` (fewer complaints) or `ended`."""

    campaign: Campaign
    what: str


def follow(
    connection: Connection,
    list_date: date,
    upheld: Iterable[Complaint],
    channels: Mapping[Subject, str],
    settings: RecheckSettings,
    at: datetime,
) -> list[Change]:
    """Brings the campaigns to what the register says, in the caller's transaction.

    `upheld`: all complaints that stand on the list date. Again from the same register it changes
    nothing.
    """
    events.lock(connection)
    standing = list(upheld)
    repeats = repeated(standing, settings.within_days.value, settings.complaints.value)
    known = of_subjects(connection)
    changes = []
    for subject in sorted(known.keys() | repeats.keys()):
        own = [each for each in standing if each.subject == subject]
        changes += _follow_one(
            connection, list_date, subject, own, known.get(subject, []), channels, settings, at
        )
    return changes


def of_subjects(connection: Connection) -> dict[Subject, list[Campaign]]:
    """All campaigns by subject, in the order in which they were opened."""
    rows = connection.execute(select(CampaignRow.__table__).order_by(CampaignRow.campaign_no))
    found: dict[Subject, list[Campaign]] = {}
    for row in rows:
        campaign = _campaign(row)
        found.setdefault(campaign.subject, []).append(campaign)
    return found


def finish(connection: Connection, campaign: Campaign, on: date, at: datetime) -> None:
    """Every policy was checked, or has left."""
    _set(connection, campaign.campaign_no, status=FINISHED, ended_on=on)
    _tell(connection, "recheck_finished", campaign, at)


def _follow_one(
    connection: Connection,
    list_date: date,
    subject: Subject,
    own: list[Complaint],
    campaigns: list[Campaign],
    channels: Mapping[Subject, str],
    settings: RecheckSettings,
    at: datetime,
) -> list[Change]:
    running = next((each for each in campaigns if each.status == RUNNING), None)
    done = {no for each in campaigns if each.status == FINISHED for no in each.complaints}
    fresh = _fresh(own, done, settings)
    if running is None:
        if not fresh:
            return []
        channel = channels.get(subject)
        return [_open(connection, list_date, subject, channel, fresh, at)]
    left = _repeating([c for c in own if c.complaint_no in running.complaints | fresh], settings)
    if not left:
        return [_end(connection, running, list_date, settings, at)]
    if left == running.complaints:
        return []
    what = "joined" if left - running.complaints else "changed"
    return [_change(connection, running, left, what, at)]


def _fresh(own: list[Complaint], done: set[str], settings: RecheckSettings) -> frozenset[str]:
    """Complaints that repeat and were part of no finished campaign, with those beside them.

    A year in which all were dealt with calls for nothing more.
    """
    found: set[str] = set()
    for each in own:
        if each.complaint_no not in done:
            reach = settings.within_days.value
            near = [c for c in own if abs((c.verified_on - each.verified_on).days) <= reach]
            repeating = _repeating(near, settings)
            found |= repeating if each.complaint_no in repeating else frozenset()
    return frozenset(found)


def _repeating(own: Iterable[Complaint], settings: RecheckSettings) -> frozenset[str]:
    found = repeated(own, settings.within_days.value, settings.complaints.value)
    return frozenset().union(*found.values())


def _open(
    connection: Connection,
    list_date: date,
    subject: Subject,
    channel_code: str | None,
    complaints: frozenset[str],
    at: datetime,
) -> Change:
    taken = select(func.max(CampaignRow.serial)).where(CampaignRow.opened_on == list_date)
    serial = (connection.scalar(taken) or 0) + 1
    number = f"R{list_date:%Y%m%d}-{serial:05d}"
    campaign = Campaign(number, subject, channel_code, list_date, RUNNING, complaints)
    row = insert(CampaignRow).values(
        campaign_no=number,
        serial=serial,
        subject_kind=subject.kind,
        subject_no=subject.number,
        channel_code=channel_code,
        opened_on=list_date,
        status=RUNNING,
        complaints=_listed(complaints),
    )
    connection.execute(row)
    _tell(connection, "recheck_opened", campaign, at)
    return Change(campaign, "opened")


def _change(
    connection: Connection, running: Campaign, complaints: frozenset[str], what: str, at: datetime
) -> Change:
    changed = Campaign(
        running.campaign_no,
        running.subject,
        running.channel_code,
        running.opened_on,
        RUNNING,
        complaints,
    )
    _set(connection, running.campaign_no, complaints=_listed(complaints))
    _tell(connection, f"recheck_{what}", changed, at)
    return Change(changed, what)


def _end(
    connection: Connection,
    running: Campaign,
    list_date: date,
    settings: RecheckSettings,
    at: datetime,
) -> Change:
    reason = settings.reason_withdrawn
    _set(connection, running.campaign_no, status=ENDED, ended_on=list_date, reason=reason)
    _tell(connection, "recheck_ended", running, at, reason=reason)
    return Change(running, ENDED)


def _set(connection: Connection, campaign_no: str, **values: Any) -> None:
    statement = update(CampaignRow).where(CampaignRow.campaign_no == campaign_no)
    connection.execute(statement.values(values))


def _tell(
    connection: Connection, kind: str, campaign: Campaign, at: datetime, **more: object
) -> None:
    detail: dict[str, object] = {
        "campaign": campaign.campaign_no,
        "subject_kind": campaign.subject.kind,
        "subject_no": campaign.subject.number,
        "complaints": sorted(campaign.complaints),
        **more,
    }
    events.append(connection, None, kind, detail, at, ACTOR)


def _listed(complaints: frozenset[str]) -> str:
    return canonical.dumps(sorted(complaints))


def _campaign(row: Any) -> Campaign:
    return Campaign(
        row.campaign_no,
        Subject(row.subject_kind, row.subject_no),
        row.channel_code,
        row.opened_on,
        row.status,
        frozenset(json.loads(row.complaints)),
    )
