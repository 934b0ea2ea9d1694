"""The persons behind each number, how many they are, and who of them is related (rulebook §4).

A resident number is a person by itself, so who is who is asked of the resolver (`persons`) only
about records without one. Related are those who are together on some live policy; that orders the
queue and makes no finding and unmakes none, so it is asked last and of few: of numbers with enough
persons for a hit and too few for a group case. On the policies of these persons the other parties
are looked up, among whom one of them may stand without a number, and under another customer number
or none: a child whom both parents insure. Statements: `include/sql/screening/persons`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from authenticity.lake.connection import Connection
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.screening import families, persons, records
from authenticity.screening.attributes import HolderLimits
from authenticity.screening.sql import keep_frame, make_party_table, make_table, render

_IDENTITY = persons.KINDS["identity"]

_RELATED_POLICY = """
SELECT DISTINCT member.number_no, member.policy_no
FROM member INNER JOIN cluster ON member.number_no = cluster.number_no
WHERE cluster.do_relations_matter
"""


def make_clusters(connection: Connection, limits: Mapping[str, HolderLimits]) -> None:
    """Make the tables that say who holds a number, from those of `records.gather`."""
    _resolve(connection, [name for name in sorted(limits) if limits[name].counts_families])
    make_table(connection, "member", render("member", identity_mark=_IDENTITY))
    listed = [{"attribute": name} | asdict(each) for name, each in sorted(limits.items())]
    make_table(connection, "cluster", render("cluster", limits=listed))
    _relate(connection)


def _resolve(connection: Connection, of_families: list[str]) -> None:
    """Make the table `resolved`: who each record is, where its resident number does not say so."""
    compared = connection.execute(render("comparison", of_families=of_families)).df()
    found = persons.resolve(compared)
    counted = families.count(compared[["scope", "policy", "is_holder"]].join(found))
    texts = found.astype({"person_no": "str", "identity_no": "str"})
    keys = compared[["record_no", "scope"]].rename(columns={"scope": "number_no"})
    keep_frame(connection, "resolved", keys.join(texts).join(counted))


def _relate(connection: Connection) -> None:
    """Make the table `relationship`: into how many groups the holders of a number fall."""
    make_table(connection, "related_policy", _RELATED_POLICY)
    sought = [LookupKey("policy_no", "related_policy", "policy_no")]
    make_party_table(connection, "related_party", sought, records.WHO)
    related = connection.execute(render("related_record", identity_mark=_IDENTITY)).df()
    is_holder = related["is_holder"].astype("bool")
    holders = related[["scope"]].join(families.count(related))[is_holder]
    groups = holders.groupby("scope")["family_no"].nunique().rename("group_count")
    by_number = groups.rename_axis("number_no").reset_index()
    keep_frame(connection, "relationship", by_number.astype("int64"))
