"""What was planted, in a table apart: the database itself holds no hint of it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

COLUMNS = (
    "policy_no",
    "party_role",
    "party_seq",
    "rule_code",
    "list_date",
    "level",
    "kind",
    "subject",
)

Kind = Literal["missing", "false", "warning", "explained"]


@dataclass(frozen=True)
class Mark:
    """One rule that one record makes true. `subject` names a column, never a value."""

    policy_no: str
    party_role: str | None
    party_seq: int | None
    rule_code: str
    list_date: str | None
    level: str
    kind: Kind
    subject: str

    @property
    def row(self) -> tuple[str | int | None, ...]:
        return tuple(getattr(self, column) for column in COLUMNS)


@dataclass
class TruthTable:
    """Collects the marks and writes them as CSV, in a stable order and each once."""

    marks: set[Mark] = field(default_factory=set)

    def add(self, marks: Iterable[Mark]) -> None:
        self.marks.update(marks)

    def counts(self) -> dict[str, int]:
        """Marks by rule code."""
        return dict(sorted(Counter(mark.rule_code for mark in self.marks).items()))

    def write(self, path: Path) -> None:
        """An empty field is null: a party for policy-level rules, a list date for the stock."""
        rows = [["" if value is None else str(value) for value in mark.row] for mark in self.marks]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(sorted(rows))
