"""Which numbers of the day are worth comparing: the blocking of the sharing rules.

The blocking rule is an equal number. The day's numbers are looked up in the lake (`row_lookup`),
first with their IDs only: what one ID explains, a returning customer's own records above all, is
left out, and so is a number on which raw keys leave no room for as many families as the rule needs.
A number on so many records that resident numbers alone may make it a group case is counted next,
and few of its records are read whole. Statements: `include/sql/screening/blocking`.
"""

from __future__ import annotations

from authenticity.lake.connection import Connection
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.lake.index.multi_owner_values import find_multi_owner_numbers
from authenticity.lake.index.row_lookup import rows_with
from authenticity.screening import account_holdings
from authenticity.screening.attributes import (
    ACCOUNT,
    PARTY_ATTRIBUTES,
    HolderLimits,
    columns_of,
)
from authenticity.screening.sql import make_party_table, make_table, make_view, render

_COUNTED = ("policy_no", "role", "id_token", "id_kind")
"""What tells of a number's records whether it is a group case, beside the number."""


def find_candidates(
    connection: Connection, attribute: str, limits: HolderLimits
) -> list[LookupKey]:
    """Make the table `candidate_…` of an attribute; returns what to look up in the party table."""
    if attribute == ACCOUNT:
        return account_holdings.find_candidates(connection)
    columns = PARTY_ATTRIBUTES[attribute]
    make_view(connection, "entry_number", render("entry_number", columns=columns))
    sought = [
        LookupKey(column.token, "entry_number", "number_token", whose="id_token")
        for column in columns
    ]
    # Raw keys leave room for two families as soon as they leave room for two persons.
    find = _find_numbers if (limits.families_from or 0) <= 2 else _find_numbers_of_families
    find(connection, attribute, sought, limits)
    return _leave_group_cases(connection, attribute, limits)


def count_groups(connection: Connection, attribute: str, limits: HolderLimits) -> None:
    """Make the table `group_policy_…`: an attribute's group cases, and what is read of them."""
    statement = render(
        "group_policy",
        attribute=attribute,
        columns=PARTY_ATTRIBUTES.get(attribute, ()),
        candidates=f"candidate_{attribute}",
        group_from=limits.group_from,
        listed=limits.listed,
    )
    make_table(connection, f"group_policy_{attribute}", statement)


def _find_numbers(
    connection: Connection, attribute: str, sought: list[LookupKey], limits: HolderLimits
) -> None:
    statement = render(
        "candidate_number",
        recorded=find_multi_owner_numbers(connection, "party", sought, "multi_owner_number"),
        columns=PARTY_ATTRIBUTES[attribute],
        group_from=limits.group_from,
    )
    make_table(connection, f"candidate_{attribute}", statement)


def _find_numbers_of_families(
    connection: Connection, attribute: str, sought: list[LookupKey], limits: HolderLimits
) -> None:
    keys = [*columns_of(attribute), "policy_no", "role", "id_token", "name_birth_sex_token"]
    statement = render(
        "candidate_of_families",
        recorded=rows_with(connection, "earlier_party", sought, keys, "earlier_holder"),
        columns=PARTY_ATTRIBUTES[attribute],
        families_from=limits.families_from,
    )
    make_table(connection, f"candidate_{attribute}", statement)


def _leave_group_cases(
    connection: Connection, attribute: str, limits: HolderLimits
) -> list[LookupKey]:
    """Count the group cases; returns how to look up the other numbers, and a few policies."""
    candidates, compared = f"candidate_{attribute}", f"compared_{attribute}"
    groups = f"group_policy_{attribute}"
    tokens = [column.token for column in PARTY_ATTRIBUTES[attribute]]
    if limits.group_from is None:
        make_table(connection, "group_party", "SELECT * FROM recorded_party WHERE FALSE")
    else:
        many = [LookupKey(token, candidates, "group_token") for token in tokens]
        make_party_table(connection, "group_party", many, [*_COUNTED, *columns_of(attribute)])
    count_groups(connection, attribute, limits)
    others = (
        f"SELECT number_token FROM {candidates}"  # noqa: S608 our own names
        f" WHERE number_token NOT IN (SELECT number_token FROM {groups})"
    )
    make_view(connection, compared, others)
    return [
        *(LookupKey(token, compared, "number_token") for token in tokens),
        LookupKey("policy_no", groups, "policy_no"),
    ]
