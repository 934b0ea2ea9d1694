"""Findings that join a case that is not finished: an event on it, and its clock read anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from authenticity.audit import events
from authenticity.cases import clocks, opening


def write_events(
    connection: Connection,
    joined: Mapping[str, opening.Bundle],
    before: Mapping[str, Row[Any]],
    at: datetime,
    actor: str,
) -> None:
    """Each joined case says which findings it got."""
    new = [
        events.NewEvent(before[key].case_no, "findings_attached", each.detail)
        for key, each in joined.items()
    ]
    events.append_all(connection, new, at, actor)


def reread_clocks(
    connection: Connection,
    list_date: date,
    joined: Mapping[str, opening.Bundle],
    before: Mapping[str, Row[Any]],
    reader: clocks.Reader,
    at: datetime,
    actor: str,
) -> None:
    """What the joining findings' list date says of the policy reaches the clock of its case."""
    judged = opening.facts(connection, list_date)
    changed = [
        (row, clocks.facts_of(judged[row.policy_no]), clocks.dispatch_day(row), list_date)
        for key, row in before.items()
        if key in joined and row.policy_no in judged and row.facts_on <= list_date
    ]
    clocks.reread(connection, changed, reader, at, actor)
