"""A month's figures once more: pandas over views and events, which shares nothing with the product.

Instants are text on SQLite and typed on PostgreSQL, so they are read as text first.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, text

Office = tuple[str, str]


def table(connection: Connection, name: str) -> pd.DataFrame:
    rows = connection.execute(text(f"SELECT * FROM {name}"))
    return pd.DataFrame(rows.fetchall(), columns=list(rows.keys()))


def local_days(instants: Iterable[Any]) -> pd.Series:
    """The day in Shanghai, eight hours ahead; NaT where nothing is."""
    at = pd.to_datetime(pd.Series(list(instants), dtype="str"), utc=True, errors="coerce")
    return (at + pd.Timedelta(hours=8)).dt.strftime("%Y-%m-%d")


def released(connection: Connection, month: str) -> dict[str, str]:
    """List dates of the month by the day on which they were first released."""
    runs = table(connection, "v_run")
    runs = runs[(runs.dag_id == "daily_screening") & (runs.status == "released")]
    runs = runs.assign(day=runs.list_date.astype("str"), ended=local_days(runs.ended_at).to_numpy())
    runs = runs[runs.day.str.startswith(month)]
    return dict(runs.groupby("day")["ended"].min())


def judged(connection: Connection, days: Iterable[str]) -> dict[Office, int]:
    ledger = table(connection, "v_reconciliation")
    of_days = ledger[ledger.list_date.astype("str").isin(list(days))]
    parts = of_days[of_days.measure.str.startswith("policies_by_office.")]
    found: Counter[Office] = Counter()
    for measure, value in zip(parts.measure, parts.value, strict=True):
        codes = measure.split(".", 1)[1].split("/")
        channel, branch = (code.replace("%2F", "/").replace("%25", "%") for code in codes)
        found[channel, branch] += int(value)
    return dict(found)


def findings(connection: Connection, days: Iterable[str]) -> pd.DataFrame:
    found = table(connection, "v_finding")
    found = found.assign(
        day=found.list_date.astype("str"), family=found.rule_code.str.split(".").str[0]
    )
    return found[found.day.isin(list(days)) & (found.status != "superseded")]


def failing(found: pd.DataFrame) -> dict[Office, int]:
    errors = found[(found.level == "E") & (found.rule_code != "manual.problem_item")]
    policies = errors.drop_duplicates(["day", "policy_no"])
    return counted(policies, ["channel_code", "branch_code"])


def by_family(found: pd.DataFrame) -> dict[tuple[str, ...], tuple[int, int, int]]:
    """Family, channel, branch: policies with an error, errors, warnings."""
    keys = ["family", "channel_code", "branch_code"]
    errors, warnings = found[found.level == "E"], found[found.level == "W"]
    policies = counted(errors.drop_duplicates(["day", "policy_no", "family"]), keys)
    numbers = counted(errors, keys), counted(warnings, keys)
    return {
        key: (policies.get(key, 0), *(each.get(key, 0) for each in numbers))
        for key in set(numbers[0]) | set(numbers[1])
    }


def counted(frame: pd.DataFrame, keys: list[str]) -> dict[Any, int]:
    return {key: int(number) for key, number in frame.groupby(keys).size().items()}


def due(connection: Connection, month: str, as_of: date) -> dict[Office, tuple[int, int, int, int]]:
    """Due, answered in time, answered, verified, as the audit chain tells it up to that day."""
    history: dict[str, list[tuple[str, str, Any]]] = {}
    events = table(connection, "v_case_event").sort_values("event_no")
    days = local_days(events["at"])
    for case_no, kind, at, day, detail in zip(
        events.case_no, events.kind, events["at"].astype("str"), days, events.detail, strict=True
    ):
        content = json.loads(detail) if isinstance(detail, str) else detail
        history.setdefault(case_no, []).append((kind, f"{at}|{day}", content))
    found: dict[Office, list[int]] = {}
    cases = table(connection, "v_case")
    for case in cases.itertuples():
        past = [each for each in history[case.case_no] if each[1].split("|")[1] <= str(as_of)]
        later = [each for each in history[case.case_no] if each not in past]
        moved = [each[2]["before"]["due_at"] for each in later if each[0] == "deadlines_changed"]
        due_at = str(moved[0]) if moved else str(case.due_at)
        due_day = local_days([due_at])[0]
        kinds = [each[0] for each in past]
        if not due_day.startswith(month) or due_day > str(as_of) or "withdrawn" in kinds:
            continue
        if str(case.opened_on) > str(as_of):
            continue
        answer = None
        for kind, at, _ in past:
            answer = at if kind == "resolved" else None if kind == "returned" else answer
        counts = found.setdefault((case.channel_code, case.branch_code), [0, 0, 0, 0])
        counts[0] += 1
        counts[1] += answer is not None and answer.split("|")[1] <= due_day
        counts[2] += answer is not None
        counts[3] += "verified" in kinds
    return {office: tuple(counts) for office, counts in found.items()}  # type: ignore[misc]


def lists(connection: Connection, month: str) -> dict[str, tuple[int, int, int, int]]:
    """Lists, made on their day, received by the month's end, received on the day of making."""
    frame = table(connection, "delivery")
    frame = frame.assign(day=frame.list_date.astype("str"))
    frame = frame[frame.day.str.startswith(month) & (frame.status != "superseded")]
    frame = frame.assign(sent=local_days(frame.sent_at).to_numpy(),
                         received=local_days(frame.received_at).to_numpy())  # fmt: skip
    found: dict[str, list[int]] = {}
    for (channel, day), rows in frame.groupby(["channel_code", "day"]):
        counts = found.setdefault(channel, [0, 0, 0, 0])
        sent, received = rows.sent.min(), rows.received.min()
        counts[0] += 1
        counts[1] += isinstance(sent, str) and sent <= day
        is_received = isinstance(received, str) and received[:7] <= month and isinstance(sent, str)
        counts[2] += is_received
        counts[3] += is_received and received <= sent
    return {channel: tuple(counts) for channel, counts in found.items()}  # type: ignore[misc]
