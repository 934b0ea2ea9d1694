"""From the whole stock to the few records that a number of the day brings together.

The day's numbers are looked up in the lake (`row_lookup`), first with their IDs only; what one
ID explains, a returning customer's own records above all, is left, and so is a number on which
raw keys leave no room for as many families as the rule needs. Then customer number and ID of the
few candidates find their records elsewhere, and what these say finds further ones, unless their
IDs alone make the number a group case (`crowds`). A resident number is a person by itself, so who
else is who is asked only about records without one. Who of them are related is asked last
(`kinship`). Statements: `include/sql/screening`. Rulebook section 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from authenticity.lake.connection import Connection
from authenticity.lake.index.disputed_values import leave_disputed
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.lake.index.row_lookup import rows_with
from authenticity.screening import account_holdings, crowds, families, persons
from authenticity.screening.attributes import ACCOUNT, PARTY_ATTRIBUTES, columns_of
from authenticity.screening.holder_limits import HolderLimits
from authenticity.screening.sql import keep_frame, make_table, make_view, render
from authenticity.screening.step_tables import make_party_table, make_step_table

_HOLDING_COLUMNS = (
    "attribute, number_token, policy_no, role, seq, field, number_kind,"
    " customer_no, name_token, id_token, identity_token, name_birth_sex_token"
)
_KNOWN_BY = {"sought_customer": "customer_no", "sought_id": "id_token"}
_DISTANCE = 2
"""A customer number may lead to an ID, and this to another customer number of the same person."""


def narrow(connection: Connection, needed: Mapping[str, HolderLimits]) -> None:
    """Make the tables `person` and `holding` for the numbers of these attributes."""
    wanted = sorted(needed)
    keys = [key for name in wanted for key in _doubt(connection, name, needed[name])]
    also = [name for attribute in wanted for name in columns_of(attribute)]
    make_party_table(connection, "found_party", "recorded_party", keys, also)
    make_table(connection, "judged_policy", render("judged_policy"))
    for attribute in wanted:
        _hold(connection, attribute)
        if not crowds.are_counted_first(attribute, needed[attribute]):
            crowds.tell(connection, attribute, f"holding_{attribute}", needed[attribute])
    for table in crowds.TABLES:
        parts = [f"SELECT * FROM {table}_{attribute}" for attribute in wanted]  # noqa: S608 our own names
        make_view(connection, table, " UNION ALL ".join(parts))
    holdings = [f"SELECT {_HOLDING_COLUMNS} FROM holding_{attribute}" for attribute in wanted]  # noqa: S608 our own names
    make_view(connection, "holding", " UNION ALL ".join(holdings))
    _gather_records(connection)
    _tell_persons_apart(connection, needed)


def find_near(connection: Connection, tables: Iterable[str]) -> None:
    """Make the table `near_policy`: where and when the policies of these tables were sold."""
    statement = render("nameable_policy", tables=list(tables))
    make_table(connection, "nameable_policy", statement)
    sought = [LookupKey("policy_no", "nameable_policy", "policy_no")]
    columns = ("policy_no", "channel_code", "entered_on")
    make_step_table(connection, "near_policy", "recorded_policy", sought, columns)


def _doubt(connection: Connection, attribute: str, need: HolderLimits) -> list[LookupKey]:
    """Which numbers of the day raw keys leave in doubt, as what to seek in the party table."""
    if attribute == ACCOUNT:
        return account_holdings.doubt(connection)
    tokens = [column.token for column in PARTY_ATTRIBUTES[attribute]]
    statement = render("entry_number", columns=PARTY_ATTRIBUTES[attribute])
    make_view(connection, "entry_number", statement)
    sought = [
        LookupKey(token, "entry_number", "number_token", whose="id_token") for token in tokens
    ]
    if crowds.are_counted_first(attribute, need):
        earlier = leave_disputed(connection, "party", sought, "disputed_number")
        _look_at(connection, attribute, earlier, "sighting", "doubtful_number")
        return crowds.count_first(connection, attribute, need)
    keys = [*tokens, "policy_no", "role", "id_token", "name_birth_sex_token"]
    earlier = rows_with(connection, "earlier_party", sought, keys, "earlier_holder")
    _look_at(
        connection, attribute, earlier, "current_sighting", "crowded_number", need.families_from
    )
    return [LookupKey(token, f"doubtful_{attribute}", "number_token") for token in tokens]


def _look_at(
    connection: Connection,
    attribute: str,
    earlier: str,
    sighting: str,
    doubt: str,
    least: int | None = None,
) -> None:
    """Make the table `doubtful_…`, looking at no more of a record than the sightings take."""
    for table, step, part in (
        ("earlier_sighting", sighting, {"recorded": earlier, "sought": "entry_number"}),
        ("repeated_number", "repeated_number", {}),
        ("todays_sighting", sighting, {"recorded": "todays_party", "sought": "repeated_number"}),
        (f"doubtful_{attribute}", doubt, {"needed": least}),
    ):
        statement = render(step, columns=PARTY_ATTRIBUTES[attribute], **part)
        make_table(connection, table, statement)


def _hold(connection: Connection, attribute: str) -> None:
    if attribute == ACCOUNT:
        statement = render("account_holding")
    else:
        columns, numbers = PARTY_ATTRIBUTES[attribute], f"doubtful_{attribute}"
        statement = render("party_holding", attribute=attribute, columns=columns, numbers=numbers)
    make_table(connection, f"holding_{attribute}", statement)


def _gather_records(connection: Connection) -> None:
    """Whom each number brings together; of whom it is in doubt also what is known elsewhere."""
    make_table(connection, "beside_party", render("beside_party"))
    make_view(connection, "candidate", render("candidate"))
    make_table(connection, "scope", render("scope"))
    scope = "scope"
    for distance in range(1, _DISTANCE + 1):
        sought = {step: f"{step}_{distance}" for step in _KNOWN_BY}
        for step, table in sought.items():
            make_table(connection, table, render(step, scope=scope))
        keys = [LookupKey(key, sought[step], key) for step, key in _KNOWN_BY.items()]
        known, wider = f"known_party_{distance}", f"scope_{distance}"
        make_party_table(connection, known, "recorded_party", keys, [])
        make_table(connection, wider, render("wider_scope", scope=scope, known=known))
        scope = wider
    make_table(connection, "scope_record", render("scope_record", scope=scope))


def _tell_persons_apart(connection: Connection, needed: Mapping[str, HolderLimits]) -> None:
    of_families = [name for name in sorted(needed) if needed[name].counts_families]
    statement = render("resolvable", of_families=of_families)
    records = connection.execute(statement).df()
    resolved = persons.resolve(records)
    counted = families.count(records[["scope", "policy", "is_holder"]].join(resolved))
    texts = resolved.astype({"person_no": "str", "identity_no": "str"})
    keep_frame(connection, "resolved", records[["record_no"]].join(texts).join(counted))
    statement = render("person", of_families=of_families, identity_mark=persons.KINDS["identity"])
    make_table(connection, "person", statement)
