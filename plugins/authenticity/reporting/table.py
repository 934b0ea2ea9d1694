"""Tables of a report, as all its files show them.

A value keeps its type; how it is written is decided where it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from authenticity.reporting import measures

Kind = Literal["text", "figure", "count", "share", "points", "yuan"]
Value = str | int | Fraction | None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and how the values below it are written; a `figure` is written already."""

    head: str
    kind: Kind = "count"


@dataclass(frozen=True)
class Table:
    """Rows of values under their columns; None is what nobody counted."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def heads(self) -> list[str]:
        return [column.head for column in self.columns]

    def shown(self) -> list[list[str]]:
        """The rows as text."""
        return [
            [show(value, column.kind) for value, column in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]

    def as_texts(self) -> dict[str, list[str] | list[list[str]]]:
        """Heads and rows, as a template takes them."""
        return {"heads": self.heads, "rows": self.shown()}


def show(value: Value, kind: Kind) -> str:
    """A value as a reader sees it."""
    if value is None:
        return measures.ABSENT
    if isinstance(value, Fraction):
        return measures.percent(value) if kind == "share" else measures.points(value)
    if kind == "yuan" and isinstance(value, int):
        return f"{value // 100:,}.{value % 100:02}" if value else measures.ABSENT
    return measures.number(value) if isinstance(value, int) else value


def named(names: Mapping[str, str], kind: str, code: str) -> str:
    """The name of a code, or the code."""
    return names.get(f"{kind}:{code}", code)
