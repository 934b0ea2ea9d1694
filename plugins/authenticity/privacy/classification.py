"""The classification register: which fields are personal, of which class, under which key.

Source: confidentiality rules, three levels (basic identity, assets, accounts); data in
`include/classification.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import pydantic

from authenticity import config
from authenticity.errors import ConfigurationError
from authenticity.settings import INCLUDE

_Class = Literal["business", "identity", "assets", "accounts"]


@dataclass(frozen=True)
class _Entry:
    level: Literal["C1", "C2"]
    klass: Annotated[_Class, pydantic.Field(alias="class")]


@dataclass(frozen=True)
class Field:
    """One field of the contract: its level and its class."""

    table: str
    column: str
    level: str
    klass: str


@dataclass(frozen=True)
class Classification:
    """The whole register."""

    fields: dict[tuple[str, str], Field]

    def encrypted(self, table: str) -> dict[str, list[str]]:
        """Columns of `table` to encrypt, by the name of the master key (the class).

        Raises `ConfigurationError` for a table that the register does not know: what nobody
        has classified is not written.
        """
        if not any(field.table == table for field in self.fields.values()):
            raise ConfigurationError(
                f"the table {table} has no levels; add it to include/classification.yaml"
            )
        by_key: dict[str, list[str]] = {}
        for field in self.fields.values():
            if field.table == table and field.level == "C2":
                by_key.setdefault(field.klass, []).append(field.column)
        return by_key

    def codes(self, table: str) -> frozenset[str]:
        """Columns of `table` that hold codes of the business, no words of a customer."""
        return frozenset(
            field.column
            for field in self.fields.values()
            if field.table == table and field.level == "C1" and field.klass == "business"
        )

    def require(self, table: str, columns: list[str]) -> None:
        """Raise `ConfigurationError` naming the first column that nobody has classified."""
        for column in columns:
            if (table, column) not in self.fields:
                raise ConfigurationError(
                    f"{table}.{column} has no level; add it to include/classification.yaml"
                )


@cache
def load(path: Path = INCLUDE / "classification.yaml") -> Classification:
    """Read the register; a wrong level or class is a `ConfigurationError`."""
    tables = config.load(path, dict[str, dict[str, _Entry]])
    fields = {
        (table, column): Field(table, column, entry.level, entry.klass)
        for table, columns in tables.items()
        for column, entry in columns.items()
    }
    return Classification(fields)
