"""The registers that say who gets which list, as they were when the batch was pulled."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from authenticity.delivery.recipients import Channel, Registers, Team
from authenticity.lake.partitions import partition
from authenticity.privacy.keyring import Keyring


def read_registers(lake: Path, list_date: date, keyring: Keyring) -> Registers:
    """Channels, teams and agencies of the batch of a list date."""
    folder = partition.day_folder(lake, list_date)

    def rows(table: str, *columns: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = partition.read(
            folder, table, keyring, list(columns)
        ).to_pylist()
        return found

    channels = rows("channel", "channel_code", "channel_name", "back_office_email", "manager_email")
    teams = rows("team", "team_code", "team_name", "channel_code", "leader_name", "leader_email")
    agencies = rows("agency", "agency_code", "agency_name")
    return Registers(
        {row["channel_code"]: Channel(*row.values()) for row in channels},
        {row["team_code"]: Team(*row.values()) for row in teams},
        agencies={row["agency_code"]: row["agency_name"] for row in agencies},
    )


def latest(lake: Path, keyring: Keyring) -> Registers:
    """The registers of the last accepted batch; empty ones where no list was ever made."""
    dates = partition.sealed_dates(lake)
    return read_registers(lake, max(dates), keyring) if dates else Registers({}, {})
