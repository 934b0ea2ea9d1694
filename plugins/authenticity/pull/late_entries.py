"""Entries that came late: their time lies in a window that was pulled before they were there.

A load that ends after the pull (bancassurance, at night) leaves such entries, and no later window
holds them. So each pull looks back (docs/decisions/0011-late-entries.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pyarrow as pa

from authenticity.core_system.reading import Extraction
from authenticity.core_system.selection import Named, Window
from authenticity.lake.partitions import partition
from authenticity.pull import feed_limits, known_entries


def late_policies(source: Extraction, lake: Path, wanted: Window) -> list[Named]:
    """The policies of the days before the window that the lake does not know as they are now.

    Of one that was changed then, it does not know this change; of one that was keyed in then and
    has changed since, nothing at all: else it waits for the list of its last change. So does one
    whose change the last pull saw coming, for this window, and which has changed again before it.
    """
    stocks = partition.stock_dates(lake)
    if not stocks:
        return []
    since = wanted.start - timedelta(days=feed_limits.load().look_back_days)
    span = Window(since, wanted.start)
    changed = known_entries.unknown(
        lake, since, _entries(source, "updated_at", span, wanted, stocks[0])
    )
    entered = known_entries.unseen(
        lake, since, _entries(source, "entered_at", span, wanted, stocks[0])
    )
    again = source.changed_since(wanted)
    overtaken = known_entries.overtaken(lake, wanted.end, again)
    return Named.of(sorted({*changed, *entered, *overtaken}), "LATE")


def _entries(
    source: Extraction,
    by: Literal["entered_at", "updated_at"],
    span: Window,
    wanted: Window,
    stock: date,
) -> Iterator[pa.Table]:
    """What the core system holds of the span; of the time before the first stock, its kind."""
    if span.start < stock:
        early = Window(span.start, min(stock, span.end))
        yield from source.entry_times(by, early, wanted, live=True)
    if span.end > stock:
        since = Window(max(stock, span.start), span.end)
        yield from source.entry_times(by, since, wanted, live=False)
