"""Policies in error handed to the next lists, as many a day as each channel can do (§5b).

As with re-checks the pull asks for them by number, so that the list judges today's records by all
rules, and opens cases with their clocks like any other. A policy that has an open case gets none:
it is passed over, and its turn comes once that is closed, if it still is in error.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, and_, func, insert, or_, select, update

from authenticity.audit import events
from authenticity.cases import states
from authenticity.cases.policy_facts import BatchFacts
from authenticity.self_check import checks, part_queries
from authenticity.self_check.check_settings import CheckSettings
from authenticity.self_check.checks import ACTOR, Check
from authenticity.self_check.part_files import PartFiles
from authenticity.store.chunks import chunks
from authenticity.store.self_check_tables import SelfCheckPolicyRow
from authenticity.store.tables import CaseRow, FindingRow

log = logging.getLogger("authenticity")

_POLICY = SelfCheckPolicyRow
_UNSETTLED = and_(_POLICY.checked_on.is_(None), _POLICY.left_on.is_(None))


def take(
    connection: Connection, lake: Path, list_date: date, settings: CheckSettings, at: datetime
) -> list[str]:
    """Gives the list its portion, in the caller's transaction; all that it has to judge for it.

    Also what an earlier list was given and did not come to. Taken again it is the same.
    """
    events.lock(connection)
    check = checks.ordered(connection)
    if check is not None:
        parts = PartFiles.of(lake, check.check_no)
        if parts.folder.is_dir():
            _hand_out(connection, check, parts, list_date, settings, at)
        else:
            log.warning("self-check %s: its files are gone; order a new one", check.check_no)
    due = select(_POLICY.policy_no).where(_UNSETTLED, _POLICY.portion_on <= list_date)
    return sorted(set(connection.scalars(due)))


def mark_asked(connection: Connection, list_date: date, policy_nos: Sequence[str]) -> None:
    """The pull of this list date has asked for them: its batch says what became of them."""
    for chunk in chunks(policy_nos):
        asked = (_POLICY.policy_no.in_(chunk), _UNSETTLED)
        connection.execute(update(_POLICY).where(*asked).values(asked_on=list_date))


def record(connection: Connection, list_date: date, facts: BatchFacts, at: datetime) -> int:
    """Which of them the list has judged, and which had left; run again it changes nothing."""
    asked = select(_POLICY.policy_no).where(_UNSETTLED, _POLICY.asked_on == list_date)
    found = sorted(set(connection.scalars(asked)))
    if not found:
        return 0
    events.lock(connection)
    judged = [number for number in found if number in facts.in_scope]
    left = [number for number in found if number not in facts.in_scope]
    for column, numbers in ((_POLICY.checked_on, judged), (_POLICY.left_on, left)):
        for chunk in chunks(numbers):
            mine = (_POLICY.policy_no.in_(chunk), _UNSETTLED, _POLICY.asked_on == list_date)
            connection.execute(update(_POLICY).where(*mine).values({column: list_date}))
    detail = {"list_date": list_date.isoformat(), "checked": len(judged), "left": len(left)}
    events.append(connection, None, "self_check_progress", detail, at, ACTOR)
    return len(judged)


def _hand_out(
    connection: Connection,
    check: Check,
    parts: PartFiles,
    list_date: date,
    settings: CheckSettings,
    at: datetime,
) -> None:
    given = _given(connection, list_date)
    passed_over = _passed_over(connection, check)
    with part_queries.opened(parts) as found:
        codes = found.execute("SELECT DISTINCT channel_code FROM policy").fetchall()
        free = {code: max(settings.capacity(code) - given[code], 0) for (code,) in codes}
        found.register("place", pa.table({"channel_code": list(free), "free": list(free.values())}))
        found.register("passed_over", pa.table({"policy_no": pa.array(passed_over, pa.string())}))
        chosen = found.execute(part_queries.statement("queue")).fetchall()
    if chosen:
        _keep(connection, check, list_date, chosen, at)


def _given(connection: Connection, list_date: date) -> Mapping[str, int]:
    """By channel, how many the list has been given before."""
    policies = func.count().label("policies")
    counted = select(_POLICY.channel_code, policies).where(_POLICY.portion_on == list_date)
    rows = connection.execute(counted.group_by(_POLICY.channel_code))
    return Counter({row.channel_code: row.policies for row in rows})


def _passed_over(connection: Connection, check: Check) -> list[str]:
    """What the check has handed out, and what has an open case, or waits for its list."""
    handed_out = select(_POLICY.policy_no).where(
        or_(_POLICY.check_no == check.check_no, _UNSETTLED)
    )
    open_cases = select(CaseRow.policy_no).where(CaseRow.status.in_(states.UNFINISHED))
    in_open_cases = (
        select(FindingRow.policy_no)
        .join(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(CaseRow.status.in_(states.UNFINISHED))
    )
    either = (handed_out, open_cases, in_open_cases)
    return sorted({number for numbers in either for number in connection.scalars(numbers)})


def _keep(
    connection: Connection, check: Check, list_date: date, chosen: Sequence[Any], at: datetime
) -> None:
    rows = [
        {
            "check_no": check.check_no,
            "policy_no": policy_no,
            "channel_code": channel_code,
            "portion_on": list_date,
        }
        for channel_code, policy_no in chosen
    ]
    connection.execute(insert(_POLICY), rows)
    counts = Counter(row["channel_code"] for row in rows)
    detail = {
        "check": check.check_no,
        "list_date": list_date.isoformat(),
        "channels": dict(sorted(counts.items())),
    }
    events.append(connection, None, "self_check_portion", detail, at, ACTOR)
