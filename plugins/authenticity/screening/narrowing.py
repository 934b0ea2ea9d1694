"""From the whole stock to the few records that a number of the day brings together.

The day's numbers are looked up in the lake (`lake.lookup`), first with their IDs only; what one
ID explains, a returning customer's own records above all, is left, and so is a number on which
raw keys leave no room for as many families as the rule needs. Then customer number and ID of the
few candidates find their records elsewhere, unless their IDs alone make the number a group case;
of its persons nobody asks who is related (rulebook section 4). A resident number is a
person by itself, so who else is who is asked only about records without one. Who of them are
related is asked last (`kinship`). Statements: `include/sql/screening/steps`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from authenticity.lake import open_accounts
from authenticity.lake.connection import Connection
from authenticity.lake.lookup import Sought, leave_disputed, rows_with
from authenticity.screening import families, persons
from authenticity.screening.attributes import ACCOUNT, PARTY_ATTRIBUTES
from authenticity.screening.needed import Needed
from authenticity.screening.sql import keep_frame, make_table, make_view, render

_HOLDING_COLUMNS = (
    "attribute, number_token, policy_no, role, seq, field, number_kind,"
    " customer_no, name_token, id_token, identity_token, name_birth_sex_token"
)

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
_ON_FILE = ("customer_no", "account_token", "bank_account_token", "valid_from", "valid_to")


def narrow(connection: Connection, needed: Mapping[str, Needed]) -> None:
    """Make the tables `person` and `holding` for the numbers of these attributes."""
    wanted = sorted(needed)
    keys = [
        key
        for attribute in wanted
        for key in _doubt(connection, attribute, needed[attribute].at_least)
    ]
    columns = [column for attribute in wanted for column in PARTY_ATTRIBUTES.get(attribute, ())]
    also = [name for column in columns for name in (column.token, column.kind) if name]
    find_parties(connection, "found_party", "recorded_party", keys, also)
    make_table(connection, "judged_policy", render("steps/judged_policy"))
    for attribute in wanted:
        _hold(connection, attribute)
    holdings = [f"SELECT {_HOLDING_COLUMNS} FROM holding_{attribute}" for attribute in wanted]  # noqa: S608 our own names
    make_view(connection, "holding", " UNION ALL ".join(holdings))
    _gather_records(connection, needed)
    _tell_persons_apart(connection, needed)


def find_near(connection: Connection, tables: Iterable[str]) -> None:
    """Make the table `near_policy`: where and when the policies of these tables were sold."""
    statement = render("steps/nameable_policy", tables=list(tables))
    make_table(connection, "nameable_policy", statement)
    sought = [Sought("policy_no", "nameable_policy", "policy_no")]
    columns = ("policy_no", "channel_code", "entered_on")
    _find(connection, "near_policy", "recorded_policy", sought, columns)


def hold_entry_accounts(connection: Connection, are_found: bool) -> None:
    """Make the table `entry_account_holding`: accounts of the judged policyholders and insureds.

    `are_found`: `narrow` has looked up the accounts of the day on this connection.
    """
    if not are_found:
        _find_accounts(connection)
    make_table(connection, "entry_account_holding", render("steps/entry_account_holding"))


def _doubt(connection: Connection, attribute: str, needed: int) -> list[Sought]:
    """Which numbers of the day raw keys leave in doubt, as what to seek in the party table."""
    if attribute == ACCOUNT:
        return _doubt_accounts(connection)
    columns = PARTY_ATTRIBUTES[attribute]
    tokens = [column.token for column in columns]
    make_view(connection, "entry_number", render("steps/entry_number", columns=columns))
    sought = [Sought(token, "entry_number", "number_token", whose="id_token") for token in tokens]
    if needed <= 2:
        # Any second person is told by the IDs alone; many families take what joins them.
        kind, doubt = "steps/sighting", "steps/doubtful_number"
        earlier = leave_disputed(connection, "party", sought, "disputed_number")
    else:
        kind, doubt = "steps/current_sighting", "steps/crowded_number"
        keys = [*tokens, "policy_no", "role", "id_token", "name_birth_sex_token"]
        earlier = rows_with(connection, "earlier_party", sought, keys, "earlier_holder")
    doubtful = f"doubtful_{attribute}"
    for table, step, part in (
        ("earlier_sighting", kind, {"recorded": earlier, "sought": "entry_number"}),
        ("repeated_number", "steps/repeated_number", {}),
        ("todays_sighting", kind, {"recorded": "todays_party", "sought": "repeated_number"}),
        (doubtful, doubt, {"needed": needed}),
    ):
        make_table(connection, table, render(step, columns=columns, **part))
    return [Sought(token, doubtful, "number_token") for token in tokens]


def _find_accounts(connection: Connection) -> None:
    """The accounts of the day, and what its customers have on file."""
    make_table(connection, "entry_customer", render("steps/entry_customer"))
    by_customer = Sought("customer_no", "entry_customer", "customer_no")
    recorded = rows_with(
        connection, "earlier_account", [by_customer], _ON_FILE, "entry_account_row"
    )
    make_table(connection, "entry_account", render("steps/entry_account", recorded=recorded))
    statement = render("steps/filed_account", recorded=recorded, by=by_customer)
    make_view(connection, "entry_filed", statement)


def _doubt_accounts(connection: Connection) -> list[Sought]:
    _find_accounts(connection)
    open_accounts.leave_open(connection)
    by_account = Sought("account_token", "open_account", "number_token")
    recorded = rows_with(connection, "earlier_account", [by_account], _ON_FILE, "filed_account_row")
    statement = render("steps/filed_account", recorded=recorded, by=by_account)
    make_table(connection, "filed_account", statement)
    by_payer = [Sought("payer_account_token", "open_account", "number_token")]
    paid = (
        "policy_no",
        "payer_account_token",
        "payer_name_token",
        "is_paid_by_holder",
        "is_live",
        "is_individual",
    )
    _find(connection, "paying_policy", "earlier_policy", by_payer, paid)
    make_table(connection, "earlier_paying_policy", render("steps/earlier_paying_policy"))
    by_policy = [Sought("policy_no", "earlier_paying_policy", "policy_no")]
    holders = ("policy_no", "role", "customer_no", "name_token", "id_token")
    _find(connection, "paying_party", "earlier_party", by_policy, holders)
    for table in ("doubtful_account", "account_customer", "account_policy"):
        make_table(connection, table, render(f"steps/{table}"))
    return [
        Sought("customer_no", "account_customer", "customer_no"),
        Sought("policy_no", "account_policy", "policy_no"),
    ]


def _find(
    connection: Connection,
    step: str,
    source: str,
    sought: list[Sought],
    columns: Iterable[str],
) -> None:
    """Make the step's table from the rows of `source` that hold a sought value."""
    recorded = rows_with(connection, source, sought, list(columns), f"{step}_row")
    make_table(connection, step, render(f"steps/{step}", recorded=recorded))


