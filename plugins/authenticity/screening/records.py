"""The records behind the day's candidate numbers, each with a key, and each number with one.

Whole records are read of few numbers. Whoever stands beside a holder on a policy of the day is
compared, too, and so are the records that the customer numbers and IDs of both find elsewhere,
for what those say of who is who. Every step carries two integers, `number_no` and `record_no`.
Statements: `include/sql/screening/records`. Rulebook section 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from authenticity.lake.connection import Connection
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.screening import blocking, group_cases
from authenticity.screening.attributes import ACCOUNT, PARTY_ATTRIBUTES, columns_of
from authenticity.screening.holder_limits import HolderLimits
from authenticity.screening.sql import make_table, make_view, render
from authenticity.screening.step_tables import make_party_table, make_step_table

_DISTANCE = 2
"""A customer number may lead to an ID, and this to another customer number of the same person."""


def gather(connection: Connection, limits: Mapping[str, HolderLimits]) -> None:
    """Make the tables `record`, `holding` and `block` for the numbers of these attributes."""
    attributes = sorted(limits)
    found = [
        key
        for name in attributes
        for key in blocking.find_candidates(connection, name, limits[name])
    ]
    columns = [column for name in attributes for column in columns_of(name)]
    make_party_table(connection, "found_party", "recorded_party", found, columns)
    first, record = "record_0", "record_1"
    make_table(connection, first, render("record", found="found_party", before=None))
    make_view(connection, "judged_party", render("judged_party", record=first))
    make_table(connection, record, render("record", found="judged_party", before=first))
    for attribute in attributes:
        _hold(connection, attribute, record, limits[attribute])
    for table in group_cases.TABLES:
        parts = [f"SELECT * FROM {table}_{attribute}" for attribute in attributes]  # noqa: S608 our own names
        make_view(connection, table, " UNION ALL ".join(parts))
    holdings = [f"holding_{attribute}" for attribute in attributes]
    make_table(connection, "holding", render("holding", holdings=holdings))
    make_table(connection, "candidate", render("candidate", record=record))
    _reach(connection, record)


def find_sales(connection: Connection, tables: Iterable[str]) -> None:
    """Make the table `sale`: where and when the policies of these tables were sold."""
    make_table(connection, "named_policy", render("named_policy", tables=list(tables)))
    sought = [LookupKey("policy_no", "named_policy", "policy_no")]
    columns = ("policy_no", "channel_code", "entered_on")
    make_step_table(connection, "sale", "recorded_policy", sought, columns)


def _hold(connection: Connection, attribute: str, record: str, limits: HolderLimits) -> None:
    """Make the table `holding_…` of an attribute, and its group cases if they are not known yet."""
    held, candidates = f"holding_{attribute}", f"candidate_{attribute}"
    if attribute == ACCOUNT:
        statement = render("account_holding", record=record)
    else:
        statement = render(
            "party_holding",
            attribute=attribute,
            columns=PARTY_ATTRIBUTES[attribute],
            candidates=candidates,
            record=record,
        )
    make_table(connection, held, statement)
    if not group_cases.are_counted_first(attribute, limits):
        group_cases.count(connection, attribute, held, limits)


def _reach(connection: Connection, record: str) -> None:
    """Make the tables `record` and `block`: with what is recorded elsewhere of those compared."""
    block, before = "block_0", None
    alone = "SELECT number_no, record_no FROM candidate WHERE NOT is_group"
    make_view(connection, block, alone)
    for distance in range(1, _DISTANCE + 1):
        sought, known = f"block_identifier_{distance}", f"known_party_{distance}"
        statement = render("block_identifier", block=block, record=record, before=before)
        make_table(connection, sought, statement)
        keys = [LookupKey(key, sought, key) for key in ("customer_no", "id_token")]
        make_party_table(connection, known, "recorded_party", keys, [])
        further, wider = f"record_{distance + 1}", f"block_{distance}"
        make_table(connection, further, render("record", found=known, before=record))
        make_table(connection, wider, render("block", block=block, record=further))
        record, block, before = further, wider, sought
    for name, last in (("record", record), ("block", block)):
        make_view(connection, name, f"SELECT * FROM {last}")  # noqa: S608 our own names
