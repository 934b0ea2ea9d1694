"""One policy of the lake: its latest version, with what belongs to it, decrypted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from authenticity.lake.partitions import partition, table_files
from authenticity.privacy.keyring import Keyring


@dataclass(frozen=True)
class Version:
    """Where the latest version of a policy lies.

    `recorded_on` is the list date of its batch, or, for what has not changed since the first
    run (`in_stock`), the day before which it was keyed in.
    """

    policy_no: str
    folder: Path
    recorded_on: date
    in_stock: bool

    def read(self, table: str, keyring: Keyring) -> pa.Table:
        """The policy's rows of a table of the partition, personal columns decrypted."""
        wanted = [("policy_no", "=", self.policy_no)]
        found = table_files.read(self.folder, table, wanted=wanted, keyring=keyring)
        return pa.table({}) if found is None else found


def latest(lake: Path, policy_no: str, until: date = date.max) -> Version | None:
    """The latest version among the accepted batches up to a day, and the stock; None: unknown.

    One that was keyed in goes before one that a call or the clock brought: the latter is the same
    once more, and no row rule judged it. Needs no key: policy numbers are readable.
    """
    brought = None
    for folder, recorded_on, in_stock in _newest_first(lake, until):
        causes = _causes(folder, policy_no)
        version = Version(policy_no, folder, recorded_on, in_stock)
        if None in causes:
            return version
        brought = brought or (version if causes else None)
    return brought


def latest_of_each(
    lake: Path, policies: Collection[str], until: date = date.max
) -> dict[str, Version]:
    """The latest version of each of many policies; one that the lake does not hold is left out."""
    found: dict[str, Version] = {}
    for folder, recorded_on, in_stock in _newest_first(lake, until):
        missing = sorted(set(policies) - found.keys())
        if not missing:
            break
        wanted = [("policy_no", "in", missing)]
        rows = table_files.read(folder, "policy", ["policy_no"], wanted)
        for policy_no in rows["policy_no"].to_pylist() if rows is not None else ():
            found[policy_no] = Version(policy_no, folder, recorded_on, in_stock)
    return found


def _causes(folder: Path, policy_no: str) -> list[str | None]:
    """What brought the policy into the batch, None for an entry; empty when it is not there."""
    wanted = [("policy_no", "=", policy_no)]
    for path in table_files.of(folder, "policy"):
        with table_files.explained(path):
            has_cause = "brought_by" in pq.read_schema(path).names
            columns = ["policy_no", "brought_by"] if has_cause else ["policy_no"]
            found = pq.read_table(path, columns=columns, filters=wanted)
        causes: list[str | None] = found[columns[-1]].to_pylist()
        return causes if has_cause else [None] * len(causes)
    return []


def _newest_first(lake: Path, until: date) -> Iterator[tuple[Path, date, bool]]:
    for list_date in reversed(partition.sealed_dates(lake)):
        if list_date <= until:
            yield partition.day_folder(lake, list_date), list_date, False
    for as_of in partition.stock_dates(lake)[:1]:  # what a later one adds, the days have
        yield partition.stock_folder(lake, as_of), as_of, True
