"""An index beside the stock: which of its rows hold one of a million sought values, without a scan.

    stock/as_of=…/index/<table>/rows.bin       what screening compares, row by row (`records`)
    stock/as_of=…/index/<table>/<column>.bin   hashes of the column's values (`sorted_hashes`)
    stock/as_of=…/index/<table>/<column>.whose under which ID each of them stands, half a hash

The stock is written once and asked every day, so it is worth sorting once. An index only
preselects: whoever uses it compares the values themselves, and a scan of the Parquet files gives
the same rows more slowly. It holds tokens, codes and numbers; no personal column.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from authenticity.lake.index import records, sorted_hashes
from authenticity.lake.index.sorted_hashes import Halves, Hashes, Rows

FOLDER = "index"

INDEXED = {
    "party": (
        "mobile_token",
        "phone_token",
        "email_token",
        "address_token",
        "id_token",
        "customer_no",
        "policy_no",
    ),
    "account": ("account_token", "customer_no"),
    "policy": ("payer_account_token", "policy_no"),
}
"""What each table can be asked by."""

OWNED = {
    "party": ("mobile_token", "phone_token", "email_token", "address_token"),
    "account": ("account_token",),
    "policy": ("payer_account_token",),
}
"""What the rules compare people by: whose a value is, is known before its row is read."""

STORED = {
    "party": (
        *INDEXED["party"],
        "role",
        "seq",
        "name_token",
        "id_kind",
        "name_birth_sex_token",
        "mobile_kind",
        "phone_kind",
        "address_kind",
    ),
    "account": (*INDEXED["account"], "bank_account_token", "valid_from", "valid_to"),
    "policy": (
        *INDEXED["policy"],
        "payer_name_token",
        "is_paid_by_holder",
        "is_live",
        "is_individual",
        "channel_code",
        "entered_on",
        "scope_reason",
    ),
}
"""What each table can be asked for; every column costs the stock its bytes a second time."""

STAMP = "hashes.json"
_LAYOUT = 4
_STAMP_QUERY = f"SELECT {_LAYOUT}, HASH('authenticity'), HASH('authenticity'::BLOB)"
"""DuckDB may change its hash between versions, and we the files: another index is not used."""


def is_usable(partition: Path, connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the partition has an index whose hashes are those of this DuckDB."""
    path = partition / FOLDER / STAMP
    return path.exists() and json.loads(path.read_text()) == stamp_of(connection)


@dataclass(frozen=True)
class TableIndex:
    """The index of one table of a partition."""

    folder: Path

    @classmethod
    def of(cls, partition: Path, table: str) -> TableIndex | None:
        """None when the partition has no such table."""
        folder = partition / FOLDER / table
        return cls(folder) if folder.is_dir() else None

    @property
    def count(self) -> int:
        """How many rows the table has."""
        return records.count(self.folder)

    @property
    def row_mask(self) -> np.uint64:
        """The bits of an entry of `sorted_hashes` that hold the row."""
        return sorted_hashes.row_mask(self.count)

    def find(self, column: str, sought: Hashes) -> Rows:
        """Rows whose value has one of the sought hashes; in no order, and repeats do no harm."""
        return sorted_hashes.find(self.folder / column, sought, self.row_mask)

    def find_with_owners(self, column: str, sought: Hashes) -> tuple[Hashes, Halves]:
        """The sought hashes as they are kept, and beside each half a hash of whose it is."""
        return sorted_hashes.find_with_owners(self.folder / column, sought, self.row_mask)

    def read(self, rows: Rows, columns: Sequence[str]) -> pa.Table:
        """These columns of the rows, in order and each row once."""
        return records.read(self.folder, rows, columns)


def stamp_of(connection: duckdb.DuckDBPyConnection) -> list[Any]:
    """What an index must say of itself to be used with this DuckDB."""
    (row,) = connection.execute(_STAMP_QUERY).fetchall()
    return list(row)
