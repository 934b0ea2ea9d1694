"""What the case store needs to know of the day's policies, read from the batch."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from authenticity.cases.recording import PolicyFacts
from authenticity.lake.partitions import partition
from authenticity.privacy.keyring import Keyring

UNKNOWN = "UNKNOWN"
"""Stands for a code that the core system should have and has not: the line is delivered all
the same, into a folder of that name."""

_REQUIRED = ("product_code", "channel_code", "branch_code")
_NAMES = [field.name for field in fields(PolicyFacts) if field.name != "team_code"]


def of_policies(lake: Path, list_date: date, keyring: Keyring) -> dict[str, PolicyFacts]:
    """Facts of every live policy of the day's batch, by policy number; the team is the seller's."""
    folder = partition.day_folder(lake, list_date)
    sellers = partition.read(folder, "salesperson", keyring, ["agent_code", "team_code"])
    teams = dict(zip(*(column.to_pylist() for column in sellers.columns), strict=True))
    rows = _live(partition.read(folder, "policy", keyring, [*_NAMES, "is_live"]))
    return {row["policy_no"]: _facts(row, teams, list_date) for row in rows.to_pylist()}


def channels(lake: Path, list_date: date, keyring: Keyring) -> pd.Series:
    """Channel code of every policy of the batch, by policy number."""
    folder = partition.day_folder(lake, list_date)
    policies = partition.read(folder, "policy", keyring, ["policy_no", "channel_code"]).to_pandas()
    codes: pd.Series = policies.set_index("policy_no")["channel_code"]
    return codes.fillna(UNKNOWN)


def in_scope(lake: Path, list_date: date, keyring: Keyring) -> set[str]:
    """Policies of the batch that the duty covers."""
    folder = partition.day_folder(lake, list_date)
    policies = partition.read(folder, "policy", keyring, ["policy_no", "scope_reason"])
    judged = policies.filter(pa.compute.is_null(policies["scope_reason"]))
    return set(judged["policy_no"].to_pylist())


def left(lake: Path, list_date: date, keyring: Keyring) -> list[str]:
    """Policies of the batch that are no longer live: surrendered, lapsed, rejected, cancelled."""
    folder = partition.day_folder(lake, list_date)
    policies = partition.read(folder, "policy", keyring, ["policy_no", "is_live"])
    gone: list[str] = policies.filter(pa.compute.invert(policies["is_live"]))[
        "policy_no"
    ].to_pylist()
    return gone


def _live(policies: pa.Table) -> pa.Table:
    return policies.filter(policies["is_live"]).select(_NAMES)


def _facts(row: dict[str, Any], teams: dict[str, str | None], list_date: date) -> PolicyFacts:
    for name in _REQUIRED:
        row[name] = row[name] or UNKNOWN
    row["product_name"] = row["product_name"] or row["product_code"]
    row["entered_on"] = row["entered_on"] or list_date
    return PolicyFacts(team_code=teams.get(row["agent_code"]), **row)
