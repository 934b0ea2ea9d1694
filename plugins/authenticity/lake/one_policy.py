"""One policy of the lake: its latest version, with what belongs to it, decrypted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from authenticity.lake import encryption, partitions
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
        return pq.read_table(
            _file(self.folder, table),
            filters=[("policy_no", "=", self.policy_no)],
            decryption_properties=encryption.reading(keyring),
        )


def latest(lake: Path, policy_no: str) -> Version | None:
    """The latest version among the accepted batches and the stock; None for an unknown policy.

    Needs no key: policy numbers are readable.
    """
    for folder, recorded_on, in_stock in _newest_first(lake):
        file = _file(folder, "policy")
        found = pq.read_table(file, columns=["policy_no"], filters=[("policy_no", "=", policy_no)])
        if found.num_rows:
            return Version(policy_no, folder, recorded_on, in_stock)
    return None


def _newest_first(lake: Path) -> Iterator[tuple[Path, date, bool]]:
    for list_date in reversed(partitions.sealed_dates(lake)):
        yield partitions.day_folder(lake, list_date), list_date, False
    as_of = partitions.stock_date(lake)
    if as_of is not None:
        yield partitions.stock_folder(lake, as_of), as_of, True


def _file(folder: Path, table: str) -> Path:
    return folder / table / "part-00000.parquet"
