"""Which numbers of the day are worth comparing: the blocking of the sharing rules.

The blocking rule is an equal number. The day's numbers are looked up in the lake (`row_lookup`),
first with their IDs only: what one ID explains, a returning customer's own records above all, is
left out, and so is a number on which raw keys leave no room for as many families as the rule needs.
A number that so many hold that it is a group case is counted here (`group_cases`). What remains is
read whole by `records`. Statements: `include/sql/screening/blocking`.
"""

from __future__ import annotations

from authenticity.lake.connection import Connection
from authenticity.lake.index.disputed_values import leave_disputed
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.lake.index.row_lookup import rows_with
from authenticity.screening import account_holdings, group_cases
from authenticity.screening.attributes import ACCOUNT, PARTY_ATTRIBUTES
from authenticity.screening.holder_limits import HolderLimits
from authenticity.screening.sql import make_table, make_view, render


def find_candidates(
    connection: Connection, attribute: str, limits: HolderLimits
) -> list[LookupKey]:
    """Make the table `candidate_…` of an attribute; returns what to look up in the party table."""
    if attribute == ACCOUNT:
        return account_holdings.find_candidates(connection)
    columns, candidates = PARTY_ATTRIBUTES[attribute], f"candidate_{attribute}"
    make_view(connection, "entry_number", render("entry_number", columns=columns))
    sought = [
        LookupKey(column.token, "entry_number", "number_token", whose="id_token")
        for column in columns
    ]
    if group_cases.are_counted_first(attribute, limits):
        earlier = leave_disputed(connection, "party", sought, "disputed_number")
        statement = render(
            "candidate_number", recorded=earlier, columns=columns, group_from=limits.group_from
        )
        make_table(connection, candidates, statement)
        return group_cases.count_first(connection, attribute, limits)
    keys = [key.column for key in sought]
    keys += ["policy_no", "role", "id_token", "name_birth_sex_token"]
    earlier = rows_with(connection, "earlier_party", sought, keys, "earlier_holder")
    statement = render(
        "candidate_of_families",
        recorded=earlier,
        columns=columns,
        families_from=limits.families_from,
    )
    make_table(connection, candidates, statement)
    return [LookupKey(key.column, candidates, "number_token") for key in sought]
