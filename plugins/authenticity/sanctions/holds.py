"""The commission hold list (缓发手续费): a list, not a payment (rulebook §5a, Art. 22).

A case that its channel has not answered by its due time puts the salesperson and the agency of its
policy on the list, and keeps them there until it is verified or withdrawn. An answer that waits for
its verifier puts nobody on: that is not the channel's to hasten. Group cases are compliance's.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from authenticity import canonical
from authenticity.audit import events
from authenticity.audit.events import NewEvent
from authenticity.cases import states
from authenticity.store.consequence_tables import HoldRow
from authenticity.store.tables import CaseRow
from authenticity.working_days.deadlines import local_day

UNANSWERED = (states.OPEN, *states.WITH_BACK_OFFICE)

_Subject = tuple[str, str]
"""Kind and code."""


@dataclass(frozen=True, slots=True)
class HoldChanges:
    """How many subjects came onto the list, and off it, and how many are on it."""

    on: int
    off: int
    held: int


@dataclass(frozen=True)
class _Spell:
    """A spell on the list that lasts."""

    hold_id: int
    subject: _Subject
    cases: frozenset[str]


def sweep(connection: Connection, at: datetime, actor: str = "system") -> HoldChanges:
    """Brings the list to what the cases say now, in the caller's transaction. Again: nothing."""
    events.lock(connection)
    spells = _lasting(connection)
    kept = {case_no for spell in spells for case_no in spell.cases}
    wanted, channels = _wanted(connection, at, kept, {s.subject: s.cases for s in spells})
    new: list[NewEvent] = []
    today = local_day(at)
    known = {spell.subject: spell for spell in spells}
    for subject, cases in sorted(wanted.items()):
        if subject not in known:
            values = {"subject_kind": subject[0], "subject_no": subject[1], "since": today}
            connection.execute(
                insert(HoldRow).values(
                    **values, channel_code=channels[subject], cases=_listed(cases)
                )
            )
            new.append(_event("hold_began", subject, cases))
        elif cases != known[subject].cases:
            _set(connection, known[subject], cases=_listed(cases))
            new.append(_event("hold_changed", subject, cases))
    ended = [spell for spell in spells if spell.subject not in wanted]
    for spell in ended:
        _set(connection, spell, until=today)
        new.append(_event("hold_ended", spell.subject, spell.cases))
    events.append_all(connection, new, at, actor)
    began = len(wanted.keys() - known.keys())
    return HoldChanges(on=began, off=len(ended), held=len(wanted))


def _lasting(connection: Connection) -> list[_Spell]:
    rows = connection.execute(select(HoldRow.__table__).where(HoldRow.until.is_(None)))
    return [
        _Spell(row.hold_id, (row.subject_kind, row.subject_no), frozenset(json.loads(row.cases)))
        for row in rows
    ]


def _wanted(
    connection: Connection,
    at: datetime,
    kept: Collection[str],
    held: Mapping[_Subject, frozenset[str]],
) -> tuple[dict[_Subject, frozenset[str]], dict[_Subject, str]]:
    """By subject its cases, and the channel of the first of them."""
    found: defaultdict[_Subject, set[str]] = defaultdict(set)
    channels: dict[_Subject, str] = {}
    for case in _past_due(connection, at):
        for subject in _subjects(case):
            is_new = case.status in UNANSWERED
            if is_new or (case.case_no in kept and case.case_no in held.get(subject, ())):
                found[subject].add(case.case_no)
                channels.setdefault(subject, case.channel_code)
    return {subject: frozenset(cases) for subject, cases in found.items()}, channels


def _past_due(connection: Connection, at: datetime) -> list[Any]:
    columns = (
        CaseRow.case_no,
        CaseRow.status,
        CaseRow.channel_code,
        CaseRow.agent_code,
        CaseRow.agency_code,
    )
    statement = select(*columns).where(
        CaseRow.status.in_(states.UNFINISHED), CaseRow.due_at < at, CaseRow.is_group.is_(False)
    )
    return list(connection.execute(statement.order_by(CaseRow.case_no)))


def _subjects(case: Any) -> list[_Subject]:
    both = (("salesperson", case.agent_code), ("agency", case.agency_code))
    return [(kind, code) for kind, code in both if code]


def _set(connection: Connection, spell: _Spell, **values: Any) -> None:
    connection.execute(update(HoldRow).where(HoldRow.hold_id == spell.hold_id).values(values))


def _event(kind: str, subject: _Subject, cases: Collection[str]) -> NewEvent:
    detail = {"subject_kind": subject[0], "subject_no": subject[1], "cases": sorted(cases)}
    return NewEvent(None, kind, detail)


def _listed(cases: Collection[str]) -> str:
    return canonical.dumps(sorted(cases))
