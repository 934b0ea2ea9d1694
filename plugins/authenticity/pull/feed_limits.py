"""When a feed is taken for broken (docs/architecture.md); thresholds in `include/feed.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from authenticity import config
from authenticity.errors import FeedError
from authenticity.settings import INCLUDE


@dataclass(frozen=True)
class FeedLimits:
    """The thresholds."""

    largest_flagged_share: float
    share_needs_parties: int
    history_needs_policies: int
    look_back_days: int
    longest_window: int
    largest_set_aside_share: float
    share_needs_set_aside: int


@cache
def load(path: Path = INCLUDE / "feed.yaml") -> FeedLimits:
    """Read the thresholds; what is not exactly as expected is a `ConfigurationError`."""
    return config.load(path, FeedLimits)


def require_keys(name: str, set_aside: int, rows: int) -> None:
    """Raise `FeedError` when the view must be wrong, so many rows of it have no usable key.

    A few are set aside, and the others' list is made.
    """
    limits = load()
    if set_aside < limits.share_needs_set_aside:
        return
    if set_aside > rows * limits.largest_set_aside_share:
        raise FeedError(
            f"{set_aside} of {rows} rows of the core system's table {name} have no usable key, "
            f"more than the share of {limits.largest_set_aside_share:.0%} in include/feed.yaml; "
            "have the view mended, then run again"
        )


def require_plausible(parties: int, flagged: int, limits: FeedLimits | None = None) -> None:
    """Raise `FeedError` when so many parties are in error that the feed must be."""
    limits = limits or load()
    if parties < limits.share_needs_parties:
        return
    if flagged > parties * limits.largest_flagged_share:
        raise FeedError(
            f"{flagged} of {parties} parties are in error, more than the share of "
            f"{limits.largest_flagged_share:.0%} in include/feed.yaml; "
            "check the core system's columns in the Data Docs before running again"
        )
