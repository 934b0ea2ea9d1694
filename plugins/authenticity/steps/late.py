"""Entries that came late: their time lies in a window that was pulled before they were there.

A load that ends after the pull (bancassurance, at night) leaves such entries, and no later window
holds them. So each pull looks back (docs/decisions/0011-late-entries.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from authenticity.intake import feed
from authenticity.intake.extraction import Extraction, Named, Window
from authenticity.lake import known, partitions


def before(source: Extraction, lake: Path, wanted: Window) -> list[Named]:
    """The policies of the days before the window that the lake does not know as they are now."""
    stocks = partitions.stock_dates(lake)
    if not stocks or wanted.start is None:
        return []
    since = wanted.start - timedelta(days=feed.load().look_back_days)
    entries = _entries(source, Window(since, wanted.start), stocks[0])
    return Named.of(known.unknown(lake, since, entries), "LATE")


def _entries(source: Extraction, span: Window, stock: date) -> Iterator[pa.Table]:
    """What the core system holds of the span; of the time before the first stock, its kind."""
    assert span.start is not None  # noqa: S101 - the span is bounded
    if span.start < stock:
        yield from source.entry_times(Window(span.start, min(stock, span.end)), of_live=True)
    if span.end > stock:
        yield from source.entry_times(Window(max(stock, span.start), span.end), of_live=False)
