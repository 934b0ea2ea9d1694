"""What a check has found so far: one file a portion and one a screening rule, whole or not there.

They lie beside the partitions, so that a check that was killed goes on with what is missing. They
hold numbers of policies, codes and dates, and no personal value.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from authenticity import files

Turn = Callable[[], AbstractContextManager[None]]
"""Frames the making of one part: others may work in the home between two of them."""

POLICY = pa.schema(
    [("policy_no", pa.string()), ("channel_code", pa.string()), ("issued_on", pa.date32())]
)
FINDING = pa.schema(
    [(name, pa.string()) for name in ("policy_no", "rule_code", "level", "confidence")]
)


@dataclass(frozen=True)
class PartFiles:
    """The files of one check."""

    folder: Path

    @classmethod
    def of(cls, lake: Path, check_no: str) -> PartFiles:
        return cls(lake / "self_check" / check_no)

    @property
    def policies(self) -> str:
        return str(self.folder / "policy" / "*.parquet")

    @property
    def findings(self) -> str:
        return str(self.folder / "finding" / "*.parquet")

    def has(self, name: str) -> bool:
        """Whether that part is done: its findings are written last."""
        return self._finding(name).exists()

    def write(self, name: str, findings: pd.DataFrame, policies: pa.Table | None = None) -> None:
        """Puts a part into place. A part without findings has a file all the same."""
        if policies is not None:
            _put(self.folder / "policy" / f"{name}.parquet", policies.cast(POLICY))
        plain = findings[FINDING.names].astype(object)
        plain = plain.where(plain.notna(), None)
        columns = [pa.array(plain[field.name].tolist(), field.type) for field in FINDING]
        _put(self._finding(name), pa.Table.from_arrays(columns, schema=FINDING))

    def remove(self) -> None:
        """Nobody asks for the check any more."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _finding(self, name: str) -> Path:
        return self.folder / "finding" / f"{name}.parquet"


def _put(path: Path, table: pa.Table) -> None:
    with files.draft(path) as draft:
        pq.write_table(table, draft)
