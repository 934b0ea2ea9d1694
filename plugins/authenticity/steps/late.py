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

from authenticity.intake import feed
from authenticity.intake.choices import Named, Window
from authenticity.intake.extraction import Extraction
from authenticity.lake import known, partitions


def before(source: Extraction, lake: Path, wanted: Window) -> list[Named]:
    """The policies of the days before the window that the lake does not know as they are now.

    Of one that was changed then, it does not know this change; of one that was keyed in then and
    has changed since, nothing at all: else it waits for the list of its last change. So does one
    whose change the last pull saw coming, for this window, and which has changed again before it.
    """
    stocks = partitions.stock_dates(lake)
    if not stocks or wanted.start is None:
        return []
    since = wanted.start - timedelta(days=feed.load().look_back_days)
    span = Window(since, wanted.start)
    changed = known.unknown(lake, since, _entries(source, "updated_at", span, wanted, stocks[0]))
    entered = known.unseen(lake, since, _entries(source, "entered_at", span, wanted, stocks[0]))
    again = source.changed_since(wanted)
    overtaken = known.overtaken(lake, wanted.end, again)
    return Named.of(sorted({*changed, *entered, *overtaken}), "LATE")


def _entries(
    source: Extraction,
    by: Literal["entered_at", "updated_at"],
    span: Window,
    wanted: Window,
    stock: date,
) -> Iterator[pa.Table]:
    """What the core system holds of the span; of the time before the first stock, its kind."""
    assert span.start is not None  # noqa: S101 - the span is bounded
    if span.start < stock:
        early = Window(span.start, min(stock, span.end))
        yield from source.entry_times(by, early, wanted, live=True)
    if span.end > stock:
        since = Window(max(stock, span.start), span.end)
        yield from source.entry_times(by, since, wanted, live=False)
