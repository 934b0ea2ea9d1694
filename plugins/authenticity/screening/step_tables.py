"""A step's table from the rows of the lake that hold a sought value."""

from __future__ import annotations

from collections.abc import Iterable

from authenticity.lake.connection import Connection
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.lake.index.row_lookup import rows_with
from authenticity.screening.sql import make_table, render

_PARTY_COLUMNS = (
    "policy_no",
    "role",
    "seq",
    "customer_no",
    "name_token",
    "id_token",
    "id_kind",
    "name_birth_sex_token",
)
"""What tells who a party is."""


def make_step_table(
    connection: Connection,
    step: str,
    source: str,
    sought: list[LookupKey],
    columns: Iterable[str],
) -> None:
    """Make the step's table from the rows of `source` that hold a sought value."""
    recorded = rows_with(connection, source, sought, list(columns), f"{step}_row")
    make_table(connection, step, render(step, recorded=recorded))


def make_party_table(
    connection: Connection,
    table: str,
    source: str,
    sought: list[LookupKey],
    also: list[str],
) -> None:
    """Make the table with who stands now on the records of `source` that hold a sought value."""
    columns = list(dict.fromkeys([*_PARTY_COLUMNS, *also, *(each.column for each in sought)]))
    recorded = rows_with(connection, source, sought, columns, f"{table}_row")
    make_table(
        connection, table, render("current_party", recorded=recorded, keys=sought, also=also)
    )