def find_parties(
    connection: Connection,
    table: str,
    source: str,
    sought: list[Sought],
    also: list[str],
) -> None:
    """Make the table with who stands now on the records of `source` that hold a sought value."""
    columns = list(dict.fromkeys([*_PARTY_COLUMNS, *also, *(each.column for each in sought)]))
    recorded = rows_with(connection, source, sought, columns, f"{table}_row")
    make_table(
        connection,
        table,
        render("steps/current_party", recorded=recorded, keys=sought, also=also),
    )


def _hold(connection: Connection, attribute: str) -> None:
    if attribute == ACCOUNT:
        statement = render("steps/account_holding")
    else:
        columns, numbers = PARTY_ATTRIBUTES[attribute], f"doubtful_{attribute}"
        statement = render(
            "steps/party_holding", attribute=attribute, columns=columns, numbers=numbers
        )
    make_table(connection, f"holding_{attribute}", statement)


def _gather_records(connection: Connection, needed: Mapping[str, Needed]) -> None:
    """Whom each number brings together; of whom it is in doubt also what is known elsewhere."""
    asked = [{"attribute": name, "least": needed[name].group_from} for name in sorted(needed)]
    groups = [group for group in asked if group["least"] is not None]
    make_table(connection, "beside_party", render("steps/beside_party"))
    make_view(connection, "candidate", render("steps/candidate"))
    make_table(connection, "crowd", render("steps/crowd", groups=groups))
    named = max((each.named for each in needed.values()), default=0)
    make_table(connection, "crowd_policy", render("steps/crowd_policy", named=named))
    for table in ("scope", "sought_customer", "sought_id"):
        make_table(connection, table, render(f"steps/{table}"))
    sought = [
        Sought("customer_no", "sought_customer", "customer_no"),
        Sought("id_token", "sought_id", "id_token"),
    ]
    find_parties(connection, "known_party", "recorded_party", sought, [])
    make_table(connection, "scope_record", render("steps/scope_record"))


def _tell_persons_apart(connection: Connection, needed: Mapping[str, Needed]) -> None:
    of_families = [name for name in sorted(needed) if needed[name].counts_families]
    told = render("steps/resolvable", of_families=of_families)
    records = connection.execute(told).df()
    resolved = persons.resolve(records)
    counted = families.count(records[["scope", "policy", "is_holder"]].join(resolved))
    texts = resolved.astype({"person_no": "str", "identity_no": "str"})
    keep_frame(connection, "resolved", records[["record_no"]].join(texts).join(counted))
    statement = render(
        "steps/person", of_families=of_families, identity_mark=persons.KINDS["identity"]
    )
    make_table(connection, "person", statement)
