"""What the case store needs to know of the day's policies, read from the batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.cases.policy_facts import BatchFacts, PolicyFacts
from authenticity.lake.partitions import partition, policy_versions, table_files
from authenticity.privacy.keyring import Keyring

UNKNOWN = "UNKNOWN"
"""Stands for a code that the core system should have and has not: the line is delivered all
the same, into a folder of that name."""

_REQUIRED = ("product_code", "channel_code", "branch_code")
_NAMES = [field.name for field in fields(PolicyFacts) if field.name != "team_code"]


def read(lake: Path, list_date: date, keyring: Keyring) -> BatchFacts:
    """Facts of the live policies of the batch, which of them the duty covers, and who left.

    And whom a later sealed batch holds: when the list date is run again, that one has the say.
    """
    folder = partition.day_folder(lake, list_date)
    sellers = partition.read(folder, "salesperson", keyring, ["agent_code", "team_code"])
    teams = dict(zip(*(column.to_pylist() for column in sellers.columns), strict=True))
    columns = [*_NAMES, "is_live", "scope_reason"]
    policies = partition.read(folder, "policy", keyring, columns)
    live = policies.filter(policies["is_live"]).select(_NAMES)
    return BatchFacts(
        policies={row["policy_no"]: _facts(row, teams, list_date) for row in live.to_pylist()},
        in_scope=frozenset(_numbers(policies, pc.is_null(policies["scope_reason"]))),
        left=tuple(_numbers(policies, pc.invert(policies["is_live"]))),
        superseded=_of_later(lake, list_date, policies["policy_no"]),
    )


def _of_later(lake: Path, list_date: date, policy_nos: pa.ChunkedArray) -> frozenset[str]:
    """Which of these policies a later sealed batch holds."""
    found: set[str] = set()
    for day in partition.sealed_dates(lake):
        if day > list_date:
            held = table_files.read(partition.day_folder(lake, day), "policy", ["policy_no"])
            if held is not None:
                is_later = pc.is_in(policy_nos, held["policy_no"])
                found.update(policy_nos.filter(is_later).to_pylist())
    return frozenset(found)


def of_earlier(
    lake: Path, list_date: date, policy_nos: Iterable[str], keyring: Keyring
) -> dict[str, PolicyFacts]:
    """Facts of live policies that the batch may not hold, as their latest version up to it says.

    An unknown policy, and one that is no longer live, is left out.
    """
    folder = partition.day_folder(lake, list_date)
    sellers = partition.read(folder, "salesperson", keyring, ["agent_code", "team_code"])
    teams = dict(zip(*(column.to_pylist() for column in sellers.columns), strict=True))
    found = {}
    for policy_no in sorted(set(policy_nos)):
        version = policy_versions.latest(lake, policy_no, list_date)
        rows = version.read("policy", keyring).to_pylist() if version else []
        for row in rows:
            if row["is_live"]:
                known = {name: row[name] for name in _NAMES}
                found[policy_no] = _facts(known, teams, list_date)
    return found


def channels(lake: Path, list_date: date, keyring: Keyring) -> pd.Series:
    """Channel code of every policy of the batch, by policy number."""
    folder = partition.day_folder(lake, list_date)
    policies = partition.read(folder, "policy", keyring, ["policy_no", "channel_code"]).to_pandas()
    codes: pd.Series = policies.set_index("policy_no")["channel_code"]
    return codes.fillna(UNKNOWN)


def _numbers(policies: pa.Table, mask: pa.ChunkedArray) -> list[str]:
    numbers: list[str] = policies.filter(mask)["policy_no"].to_pylist()
    return numbers


def _facts(row: dict[str, Any], teams: dict[str, str | None], list_date: date) -> PolicyFacts:
    for name in _REQUIRED:
        row[name] = row[name] or UNKNOWN
    row["product_name"] = row["product_name"] or row["product_code"]
    row["entered_on"] = row["entered_on"] or list_date
    return PolicyFacts(team_code=teams.get(row["agent_code"]), **row)
