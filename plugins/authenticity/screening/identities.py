"""What the records say of the day's ID numbers and customer numbers, where they contradict.

A resident number is one person's, so it stands under one name; a customer number is one person's,
so one resident number stands under it. The day's numbers are looked up in the lake with name and
ID only; the whole records follow for the few that contradict. Statements:
`include/sql/screening`. Rulebook section 4, `suspicious.id_reused` and `customer_conflict`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from authenticity.lake.connection import Connection
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.lake.index.row_lookup import rows_with
from authenticity.screening.sql import make_table, render


@dataclass(frozen=True)
class Lookup:
    """How a table of known records is found: by which numbers of the day, and which contradict."""

    entries: LookupKey
    candidates: LookupKey


_KNOWN = {
    "known_identity": Lookup(
        LookupKey("id_token", "entry_identity", "id_token"),
        LookupKey("id_token", "candidate_identity", "id_token"),
    ),
    "known_customer": Lookup(
        LookupKey("customer_no", "entry_customer", "customer_no"),
        LookupKey("customer_no", "candidate_customer", "customer_no"),
    ),
}
TABLES = tuple(_KNOWN)
"""What a rule's statement may ask for."""

_COMPARED = ("id_token", "id_kind", "name_token", "customer_no")
"""Enough to see whether two records contradict one another."""
_WHOLE = (*_COMPARED, "policy_no", "role", "seq")


def make_identity_tables(connection: Connection, asked: Collection[str]) -> list[str]:
    """Make those of the `TABLES` that are asked for; returns their names."""
    wanted = [name for name in TABLES if name in asked]
    if not wanted:
        return []
    make_table(connection, "entry_identity", render("entry_identity"))
    entries = [_KNOWN[name].entries for name in wanted]
    earlier = rows_with(connection, "earlier_party", entries, _COMPARED, "earlier_identity")
    for name in wanted:
        candidates = _KNOWN[name].candidates
        make_table(connection, candidates.table, render(candidates.table, recorded=earlier))
        recorded = rows_with(connection, "recorded_party", [candidates], _WHOLE, f"{name}_row")
        make_table(connection, name, render(name, recorded=recorded))
    return wanted
