"""One working day taken in: what was keyed in, came late, or is brought by a call or the clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from authenticity.core_system import contract, snapshot
from authenticity.core_system.conversion import Oddities
from authenticity.core_system.reading import Extraction
from authenticity.core_system.selection import Cause, Window
from authenticity.lake.partitions import partition
from authenticity.ledger.ledger_entries import SET_ASIDE, Entry
from authenticity.privacy import classification
from authenticity.privacy.keyring import Keyring
from authenticity.pull import calls_and_clock, late_entries, scope
from authenticity.pull.batch import NAMED_AS, Batch, Counts


@dataclass(frozen=True)
class Pulled:
    """What a pull took in, what the core system itself `counted`, and which cells were odd."""

    counts: Counts
    counted: int
    oddities: Oddities

    @property
    def ledger(self) -> list[Entry]:
        """Extracted = counted by the core system = in scope + out of scope + set aside."""
        counts, oddities = self.counts, self.oddities
        aside = counts.reasons[SET_ASIDE]
        out = {reason: counts.reasons[reason] for reason in scope.REASONS}
        return [
            Entry("policies_extracted", counts.policies, self.counted),
            Entry("policies_accounted_for", sum(counts.reasons.values()), counts.policies),
            *(Entry(name, counts.named[cause], None) for cause, name in NAMED_AS.items()),
            Entry("policies_in_scope", counts.reasons["in_scope"], None),
            *(Entry(f"out_of_scope.{reason}", n, None) for reason, n in sorted(out.items()) if n),
            *([Entry("policies_set_aside", aside, None)] if aside else []),
            Entry("parties_extracted", counts.parties, None),
            *(Entry(f"unreadable.{name}", n, None) for name, n in oddities.unreadable.items() if n),
            *(Entry(f"cut.{name}", n, None) for name, n in oddities.cut.items() if n),
            *(Entry(f"{SET_ASIDE}.{name}", n, None) for name, n in oddities.set_aside.items() if n),
        ]


def take_in(
    core_system: sa.Engine,
    lake: Path,
    keyring: Keyring,
    list_date: date,
    window: Window,
    awaited: Mapping[str, date] | None = None,
    anew: Mapping[Cause, Collection[str]] | None = None,
) -> Pulled:
    """Pull the batch of a list date into the lake; on the first run the stock before it, too.

    `awaited`: policies that wait for a new call, and since which list date. `anew`: policies that
    every rule judges although nobody keyed them in, by cause.
    Raises `FeedError` for a broken feed, `ConfigurationError` for a column without a level.
    """
    promised, levels = contract.load(), classification.load()
    for table in promised.tables.values():
        levels.require(table.name, list(table.kinds))
    in_scope = scope.load()
    with snapshot.connect(core_system) as connection:
        source = Extraction(connection, promised, in_scope.live_statuses, Oddities())
        source.check()
        batch = Batch(source, in_scope, keyring, lake)
        came_late = late_entries.late_policies(source, lake, window)
        brought = calls_and_clock.policies_brought(
            source, lake, window, came_late, awaited or {}, anew
        )
        named = [*came_late, *brought]
        if not partition.stock_dates(lake):
            batch.take_stock(window)
        counts = batch.take_day(list_date, window, named)
        counted = source.count(window) + sum(source.count(choice) for choice in named)
        return Pulled(counts, counted, source.oddities)
