"""The records behind the day's candidate numbers, each with a key, and each number with one.

Whole records are read of few numbers. Whoever stands beside a holder on a policy of the day is
compared, too, and so are the records that the customer numbers and IDs of both find elsewhere,
for what those say of who is who. Every step carries two integers, `number_no` and `record_no`.
Statements: `include/sql/screening/records`. Rulebook section 4.
"""

from __future__ import annotations

from collections.abc import Mapping

from authenticity.lake.connection import Connection
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.lake.index.row_lookup import rows_with
from authenticity.screening import blocking
from authenticity.screening.attributes import ACCOUNT, PARTY_ATTRIBUTES, HolderLimits, columns_of
from authenticity.screening.sql import make_party_table, make_table, make_view, render

_DISTANCE = 2
"""A customer number may lead to an ID, and this to another customer number of the same person."""

WHO = (
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

_SALE = ("policy_no", "channel_code", "entered_on")


def gather(connection: Connection, limits: Mapping[str, HolderLimits]) -> None:
    """Make the tables `record`, `holding` and `block` for the numbers of these attributes."""
    attributes = sorted(limits)
    sought = [
        key
        for name in attributes
        for key in blocking.find_candidates(connection, name, limits[name])
    ]
    columns = [column for name in attributes for column in columns_of(name)]
    make_party_table(connection, "found_party", sought, [*WHO, *columns])
    make_table(connection, "record", render("record", extends=False))
    _hold(connection, limits)
    make_table(connection, "block", render("block", extends=False))
    for step in range(_DISTANCE):
        _extend_blocks(connection, is_first=not step)


def find_sales(connection: Connection, tables: list[str]) -> None:
    """Make the table `sale`: where and when the policies of these tables were sold."""
    sought = [LookupKey("policy_no", table, "policy_no") for table in tables]
    recorded = rows_with(connection, "recorded_policy", sought, _SALE, "sale_row")
    make_table(connection, "sale", render("sale", recorded=recorded, tables=tables))


def _hold(connection: Connection, limits: Mapping[str, HolderLimits]) -> None:
    """Make the tables `holding` and `group_policy`, of all attributes."""
    if ACCOUNT in limits:
        make_table(connection, "account_holding", render("account_holding"))
        blocking.count_groups(connection, ACCOUNT, limits[ACCOUNT])
    groups = [f"SELECT * FROM group_policy_{name}" for name in sorted(limits)]  # noqa: S608 our own names
    make_view(connection, "group_policy", " UNION ALL ".join(groups))
    attributes = [
        {
            "name": name,
            "columns": PARTY_ATTRIBUTES.get(name, ()),
            "candidates": f"candidate_{name}",
        }
        for name in sorted(limits)
    ]
    make_table(connection, "holding", render("holding", attributes=attributes))


def _extend_blocks(connection: Connection, is_first: bool) -> None:
    """Add to `record` and `block` what is recorded elsewhere of those who are compared."""
    statement = render("block_identifier", extends=not is_first)
    make_table(connection, "block_identifier", statement)
    sought = [LookupKey(key, "block_identifier", key) for key in ("customer_no", "id_token")]
    make_party_table(connection, "further_party", sought, WHO)
    make_table(connection, "record", render("record", extends=True))
    make_table(connection, "block", render("block", extends=True))
