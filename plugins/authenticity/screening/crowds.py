"""Numbers that so many hold that they are a group case, told by resident numbers alone.

Of a group nobody asks who is related, and a finding names the first of its policies only. So its
records are counted, and few of them are read. A number of the party table that has enough records
is counted before any record is read whole; of an account it is not known who has it before.
"""

from __future__ import annotations

from authenticity.lake.connection import Connection
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.lake.index.row_lookup import rows_with
from authenticity.screening.attributes import ACCOUNT, PARTY_ATTRIBUTES, columns_of
from authenticity.screening.holder_limits import HolderLimits
from authenticity.screening.sql import make_table, make_view, render

TABLES = ("crowd", "crowd_policy")
"""Made by attribute: the crowds, and which of their policies are looked into."""


def are_counted_first(attribute: str, need: HolderLimits) -> bool:
    """Any second person is told by the IDs alone; many families take what joins them."""
    return attribute != ACCOUNT and (need.families_from or 0) <= 2


def count_first(connection: Connection, attribute: str, need: HolderLimits) -> list[LookupKey]:
    """Tell crowds before whole records are read: of a crowd only a few policies are looked into."""
    columns, numbers = PARTY_ATTRIBUTES[attribute], f"doubtful_{attribute}"
    hot = render("hot_number", numbers=numbers, least=need.group_from)
    make_table(connection, "hot_number", hot)
    sought = [LookupKey(column.token, "hot_number", "number_token") for column in columns]
    counted = ["policy_no", "role", "id_token", "id_kind", *columns_of(attribute)]
    recorded = rows_with(connection, "recorded_party", sought, counted, "hot_row")
    held, quiet = f"hot_{attribute}", f"quiet_{attribute}"
    statement = render("hot_holding", recorded=recorded, columns=columns)
    make_table(connection, held, statement)
    tell(connection, attribute, held, need)
    remaining = render("quiet_number", numbers=numbers, crowds=f"crowd_{attribute}")
    make_view(connection, quiet, remaining)
    return [
        *(LookupKey(column.token, quiet, "number_token") for column in columns),
        LookupKey("policy_no", f"crowd_policy_{attribute}", "policy_no"),
    ]


def tell(connection: Connection, attribute: str, held: str, need: HolderLimits) -> None:
    """Make the tables `crowd_…` of an attribute from the table of who holds its numbers."""
    part = {"attribute": attribute, "held": held, "crowds": f"crowd_{attribute}"}
    for step in ("crowd_person", "crowd_size", "crowd_judged"):
        make_table(connection, step, render(step, least=need.group_from, **part))
    make_table(connection, f"crowd_{attribute}", render("crowd", **part))
    policies = render("crowd_policy", named=need.named, **part)
    make_table(connection, f"crowd_policy_{attribute}", policies)
