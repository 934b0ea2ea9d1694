"""Which rows of the lake a check judges, in portions of whole policies with all their parties.

Only which rows are current is asked of DuckDB; numbers of policies are readable, so no key is
needed. A portion is the same whenever it is asked for: partitions never change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from authenticity.errors import LakeError
from authenticity.lake.compaction import current_rows
from authenticity.lake.partitions import table_files
from authenticity.lake.partitions.timeline import Timeline
from authenticity.self_check.checks import Asked
from authenticity.values import no_date

Rows = NDArray[np.int32]
"""Places of rows in a file, in order."""

_DAY = "datetime64[D]"


@dataclass(frozen=True, eq=False)
class Portion:
    """Policies of one partition, and their parties, as places in its two files."""

    number: int
    source: Path
    policies: Rows
    parties: Rows

    @property
    def name(self) -> str:
        return f"rows-{self.number:05d}"


def sources(lake: Path, as_of: date) -> tuple[str, ...]:
    """The partitions that hold what the lake knew before a day, as a check keeps them."""
    held = Timeline.of(lake, as_of)
    found = [*([held.stock] if held.stock else []), *held.days[:-1]]
    return tuple(str(folder.relative_to(lake)) for folder in found)


def timeline(lake: Path, asked: Asked) -> Timeline:
    """The same partitions, whatever the lake has got since; raises `LakeError` when one is gone.

    The day itself is a place where nothing lies: nobody was keyed in on it.
    """
    folders = [lake / name for name in asked.sources]
    for folder in folders:
        if not folder.is_dir():
            raise LakeError(
                f"{folder.name}, which the self-check reads, is no longer in {lake}; run the "
                "self-check again: it begins anew"
            )
    nowhere = lake / "nowhere"
    stocks = [folder for folder in folders if folder.parent.name == "stock"]
    days = [folder for folder in folders if folder not in stocks]
    return Timeline(stocks[0] if stocks else None, (*days, nowhere), nowhere)


def portions(lake: Path, asked: Asked) -> Iterator[Portion]:
    """All portions of a check, in order."""
    held = timeline(lake, asked)
    folders = [lake / name for name in asked.sources]
    kept = dict(current_rows.rows_by_table(lake, held, folders, ("policy", "party")))
    number = 0
    for source in folders:
        if source not in kept["policy"]:
            continue
        rows, numbers = _policies(source, kept["policy"][source], asked)
        parties = _parties(source, kept["party"].get(source), numbers)
        for start in range(0, len(rows), asked.portion):
            end = start + asked.portion
            yield Portion(number, source, rows[start:end], parties.between(start, end))
            number += 1


def _policies(source: Path, is_kept: NDArray[np.bool_], asked: Asked) -> tuple[Rows, pa.Array]:
    """Those in scope that were issued in time; of an unknown day of issue nothing can be said."""
    columns = ["policy_no", "scope_reason", "issued_on"]
    table = _table(source, "policy", columns)
    wanted = is_kept & pc.is_null(table["scope_reason"]).to_numpy()
    if asked.from_day is not None:
        issued = issue_days(table["issued_on"], asked.as_of)
        wanted &= np.isnat(issued) | (issued >= np.datetime64(asked.from_day))
    rows = np.flatnonzero(wanted).astype(np.int32)
    return rows, table["policy_no"].take(pa.array(rows)).combine_chunks()


def issue_days(column: pa.ChunkedArray, as_of: date) -> NDArray[np.datetime64]:
    """Days of issue; NaT where there is none, or one that stands for none."""
    days = column.to_numpy().astype(_DAY)
    return no_date.known_days(days, np.datetime64(as_of))


@dataclass(frozen=True, eq=False)
class _Parties:
    """Rows of parties in the order of their policies, and which place each policy has."""

    rows: Rows
    policies: Rows

    def between(self, start: int, end: int) -> Rows:
        first, last = np.searchsorted(self.policies, [start, end])
        return np.sort(self.rows[first:last])


def _parties(source: Path, is_kept: NDArray[np.bool_] | None, numbers: pa.Array) -> _Parties:
    if is_kept is None:
        return _Parties(np.empty(0, np.int32), np.empty(0, np.int32))
    table = _table(source, "party", ["policy_no"])
    place = pc.index_in(table["policy_no"], value_set=numbers).fill_null(-1).to_numpy()
    rows = np.flatnonzero(is_kept & (place >= 0)).astype(np.int32)
    order = np.argsort(place[rows], kind="stable")
    return _Parties(rows[order], place[rows][order].astype(np.int32))


def _table(source: Path, table: str, columns: list[str]) -> pa.Table:
    found = table_files.read(source, table, columns)
    if found is None:
        raise LakeError(f"the partition {source} has no table {table}; {table_files.CURE}")
    return found
