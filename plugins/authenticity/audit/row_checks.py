"""Whether every row of the case store is as the product wrote it: one pass (`store.row_seals`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from authenticity.store import row_seals

_SHOWN = 3
"""Rows that a line names; who needs all of them asks the tables."""


@dataclass(frozen=True)
class RowReport:
    """What is wrong with rows, by table, with the keys.

    `changed`: another content than was written. `added`: written by somebody else. `gone`: taken
    out. `swapped`: tables whose totals do not hold though each row has its seal: rows were taken
    out, or put back as they once were, together with their seals. `has_totals`: the totals are
    there and genuine.
    """

    rows: int
    changed: Mapping[str, tuple[str, ...]]
    added: Mapping[str, tuple[str, ...]]
    gone: Mapping[str, tuple[str, ...]]
    swapped: tuple[str, ...]
    has_totals: bool

    @property
    def integrity(self) -> list[str]:
        """What was changed or added, one line a table."""
        lines = [] if self.has_totals else ["the totals of all rows are gone or forged"]
        lines += _lines(self.changed, "not as written")
        lines += _lines(self.added, "written by somebody else")
        return lines

    @property
    def completeness(self) -> list[str]:
        """What is missing, one line a table."""
        swapped = [
            f"{table}: rows were taken out, or put back as they once were, with their seals"
            for table in self.swapped
        ]
        return [*_lines(self.gone, "gone"), *swapped]


def check(connection: Connection) -> RowReport:
    """Compares each row with its seal, and the sums with the totals."""
    faults: dict[str, defaultdict[str, list[str]]] = {
        name: defaultdict(list) for name in ("changed", "added", "gone")
    }
    counted, rows = row_seals.Totals(), 0
    for each in row_seals.judge(connection):
        rows += each.is_there
        if each.is_right:
            counted.add(each.table, each.weight)
            continue
        kind = "gone" if not each.is_there else "changed" if each.is_sealed else "added"
        faults[kind][each.table].append(_shown(each.row_key))
    state = row_seals.state(connection)
    has_totals = state is not None and state.is_genuine(row_seals.store_key(connection))
    known = row_seals.Totals.read(state.totals) if state and has_totals else counted
    named = {table for by_table in faults.values() for table in by_table}
    return RowReport(
        rows=rows,
        **{kind: {t: tuple(keys) for t, keys in found.items()} for kind, found in faults.items()},
        swapped=tuple(table for table in _differing(counted, known) if table not in named),
        has_totals=has_totals,
    )


def _differing(one: row_seals.Totals, other: row_seals.Totals) -> list[str]:
    tables = sorted(one.rows.keys() | other.rows.keys())
    return [
        table
        for table in tables
        if (one.rows[table], one.sums[table]) != (other.rows[table], other.sums[table])
    ]


def _shown(row_key: str) -> str:
    """A key without the database's quotes."""
    return " ".join(part.strip("'") for part in row_key.split(","))


def _lines(found: Mapping[str, tuple[str, ...]], what: str) -> Iterator[str]:
    for table, keys in sorted(found.items()):
        more = f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else ""
        yield f"{table}: {', '.join(keys[:_SHOWN])}{more} {what}"
