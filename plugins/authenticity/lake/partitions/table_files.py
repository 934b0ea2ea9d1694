"""The door to the tables of a partition: each file is what was written, or nobody reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from authenticity.errors import LakeError
from authenticity.lake.partitions import file_sums
from authenticity.privacy import parquet_encryption
from authenticity.privacy.keyring import Keyring

CURE = "restore it from the backup of the home; see docs/runbook.md, section A damaged lake"


def of(folder: Path, table: str) -> list[Path]:
    """The Parquet files of a table, which are as they were written; none where it has no such.

    Raises `LakeError` naming the first that is not.
    """
    faults = file_sums.data_faults(folder, table)
    if faults:
        more = f" ({len(faults) - 1} more files)" if len(faults) > 1 else ""
        raise LakeError(f"the file {faults[0]}{more}; {CURE}")
    return file_sums.files_of(folder, table)


def read(
    folder: Path,
    table: str,
    columns: Sequence[str] | None = None,
    wanted: Any = None,
    keyring: Keyring | None = None,
) -> pa.Table | None:
    """Rows of a table, those that pass the filter `wanted`; None where the partition has no such.

    Without a keyring personal columns cannot be named. Raises `LakeError` for a damaged file.
    """
    for path in of(folder, table):
        properties = parquet_encryption.reading(keyring) if keyring else None
        named = list(columns) if columns is not None else None
        with explained(path):
            if wanted is None:  # a file by itself is read in half the time of a data set of one
                return pq.ParquetFile(path, decryption_properties=properties).read(named)
            return pq.read_table(
                path, columns=named, filters=wanted, decryption_properties=properties
            )
    return None


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """A file that is cut or changed while it is read is one `LakeError`."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        if getattr(error, "errno", None) is not None:
            raise  # the disk or its rights, and no damage
        kind = type(error).__name__
        raise LakeError(f"the file {path} cannot be read ({kind}); {CURE}") from None
