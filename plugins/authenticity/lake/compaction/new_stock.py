"""Compaction: the stock and the sealed days up to a list date, put together into a new stock.

A list reads the stock by its index and every day since whole, so the days are put together with it
now and then. Days and first stock stay as they are: they are the evidence, a later stock only
answers sooner what they would answer too. What is current of them is copied (`current_rows`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from authenticity.errors import LakeError
from authenticity.lake.compaction import current_rows
from authenticity.lake.partitions import file_sums, index_upkeep, partition
from authenticity.lake.partitions.drafts import clear_drafts, remove
from authenticity.lake.partitions.timeline import Timeline
from authenticity.lake.partitions.writer import PartitionWriter
from authenticity.lake.views import day_views
from authenticity.lake.views.readable_columns import DELTA_TABLES
from authenticity.privacy.classification import Classification
from authenticity.privacy.keyring import Keyring

_CONTRACT_NAMES = {folder: table for table, folder in partition.LAKE_NAMES.items()}


@dataclass(frozen=True)
class Since:
    """What has gathered since the newest stock: sealed days, and rows in their tables."""

    list_dates: int
    rows: int


def since_stock(lake: Path) -> Since:
    """How much every list has to read besides the stock; asked of the manifests only."""
    stocks = partition.stock_dates(lake)
    days = [day for day in partition.sealed_dates(lake) if not stocks or day > stocks[-1]]
    manifests = [partition.manifest(partition.day_folder(lake, day)) or {} for day in days]
    tables = [_CONTRACT_NAMES.get(table, table) for table in DELTA_TABLES]
    rows = sum(held.get("rows", {}).get(table, 0) for held in manifests for table in tables)
    return Since(len(days), rows)


def compact(lake: Path, list_date: date, levels: Classification, keyring: Keyring) -> int:
    """Make the stock that holds the list date and all before it; returns its number of policies.

    The whole is put into place at the end, once it shows screening the same records as the stock
    and the days that it is made of. A stock that is there already is left alone. Raises `LakeError`
    for a list date without an accepted batch, or one that lies before the newest stock.
    """
    folder = partition.stock_folder(lake, list_date)
    if (ready := partition.manifest(folder)) is not None:
        return int(ready["policies"])
    _require_accepted(lake, list_date)
    held, sources = current_rows.recorded(lake, list_date)
    with PartitionWriter(folder, levels, keyring) as writer:
        policies = 0
        for table, kept in current_rows.rows_by_table(lake, held, sources):
            policies += current_rows.count(kept) if table == "policy" else 0
            for chunk in current_rows.in_row_groups(current_rows.read(table, kept, keyring)):
                writer.write(_CONTRACT_NAMES.get(table, table), chunk)
        made_of = [source.name for source in sources]
        manifest = {"policies": policies, "made_of": made_of}
        writer.commit(manifest, lambda draft: _require_same(lake, list_date, held, draft))
    return policies


def mend_indexes(lake: Path, keyring: Keyring) -> list[str]:
    """Make the index of each stock anew whose files, read whole, are damaged; what was wrong."""
    found: list[str] = []
    for as_of in partition.stock_dates(lake):
        folder = partition.stock_folder(lake, as_of)
        faults = file_sums.all_index_faults(folder)
        if faults:
            index_upkeep.make_anew(folder, keyring)
            found += faults
    return found


def retire(lake: Path, kept: int) -> list[date]:
    """Remove all stocks but the first and the newest `kept` made since; returns whose they were.

    Nothing is lost: a list date before those that stay is screened from the first and the days.
    """
    clear_drafts(partition.stock_folder(lake, date.min).parent)
    made = partition.stock_dates(lake)[1:]
    gone = made[: max(0, len(made) - kept)]
    for as_of in gone:
        remove(partition.stock_folder(lake, as_of))
    return gone


def _require_accepted(lake: Path, list_date: date) -> None:
    if not partition.is_sealed(lake, list_date):
        raise LakeError(
            f"there is no accepted batch of {list_date} in {lake}; "
            "make that list first, or compact up to a list date that is made"
        )
    newest = partition.stock_dates(lake)[-1:]
    if newest and list_date < newest[0]:
        raise LakeError(
            f"the stock of {newest[0]} holds {list_date} already; compact up to a later list date"
        )


def _require_same(lake: Path, list_date: date, held: Timeline, draft: Path) -> None:
    """Raise `LakeError` unless the draft shows the next day's screening what `held` shows it."""
    packed = replace(held, stock=draft, days=held.days[-1:])
    before, after = (_shown(lake, list_date, part) for part in (held, packed))
    differing = [name for name in before if before[name] != after[name]]
    if differing:
        raise LakeError(
            f"the stock compacted up to {list_date} would show another {', '.join(differing)} than "
            "the stock and the days that it is made of; it was not put into place, report it"
        )


def _shown(lake: Path, list_date: date, part: Timeline) -> Mapping[str, tuple[int, int]]:
    """By view, how many rows it has and the sum of their hashes: equal rows, whatever the order."""
    empty = day_views.in_process(lake, current_rows.MEMORY)
    with closing(day_views.connect_to(part, list_date + timedelta(days=1), empty)) as connection:
        query = "SELECT COUNT(*), SUM(HASH(shown)) FROM {} AS shown"
        return {
            name: connection.execute(query.format(name)).fetchall()[0] for name in day_views.SHOWN
        }
