"""Who of those who share a number are related: together on some live policy (rulebook §4).

It orders the queue and makes no finding and unmakes none, so it is asked last and of few: of
numbers with enough persons for a hit and too few for a group case. On the policies of these
persons the other parties are looked up, among whom one of them may stand without a number, and
under another customer number or none: a child whom both parents insure.
"""

from __future__ import annotations

from collections.abc import Mapping

from authenticity.lake.connection import Connection
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.screening import families, persons
from authenticity.screening.holder_limits import HolderLimits
from authenticity.screening.sql import keep_frame, make_table, render
from authenticity.screening.step_tables import make_party_table


def make_kinship(connection: Connection, needed: Mapping[str, HolderLimits]) -> None:
    """Make the table `kinship` from the `person` of `narrow`: groups of related holders."""
    asked = [
        {"attribute": name, "least": each.at_least, "below": each.related_below}
        for name, each in sorted(needed.items())
    ]
    make_table(connection, "open_number", render("open_number", asked=asked))
    make_table(connection, "fellow_policy", render("fellow_policy"))
    sought = [LookupKey("policy_no", "fellow_policy", "policy_no")]
    make_party_table(connection, "fellow_party", "recorded_party", sought, [])
    statement = render("kin_record", identity_mark=persons.KINDS["identity"])
    records = connection.execute(statement).df()
    keep_frame(connection, "kin", records[["scope", "is_holder"]].join(families.count(records)))
    make_table(connection, "kinship", render("kinship"))
