"""From the whole stock to the few records that a number of the day brings together.

A day costs narrow scans: the token columns once for the day's numbers, then customer number and
ID once for the records elsewhere of the few candidates. Statements: `include/sql/screening/steps`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pandas as pd

from authenticity.errors import ConfigurationError
from authenticity.screening import merges, persons
from authenticity.screening.sql import make_table, render


@dataclass(frozen=True)
class Column:
    """Where the party table holds numbers of one kind: `field` as clerks call it."""

    field: str
    token: str
    kind: str | None = None


PARTY_ATTRIBUTES = {
    "phone": (
        Column("mobile", "mobile_token", "mobile_kind"),
        Column("phone", "phone_token", "phone_kind"),
    ),
    "email": (Column("email", "email_token"),),
    "address": (Column("address", "address_token"),),
}
"""Columns of one attribute are compared with one another: a number is a number in either."""

ATTRIBUTE_OF = {"account_no": "account", "payer_account": "account"} | {
    column.field: attribute for attribute, columns in PARTY_ATTRIBUTES.items() for column in columns
}
"""The attribute that a field of the catalogue belongs to."""


@dataclass(frozen=True)
class Sought:
    """A table of values that a key column of the party table is asked for."""

    table: str
    key: str


_HOLDING_COLUMNS = (
    "attribute, number_token, policy_no, role, seq, field, number_kind,"
    " customer_no, name_token, id_token, name_birth_sex_token"
)


_ACCOUNT_STEPS = (
    "entry_customer",
    "entry_account",
    "filed_account",
    "paying_policy",
    "doubtful_account",
    "account_customer",
    "account_policy",
)


def attribute_of(field: str) -> str:
    """The attribute of a field whose holders are compared; `ConfigurationError` if it has none."""
    try:
        return ATTRIBUTE_OF[field]
    except KeyError:
        raise ConfigurationError(f"no rule can compare persons by the field {field}") from None


def narrow(connection: duckdb.DuckDBPyConnection, attributes: Iterable[str]) -> None:
    """Make the tables `person` and `near_policy` for the numbers of these attributes."""
    wanted = sorted(set(attributes))
    if not wanted:
        return
    _follow_merges(connection)
    keys = [key for attribute in wanted for key in _doubt(connection, attribute)]
    columns = [column for attribute in wanted for column in PARTY_ATTRIBUTES.get(attribute, ())]
    also = [name for column in columns for name in (column.token, column.kind) if name]
    make_table(connection, "found_party", render("steps/current_party", keys=keys, also=also))
    for attribute in wanted:
        _hold(connection, attribute)
    holdings = [f"SELECT {_HOLDING_COLUMNS} FROM holding_{attribute}" for attribute in wanted]  # noqa: S608 our own names
    make_table(connection, "holding", " UNION ALL ".join(holdings))
    _gather_records(connection)
    _tell_persons_apart(connection)
    make_table(connection, "near_policy", render("steps/near_policy"))


def _follow_merges(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "SELECT customer_no, merged_into FROM customer_merge"
        " WHERE customer_no IS NOT NULL AND merged_into IS NOT NULL"
        " ORDER BY customer_no, merged_into"
    ).fetchall()
    found = merges.roots(rows)
    merged = pd.DataFrame(
        {"customer_no": list(found), "root_no": list(found.values())}, dtype="str"
    )
    _keep_frame(connection, "customer_root", merged)


def _doubt(connection: duckdb.DuckDBPyConnection, attribute: str) -> list[tuple[str, Sought]]:
    """Which numbers of the day narrow scans leave in doubt, as keys into the party table."""
    if attribute == "account":
        for table in _ACCOUNT_STEPS:
            make_table(connection, table, render(f"steps/{table}"))
        return [
            ("customer_no", Sought("account_customer", "customer_no")),
            ("policy_no", Sought("account_policy", "policy_no")),
        ]
    columns = PARTY_ATTRIBUTES[attribute]
    doubtful = f"doubtful_{attribute}"
    for table, step, part in (
        ("entry_number", "entry_number", {}),
        ("earlier_sighting", "sighting", {"recorded": "earlier_party", "sought": "entry_number"}),
        ("repeated_number", "repeated_number", {}),
        ("todays_sighting", "sighting", {"recorded": "todays_party", "sought": "repeated_number"}),
        (doubtful, "doubtful_number", {}),
    ):
        make_table(connection, table, render(f"steps/{step}", columns=columns, **part))
    return [(column.token, Sought(doubtful, "number_token")) for column in columns]


def _hold(connection: duckdb.DuckDBPyConnection, attribute: str) -> None:
    if attribute == "account":
        statement = render("steps/account_holding")
    else:
        columns, numbers = PARTY_ATTRIBUTES[attribute], f"doubtful_{attribute}"
        statement = render(
            "steps/party_holding", attribute=attribute, columns=columns, numbers=numbers
        )
    make_table(connection, f"holding_{attribute}", statement)


def _gather_records(connection: duckdb.DuckDBPyConnection) -> None:
    for table in ("scope", "sought_customer", "sought_id"):
        make_table(connection, table, render(f"steps/{table}"))
    keys = [
        ("customer_no", Sought("sought_customer", "customer_no")),
        ("id_token", Sought("sought_id", "id_token")),
    ]
    make_table(connection, "known_party", render("steps/current_party", keys=keys, also=[]))
    make_table(connection, "scope_record", render("steps/scope_record"))


def _tell_persons_apart(connection: duckdb.DuckDBPyConnection) -> None:
    records = connection.execute(render("steps/resolvable")).df()
    resolved = persons.resolve(records)
    resolved.insert(0, "record_no", records["record_no"])
    _keep_frame(connection, "resolved", resolved.astype({"person_no": "str", "identity_no": "str"}))
    make_table(connection, "person", render("steps/person"))


def _keep_frame(connection: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    connection.register("handed_over", frame)
    make_table(connection, name, "SELECT * FROM handed_over")
    connection.unregister("handed_over")
