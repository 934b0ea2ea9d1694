"""The bank accounts of the day: on file, paying, and whose they may be besides.

What customer number and ID explain is left (`multi_owner_accounts`). Of the others it counts who
has them on file, and who holds the policies that they pay. Both functions read `entry_customer`.
"""

from __future__ import annotations

from authenticity.lake.connection import Connection
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.lake.index.multi_owner_accounts import find_multi_owner_accounts
from authenticity.lake.index.row_lookup import rows_with
from authenticity.screening.sql import make_step_table, make_table, make_view, render

_ON_FILE = ("customer_no", "account_token", "bank_account_token", "valid_from", "valid_to")


def find_candidates(connection: Connection) -> list[LookupKey]:
    """Make the table `candidate_account`; returns whose parties to look up in the party table."""
    _find_accounts(connection)
    find_multi_owner_accounts(connection)
    by_account = LookupKey("account_token", "multi_owner_account", "number_token")
    recorded = rows_with(connection, "earlier_account", [by_account], _ON_FILE, "filed_account_row")
    statement = render("filed_account", recorded=recorded, by=by_account)
    make_table(connection, "filed_account", statement)
    by_payer = [LookupKey("payer_account_token", "multi_owner_account", "number_token")]
    paid = (
        "policy_no",
        "payer_account_token",
        "payer_name_token",
        "is_paid_by_holder",
        "is_live",
        "is_individual",
    )
    make_step_table(connection, "paying_policy", "earlier_policy", by_payer, paid)
    by_policy = [LookupKey("policy_no", "paying_policy", "policy_no")]
    holders = ("policy_no", "role", "customer_no", "name_token", "id_token")
    make_step_table(connection, "paying_party", "earlier_party", by_policy, holders)
    for table in ("candidate_account", "account_identifier"):
        make_table(connection, table, render(table))
    return [LookupKey(key, "account_identifier", key) for key in ("customer_no", "policy_no")]


def hold_of_entries(connection: Connection, are_found: bool) -> None:
    """Make the table `entry_account_holding`: accounts of the judged policyholders and insureds.

    `are_found`: `find_candidates` has looked up the accounts of the day on this connection.
    """
    if not are_found:
        _find_accounts(connection)
    make_table(connection, "entry_account_holding", render("entry_account_holding"))


def _find_accounts(connection: Connection) -> None:
    """The accounts of the day, and what its customers have on file."""
    by_customer = LookupKey("customer_no", "entry_customer", "customer_no")
    recorded = rows_with(
        connection, "earlier_account", [by_customer], _ON_FILE, "entry_account_row"
    )
    make_table(connection, "entry_account", render("entry_account", recorded=recorded))
    statement = render("filed_account", recorded=recorded, by=by_customer)
    make_view(connection, "entry_filed", statement)
