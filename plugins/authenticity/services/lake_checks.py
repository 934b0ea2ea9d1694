"""Whether the lake is as the product left it: its manifests and files, and no list date lost.

Each day the manifests are looked at, which is soon done; the files are compared when they are read
(`lake.partitions.file_sums`), and all of them by `make audit`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, select

from authenticity.dag_names import DAILY_SCREENING
from authenticity.errors import LakeError
from authenticity.lake.partitions import file_sums, manifests, partition
from authenticity.ledger import runs
from authenticity.privacy.keyring import Keyring
from authenticity.store.tables import EventRow

ACCEPTED = "store_accepted"
_STOCK = "stock"


def require_ours(
    connection: Connection, lake: Path, keyring: Keyring, warn: Callable[[str], None]
) -> None:
    """Raises `LakeError` where a manifest is changed or gone, or the batch of a list is lost.

    What an earlier version wrote without sums is only named.
    """
    found = [*_of_manifests(lake, keyring, warn), *lost(connection, lake)]
    if found:
        more = f" ({len(found) - 1} more faults)" if len(found) > 1 else ""
        raise LakeError(f"the lake is not as it was left: {found[0]}{more}")


def faults(connection: Connection, lake: Path, keyring: Keyring) -> Iterator[str]:
    """Whatever is wrong with the lake, every file read, one line a fault."""
    for folder in partition.folders(lake):
        why_not = manifests.why_not_ours(folder, keyring)
        if why_not:
            yield why_not
        if not why_not or manifests.is_readable(folder):
            yield from file_sums.all_faults(folder)
    yield from lost(connection, lake)


def lost(connection: Connection, lake: Path) -> list[str]:
    """List dates that the store or the lake does not know of the other, and a stock that is gone.

    What was taken as it stands is not named again.
    """
    sealed = set(partition.sealed_dates(lake))
    known_lost = _accepted(connection)
    missing, unknown = _apart(connection, sealed)
    found = [
        f"the batch of {day} is not in {lake}, and its list was made; restore it from the backup "
        "of the home, or take the lake as it stands with: make accept REASON=…"
        for day in missing
        if str(day) not in known_lost
    ]
    found += [
        f"{lake} has the batch of {day}, and the case store knows no run of that list date: it is "
        "an older copy; restore the newest, or take it as it stands with: make accept REASON=…"
        for day in unknown
        if str(day) not in known_lost
    ]
    if sealed and not partition.stock_dates(lake) and _STOCK not in known_lost:
        found.append(f"there is no stock in {lake}; restore it from the backup of the home")
    return found


def accept(connection: Connection, lake: Path, keyring: Keyring) -> tuple[list[str], list[str]]:
    """Takes the lake as it stands: faults, and what is lost. A damaged index stays damaged."""
    found = list(faults(connection, lake, keyring))
    for folder in partition.folders(lake):
        if manifests.why_not_ours(folder, keyring) or file_sums.all_faults(folder):
            manifests.take_over(folder, file_sums.of_tables(folder), keyring)
    missing, unknown = _apart(connection, set(partition.sealed_dates(lake)))
    stock = [] if partition.stock_dates(lake) else [_STOCK]
    return found, [*map(str, [*missing, *unknown]), *stock]


def _apart(connection: Connection, sealed: set[date]) -> tuple[list[date], list[date]]:
    """List dates that were released without a batch, and batches of which the store has no run.

    A run is on record before its batch is pulled.
    """
    missing = runs.released_dates(connection, DAILY_SCREENING) - sealed
    return sorted(missing), sorted(sealed - runs.begun_dates(connection, DAILY_SCREENING))


def _of_manifests(lake: Path, keyring: Keyring, warn: Callable[[str], None]) -> Iterator[str]:
    for folder in partition.folders(lake):
        why_not = manifests.why_not_ours(folder, keyring)
        if why_not and manifests.is_of_earlier_version(folder):
            warn(why_not)
        elif why_not:
            yield why_not


def _accepted(connection: Connection) -> set[str]:
    details = connection.scalars(select(EventRow.detail).where(EventRow.kind == ACCEPTED))
    return {day for text in details for day in json.loads(text).get("lost", ())}


def look_again(lake: Path, since: date) -> list[str]:
    """What is wrong with files that were last read before a day; they are read now."""
    return [
        each for folder in partition.folders(lake) for each in file_sums.look_again(folder, since)
    ]
