"""Numbers that so many hold that they are a group case, by resident numbers alone.

Relationships are not computed for a group case, and a finding names the first of its policies only.
So its records are counted, and few of them are read. A number of the party table that has enough
records is counted before any record is read whole; of an account it is not known who has it before.
"""

from __future__ import annotations

from authenticity.lake.connection import Connection
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.lake.index.row_lookup import rows_with
from authenticity.screening.attributes import ACCOUNT, PARTY_ATTRIBUTES, columns_of
from authenticity.screening.holder_limits import HolderLimits
from authenticity.screening.sql import make_table, make_view, render

TABLES = ("group_number", "group_policy")
"""Made by attribute: the group cases, and which of their policies are read."""


def are_counted_first(attribute: str, limits: HolderLimits) -> bool:
    """Any second person is told by the IDs alone; many families take what joins them."""
    return attribute != ACCOUNT and (limits.families_from or 0) <= 2


def count_first(connection: Connection, attribute: str, limits: HolderLimits) -> list[LookupKey]:
    """Count group cases before whole records are read; returns what is then to be looked up."""
    columns, candidates = PARTY_ATTRIBUTES[attribute], f"candidate_{attribute}"
    sought = [LookupKey(column.token, candidates, "group_token") for column in columns]
    counted = ["policy_no", "role", "id_token", "id_kind", *columns_of(attribute)]
    recorded = rows_with(connection, "recorded_party", sought, counted, "group_row")
    held, compared = f"group_holding_{attribute}", f"compared_{attribute}"
    statement = render("group_holding", recorded=recorded, columns=columns, candidates=candidates)
    make_table(connection, held, statement)
    count(connection, attribute, held, limits)
    statement = render("compared_number", candidates=candidates, groups=f"group_number_{attribute}")
    make_view(connection, compared, statement)
    return [
        *(LookupKey(column.token, compared, "number_token") for column in columns),
        LookupKey("policy_no", f"group_policy_{attribute}", "policy_no"),
    ]


def count(connection: Connection, attribute: str, held: str, limits: HolderLimits) -> None:
    """Make the tables `group_…` of an attribute from the table of who holds its numbers."""
    groups, policies = f"group_number_{attribute}", f"group_policy_{attribute}"
    part = {"attribute": attribute, "held": held}
    statement = render("group_number", group_from=limits.group_from, **part)
    make_table(connection, groups, statement)
    make_table(
        connection, policies, render("group_policy", groups=groups, named=limits.named, **part)
    )
