"""The contract with the core system: which tables and columns it serves, and of what kind.

Read from `include/core_system.sql`, the file that an insurer gets; nothing is written twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import sqlalchemy as sa

from authenticity.core_system import served_columns
from authenticity.errors import FeedError
from authenticity.settings import INCLUDE

REGISTERS = (
    "channel",
    "team",
    "agency",
    "agency_staff",
    "salesperson",
    "salesperson_relative",
    "product",
    "customer_merge",
    "complaint",
)
"""Small tables that are taken whole each day."""


@dataclass(frozen=True)
class Table:
    """One table of the contract; `kinds` maps each column to text, date, instant or integer."""

    name: str
    kinds: dict[str, str]
    key: tuple[str, ...]
    lengths: dict[str, int] = field(default_factory=dict)
    """The most characters of each column of text."""

    def selectable(self) -> sa.TableClause:
        """The table as SQL sees it, without types: values come as the driver gives them."""
        return sa.table(self.name, *(sa.column(column) for column in self.kinds))


@dataclass(frozen=True)
class Contract:
    """All tables of the contract, by name."""

    tables: dict[str, Table]

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]


def statements() -> list[str]:
    """The DDL of the contract, one statement an entry, without comments."""
    text = (INCLUDE / "core_system.sql").read_text(encoding="utf-8")
    bare = "\n".join(line.partition("--")[0] for line in text.splitlines())
    return [statement.strip() for statement in bare.split(";") if statement.strip()]


@cache
def load() -> Contract:
    """Read the contract by letting SQLite read its DDL."""
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        for statement in statements():
            connection.exec_driver_sql(statement)
        inspector = sa.inspect(connection)
        tables = {
            name: Table(
                name,
                {column["name"]: _kind(column["type"]) for column in inspector.get_columns(name)},
                tuple(inspector.get_pk_constraint(name)["constrained_columns"]),
                {
                    column["name"]: column["type"].length
                    for column in inspector.get_columns(name)
                    if isinstance(column["type"], sa.String) and column["type"].length
                },
            )
            for name in inspector.get_table_names()
        }
    return Contract(tables)


def check(connection: sa.Connection, contract: Contract) -> None:
    """Raise `FeedError` naming every table and column of the contract that is not served.

    Extra tables and columns are ignored.
    """
    served = served_columns.of_tables(connection, contract.tables)
    missing = [f"table {name}" for name in contract.tables if name not in served]
    for name, columns in served.items():
        missing += [f"column {name}.{c}" for c in contract[name].kinds if c not in columns]
    if missing:
        raise FeedError(
            f"the core system does not serve {', '.join(sorted(missing))}; "
            "expose what include/core_system.sql asks for, or check AIRFLOW_CONN_CORE_SYSTEM"
        )


def _kind(type_: sa.types.TypeEngine[object]) -> str:
    if isinstance(type_, sa.Integer):
        return "integer"
    if isinstance(type_, sa.DateTime):
        return "instant"
    return "date" if isinstance(type_, sa.Date) else "text"
