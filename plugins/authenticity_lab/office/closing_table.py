"""What became of each case of the demo, by what its clerk did and by channel."""

from __future__ import annotations

from collections import Counter

import pandas as pd
from rich.table import Table

from authenticity_lab.office import behaviour

_STANDING = {
    "verified": ("VERIFIED", "REOPENED"),
    "answered": ("RESOLVED",),
    "with clerk": ("DISPATCHED", "RETURNED"),
    "left": ("WITHDRAWN",),
}
_SILENT, _GROUP = "silent channel", "group case"


def by_story(cases: pd.DataFrame) -> Table:
    """Rows: the clerk's story; columns: how the cases stand at the end."""
    shown = Table(title="What became of the cases, by what the clerk did first")
    shown.add_column("story", no_wrap=True)
    for heading in ("cases", *_STANDING, "escalated"):
        shown.add_column(heading, justify="right")
    silent = cases["channel_code"].isin(behaviour.SILENT_CHANNELS)
    names = cases["case_no"].map(lambda no: behaviour.of_case(no).name)
    names = names.mask(silent, _SILENT).mask(cases["is_group"] == 1, _GROUP)
    for name in (*(story.name for story in behaviour.STORIES), _SILENT, _GROUP):
        _add(shown, name, cases[names == name])
    shown.add_section()
    _add(shown, "all", cases)
    return shown


def by_channel(cases: pd.DataFrame) -> Table:
    """Rows: channels; who was on time, and how the cases ended."""
    shown = Table(title="By channel")
    shown.add_column("channel")
    for heading in ("cases", "on time", "verified", "open", "outcomes"):
        shown.add_column(heading, justify="right")
    for code, those in cases.groupby("channel_code"):
        known = those.dropna(subset=["resolved_at"])
        on_time = (known["resolved_at"].astype(str) <= known["due_at"].astype(str)).sum()
        open_ = those[those["status"].isin(["DISPATCHED", "RETURNED", "RESOLVED"])]
        outcomes = Counter(those["outcome"].dropna())
        shown.add_row(
            str(code),
            f"{len(those):,}",
            f"{on_time:,}",
            f"{(those['status'] == 'VERIFIED').sum():,}",
            f"{len(open_):,}",
            ", ".join(f"{count} {name.lower()}" for name, count in outcomes.most_common(3)),
        )
    return shown


def _add(shown: Table, name: str, those: pd.DataFrame) -> None:
    counts = Counter(those["status"])
    escalated = (those["escalation_level"] >= 2).sum()
    standing = (f"{sum(counts[state] for state in states):,}" for states in _STANDING.values())
    shown.add_row(name, f"{len(those):,}", *standing, f"{escalated:,}")
