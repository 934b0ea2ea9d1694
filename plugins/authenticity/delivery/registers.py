"""The registers that say who gets which list, as they were when the batch was pulled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from authenticity.access.people_file import Places
from authenticity.delivery.recipients import Channel, Registers, Team
from authenticity.lake.partitions import partition
from authenticity.privacy import masking
from authenticity.privacy.keyring import Keyring


def read_registers(
    lake: Path, list_date: date, keyring: Keyring, policies: Collection[str] = ()
) -> Registers:
    """Channels, teams and agencies of the batch of a list date.

    Where lists are made, for `policies`: also the salespeople, and the parties of these policies.
    Names of people come masked: a list is C1.
    """
    folder = partition.day_folder(lake, list_date)

    def rows(table: str, *columns: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = partition.read(
            folder, table, keyring, list(columns)
        ).to_pylist()
        return found

    channels = rows("channel", "channel_code", "channel_name", "back_office_email", "manager_email")
    teams = rows("team", "team_code", "team_name", "channel_code", "leader_name", "leader_email")
    agencies = rows("agency", "agency_code", "agency_name")
    salespeople = rows("salesperson", "agent_code", "name") if policies else []
    return Registers(
        {row["channel_code"]: Channel(*row.values()) for row in channels},
        {row["team_code"]: Team(*row.values()) for row in teams},
        {row["agent_code"]: masking.name(row["name"]) for row in salespeople},
        {row["agency_code"]: row["agency_name"] for row in agencies},
        *(_parties(folder, keyring, policies) if policies else ({}, {})),
    )


def latest(lake: Path, keyring: Keyring) -> Registers:
    """The registers of the last accepted batch; empty ones where no list was ever made."""
    dates = partition.sealed_dates(lake)
    return read_registers(lake, max(dates), keyring) if dates else Registers({}, {})


def places(lake: Path, keyring: Keyring, on: date) -> Places | None:
    """Where people may work, by the last accepted batch; None where no list was ever made."""
    dates = partition.sealed_dates(lake)
    if not dates:
        return None
    folder = partition.day_folder(lake, max(dates))
    known = read_registers(lake, max(dates), keyring)
    branches = {
        code
        for table in ("team", "salesperson")
        for code in partition.read(folder, table, keyring, ["branch_code"])[
            "branch_code"
        ].to_pylist()
    }
    teams = {code: team.channel_code for code, team in known.teams.items()}
    return Places(on, known.channels.keys(), teams, branches)


def seller_names(lake: Path, keyring: Keyring) -> dict[tuple[str, str], str]:
    """Masked names of salespeople, and names of agencies, of the last accepted batch.

    By kind (`salesperson`, `agency`) and code.
    """
    dates = partition.sealed_dates(lake)
    if not dates:
        return {}
    folder = partition.day_folder(lake, max(dates))
    people = partition.read(folder, "salesperson", keyring, ["agent_code", "name"]).to_pylist()
    agencies = partition.read(folder, "agency", keyring, ["agency_code", "agency_name"])
    return {
        **{("salesperson", row["agent_code"]): masking.name(row["name"]) for row in people},
        **{("agency", row["agency_code"]): row["agency_name"] for row in agencies.to_pylist()},
    }


def _parties(
    folder: Path, keyring: Keyring, policies: Collection[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Masked names, and customer numbers, by policy, role and number of the party."""
    columns = ["policy_no", "role", "seq", "name", "customer_no"]
    table = partition.read(folder, "party", keyring, columns)
    listed = pc.is_in(table["policy_no"], pa.array(sorted(policies), table["policy_no"].type))
    rows = {
        f"{row['policy_no']}:{row['role']}:{row['seq']}": row
        for row in table.filter(listed).to_pylist()
    }
    names = {key: masking.name(row["name"]) for key, row in rows.items()}
    return names, {key: row["customer_no"] or "" for key, row in rows.items()}
