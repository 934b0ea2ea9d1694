"""What is to be done now: the state of the day's list, and each channel's work.

The status page has it as of its making. The Data Docs keep it in a file beside their counts, so
that their index has it, too, whoever draws the index.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from authenticity import config, files

FILE = "now.json"


@dataclass(frozen=True)
class ChannelNow:
    """A channel's list of the day, and its cases: all unfinished ones, and those that press."""

    name: str
    file_name: str
    list_state: str
    unfinished: int
    due_today: int
    overdue: int
    conflicts: int


@dataclass(frozen=True)
class DayNow:
    """The day as of `asked_at`. `released_at`: when its lists were out; `is_late`: after its day.

    Times are local and as people read them. `list_state` of a channel is one of `LIST_STATES`.
    """

    asked_at: str
    list_date: str
    not_released: str | None
    released_at: str | None
    is_late: bool
    made: int
    sent: int
    with_list: int
    received: int
    failing: int
    channels: tuple[ChannelNow, ...]


LIST_STATES = {
    "none": "无清单",
    "received": "已签收",
    "sent": "已发出，未签收",
    "made": "已制作，未发出",
    "planned": "未制作",
}


def write(site: Path, now: DayNow) -> None:
    """Keeps it, replacing what was known."""
    files.put_changed(site / FILE, json.dumps(asdict(now), ensure_ascii=False, indent=1).encode())


def read(site: Path) -> DayNow | None:
    """What the site was told last; None before the first run has ended."""
    path = site / FILE
    return config.load(path, DayNow) if path.exists() else None
