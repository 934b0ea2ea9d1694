"""The nothing-lost ledger (docs/architecture.md): what went in must come out, every day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, exists, insert, select

from authenticity.dag_names import OPEN_CASES, PULL, SCREEN
from authenticity.store.tables import ReconciliationRow

SET_ASIDE = "set_aside"
"""Rows of the core system whose key cannot be used: counted by table, as parts of this whole."""

INDEX_DAMAGED = "stock_index.damaged_files"
"""A measure of the screening: it read the stock without them, and found the same."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure of a stage; `expected` is None when it only informs."""

    measure: str
    value: int
    expected: int | None = None

    @property
    def is_balanced(self) -> bool:
        return self.expected is None or self.value == self.expected


@dataclass(frozen=True, slots=True)
class Imbalance:
    """An identity that does not hold: the list of the day must not leave the house."""

    stage: str
    measure: str
    value: int
    expected: int

    def __str__(self) -> str:
        return f"{self.stage}/{self.measure}: {self.value}, expected {self.expected}"


def identity(whole: str, expected: int, parts: Mapping[str, int]) -> list[Entry]:
    """`whole` = the sum of its named parts: one entry a part, and the sum against `expected`.

    A part is written as `whole.part`, so that two identities of a stage never share a name.
    """
    entries = [Entry(f"{whole}.{part}", value) for part, value in parts.items()]
    return [*entries, Entry(whole, sum(parts.values()), expected)]


def write(connection: Connection, list_date: date, stage: str, entries: Sequence[Entry]) -> None:
    """Replaces what the ledger says of a stage of a list date."""
    connection.execute(
        delete(ReconciliationRow).where(
            ReconciliationRow.list_date == list_date, ReconciliationRow.stage == stage
        )
    )
    rows = [
        {
            "list_date": list_date,
            "stage": stage,
            "measure": entry.measure,
            "value": entry.value,
            "expected": entry.expected,
            "balanced": entry.is_balanced,
        }
        for entry in entries
    ]
    if rows:
        connection.execute(insert(ReconciliationRow), rows)


def of_list_date(connection: Connection, list_date: date) -> dict[tuple[str, str], Entry]:
    """Every figure of a list date, by stage and measure."""
    rows = between(connection, list_date, list_date)
    return {(stage, entry.measure): entry for _, stage, entry in rows}


def between(connection: Connection, first: date, last: date) -> list[tuple[date, str, Entry]]:
    """Every figure of the list dates in a span, both ends included, by date, stage and measure."""
    rows = connection.execute(
        select(
            ReconciliationRow.list_date,
            ReconciliationRow.stage,
            ReconciliationRow.measure,
            ReconciliationRow.value,
            ReconciliationRow.expected,
        )
        .where(ReconciliationRow.list_date.between(first, last))
        .order_by(ReconciliationRow.list_date, ReconciliationRow.stage, ReconciliationRow.measure)
    )
    return [
        (day, stage, Entry(measure, value, expected))
        for day, stage, measure, value, expected in rows
    ]


def is_overtaken(connection: Connection, list_date: date, stage: str) -> bool:
    """Whether a later list date has been through the stage already."""
    later = exists().where(
        ReconciliationRow.list_date > list_date, ReconciliationRow.stage == stage
    )
    return bool(connection.scalar(select(later)))


def recorded(connection: Connection, list_dates: Collection[date], stage: str) -> set[date]:
    """Those of the list dates that have been through the stage."""
    statement = select(ReconciliationRow.list_date).where(
        ReconciliationRow.list_date.in_(list_dates), ReconciliationRow.stage == stage
    )
    return set(connection.scalars(statement.distinct()))


def imbalances(connection: Connection, list_date: date) -> list[Imbalance]:
    """Every identity of a list date that does not hold, in a stable order."""
    rows = connection.execute(
        select(
            ReconciliationRow.stage,
            ReconciliationRow.measure,
            ReconciliationRow.value,
            ReconciliationRow.expected,
        )
        .where(ReconciliationRow.list_date == list_date, ~ReconciliationRow.balanced)
        .order_by(ReconciliationRow.stage, ReconciliationRow.measure)
    )
    return [
        Imbalance(stage, measure, value, expected or 0) for stage, measure, value, expected in rows
    ]


def rows_set_aside(connection: Connection, list_date: date) -> dict[str, int]:
    """Rows that the pull of a list date left out because of their key, by table."""
    whole = f"{SET_ASIDE}."
    rows = connection.execute(
        select(ReconciliationRow.measure, ReconciliationRow.value)
        .where(
            ReconciliationRow.list_date == list_date,
            ReconciliationRow.stage == PULL,
            ReconciliationRow.measure.startswith(whole, autoescape=True),
        )
        .order_by(ReconciliationRow.measure)
    )
    return {measure.removeprefix(whole): int(value) for measure, value in rows}


def damaged_index_files(connection: Connection, list_date: date) -> int:
    """Files of the stock's index that were damaged when a list date was screened without them."""
    found = select(ReconciliationRow.value).where(
        ReconciliationRow.list_date == list_date,
        ReconciliationRow.stage == SCREEN,
        ReconciliationRow.measure == INDEX_DAMAGED,
    )
    return int(connection.scalar(found) or 0)


def policies_in_scope(connection: Connection, list_dates: Collection[date]) -> dict[date, int]:
    """Policies in scope by list date, each of which all rules were asked about."""
    rows = connection.execute(
        select(ReconciliationRow.list_date, ReconciliationRow.value).where(
            ReconciliationRow.list_date.in_(list_dates),
            ReconciliationRow.stage == OPEN_CASES,
            ReconciliationRow.measure == "policies_in_scope",
        )
    )
    return {day: int(value) for day, value in rows}
