"""Whom the resolver is not asked about is who it would have said: the same findings either way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from tests.sql.case_tables import LIST_DATE, connect

from authenticity.rules import catalogue
from authenticity.rules.catalogue import Rule
from authenticity.screening import clusters, engine, sql
from authenticity.screening.attributes import HolderLimits

RULES = [
    replace(rule, parameters=rule.parameters | {"group_case_from": 3})
    for rule in catalogue.load()
    if rule.code in {"suspicious.shared_phone", "suspicious.shared_account"}
]
ADDRESS = catalogue.load().rule("suspicious.shared_address")
OF_FAMILIES = replace(
    ADDRESS, parameters=ADDRESS.parameters | {"more_than": 1, "group_case_from": 3}
)
IS_PERSON = """
SELECT DISTINCT cluster.attribute, member.counted_as
FROM member INNER JOIN cluster ON member.number_no = cluster.number_no
WHERE member.field IS NOT NULL
"""

GROUPS_BY_IDS = "SELECT COUNT(DISTINCT number_token) FROM group_policy"

people = st.integers(0, 5)
some = st.none() | people
resident = st.tuples(st.just("resident"), people)
document = st.tuples(st.just("document"), st.integers(0, 2))
nothing = st.just((None, None))
Papers = tuple[str | None, int | None]


def _lakes(
    papers: st.SearchStrategy[Any], least: int = 3, most: int = 9
) -> st.SearchStrategy[list[Any]]:
    party = st.tuples(
        st.sampled_from(["POLICYHOLDER", "INSURED"]),
        people,  # the name
        st.sampled_from(["1980 M"] * 4 + ["1980 F", "1990 M", "1980 lost", "lost M", None]),
        papers,
        some,  # the customer number
        st.sampled_from([None, 0, 0, 0, 1]),  # the mobile
        st.sampled_from([None, None, 0, 1]),  # the landline, which may be the same number
    )
    account = st.sampled_from([None, 0, 1])
    policy = st.tuples(st.booleans(), account, st.lists(party, min_size=1, max_size=3))
    return st.lists(policy, min_size=least, max_size=most)


lakes = (
    _lakes(resident)
    | _lakes(st.one_of(resident, resident, resident, document, nothing))
    | _lakes(st.one_of(resident, document, nothing))
    | _lakes(st.one_of(document, document, nothing))
)
"""Everybody has a resident number, most have, some have, nobody has."""


def lake(
    drawn: list[Any], merges: Sequence[Any] = (), accounts: Sequence[Any] = ()
) -> dict[str, Any]:
    """Few names, IDs, customers and numbers, so that they meet."""
    return {
        "today": [f"P{number}" for number, (is_today, *_) in enumerate(drawn) if is_today],
        "policy": [
            {
                "policy_no": f"P{number}",
                "payer_account": _value("b", account),
                "payer_name": f"n{held[0][1]}",
            }
            for number, (_, account, held) in enumerate(drawn)
        ],
        "party": [
            _party(f"P{number}", seq, *party)
            for number, (_, _, held) in enumerate(drawn)
            for seq, party in enumerate(held)
        ],
        "account": [{"customer_no": f"c{one}", "account": f"b{other}"} for one, other in accounts],
        "customer_merge": [
            {"customer_no": f"c{one}", "merged_into": f"c{other}"} for one, other in merges
        ],
    }


def _party(
    policy_no: str,
    seq: int,
    role: str,
    name: int,
    birth_sex: str | None,
    papers: Papers,
    customer: int | None,
    mobile: int | None,
    phone: int | None,
) -> dict[str, Any]:
    kind, id_no = papers
    return {
        "policy_no": policy_no,
        "role": role,
        "seq": seq,
        "name": f"n{name}",
        "name_birth_sex": birth_sex and f"n{name} {birth_sex}",
        "id": _value(str(kind), id_no),
        "id_kind": kind,
        "customer_no": _value("c", customer),
        "mobile": _value("m", mobile),
        "phone": _value("m", phone),
        "address": _value("a", mobile),
    }


def _value(letter: str, number: int | None) -> str | None:
    return None if number is None else f"{letter}{number}"


Tables = list[dict[str, Any]]
Found = tuple[pd.DataFrame, list[Any], int]


def found(worlds: Tables, rules: list[Rule] = RULES) -> Found:
    """The findings, who holds the numbers, and how many numbers were a group by IDs alone."""
    with connect(*worlds) as connection:
        findings = engine.screen(connection, LIST_DATE, rules)
        persons = sorted(connection.execute(IS_PERSON).fetchall())
        (groups,) = connection.execute(GROUPS_BY_IDS).fetchone() or (0,)
    return findings, persons, groups


def resolving_everybody(rules: Any) -> dict[str, HolderLimits]:
    return {attribute: HolderLimits(2, counts_families=True) for attribute in ("phone", "account")}


@pytest.fixture(scope="module")
def with_everybody_resolved() -> Callable[[Tables], Found]:
    def find(worlds: Tables) -> Found:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine, "_needed", resolving_everybody)
            return found(worlds)

    return find


def some_lakes(count: int, *parts: st.SearchStrategy[list[Any]]) -> st.SearchStrategy[Tables]:
    """So many lakes beside one another, which are screened at once."""
    return st.lists(st.builds(lake, *parts), min_size=count, max_size=count)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    some_lakes(
        10,
        lakes,
        st.lists(st.sampled_from([(0, 1), (2, 3), (4, 1)]), unique=True, max_size=2),
        st.lists(st.tuples(people, st.integers(0, 1)), unique=True, max_size=4),
    )
)
def test_asking_less_of_the_resolver_finds_the_same(
    with_everybody_resolved: Callable[[Tables], Found], worlds: Tables
) -> None:
    findings, persons, groups = found(worlds)
    expected, everybody, none = with_everybody_resolved(worlds)
    event(f"findings: {len(findings)}, groups by their IDs: {groups}")
    assert none == 0
    assert persons == everybody
    pd.testing.assert_frame_equal(findings, expected)


def _one_number(parties: int) -> st.SearchStrategy[list[Any]]:
    """Policies of so many parties at most, most with one mobile and address, and few names."""
    party = st.tuples(
        st.just("POLICYHOLDER"),
        st.sampled_from([0, 0, 0, 1]),
        st.sampled_from(["1980 M", "1980 M", "1990 M", "1980 lost", None]),
        resident | resident | document | nothing,
        st.sampled_from([None, None, 0, 1]),
        st.sampled_from([0, 0, 0, None]),
        st.none(),
    )
    held = st.lists(party, min_size=1, max_size=parties)
    return st.lists(st.tuples(st.booleans(), st.none(), held), min_size=5, max_size=10)


def _naming(count: int) -> list[Rule]:
    return [
        replace(rule, parameters=rule.parameters | {"counterparts_named": count})
        for rule in [*RULES, OF_FAMILIES]
    ]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    some_lakes(
        6,
        st.sampled_from([1, 2, 3, 5]).flatmap(_one_number),
        st.just([]),
        st.lists(st.tuples(st.integers(0, 1), st.just(0)), unique=True, max_size=2),
    )
)
def test_how_few_policies_of_a_group_are_named_unmakes_no_finding(worlds: Tables) -> None:
    """The policies looked at suffice for somebody who is none of the parties, however many."""
    findings, of_few = found(worlds, _naming(99))[0], found(worlds, _naming(1))[0]
    event(f"findings: {len(findings)}")
    told = ["rule_code", "policy_no", "cluster_id", "cluster_persons", "level", "confidence"]
    pd.testing.assert_frame_equal(of_few[told], findings[told])
    for finding in of_few.to_dict("records"):
        assert len(finding["counterpart_policies"]) == 1 or not finding["detail"].get("group")


@pytest.fixture(scope="module")
def with_nobody_beside() -> Callable[[Tables], pd.DataFrame]:
    def find(worlds: Tables) -> pd.DataFrame:
        def find_none(connection: Any, *asked: Any) -> None:
            sql.make_party_table(connection, *asked)
            connection.execute("DELETE FROM related_party")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clusters, "make_party_table", find_none)
            return found(worlds)[0]

    return find


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some_lakes(12, lakes))
def test_who_stands_beside_them_explains_and_neither_makes_a_finding_nor_unmakes_one(
    with_nobody_beside: Callable[[Tables], pd.DataFrame], worlds: Tables
) -> None:
    findings, fewer = found(worlds)[0], with_nobody_beside(worlds)
    event(f"explained: {(findings['confidence'] > fewer['confidence']).sum()}")
    assert all(findings["confidence"] >= fewer["confidence"])
    plain = [name for name in findings if name not in {"confidence", "detail"}]
    pd.testing.assert_frame_equal(findings[plain], fewer[plain])


PASSPORT = {"id": "passport", "id_kind": "document"}


@pytest.mark.parametrize(
    ("last", "asked", "persons"),
    [
        ({"id": "id3"}, 0, 4),
        ({"customer_no": "c0"}, 2, 3),
        ({"customer_no": "c0"} | PASSPORT, 2, 3),
        ({"name": "n0"}, 2, 3),
        ({"name": "n0", "name_birth_sex": None}, 2, 3),
        ({"name": "n0", "name_birth_sex": "n0 1980 lost"}, 2, 3),
        ({"name": "n0", "name_birth_sex": "n0 lost F"}, 2, 4),
        ({"name": "n0", "name_birth_sex": "n0 1990 M"}, 2, 4),
        ({"name": "n4"} | PASSPORT, 1, 4),
    ],
)
def test_only_who_has_no_resident_number_and_whom_he_touches_is_resolved(
    last: dict[str, Any], asked: int, persons: int
) -> None:
    """Four with one phone: by their IDs a group, unless the last is not told by his."""
    told = [{"name": f"n{one}", "id": f"id{one}", "customer_no": f"c{one}"} for one in range(3)]
    tables = {
        "today": ["P0"],
        "party": [
            {"policy_no": f"P{number}", "mobile": "m"} | one
            for number, one in enumerate([*told, last])
        ],
    }
    with connect(tables) as connection:
        findings = engine.screen(connection, LIST_DATE, RULES)
        (resolved,) = connection.execute("SELECT COUNT(*) FROM resolved").fetchone() or (0,)
    assert resolved == asked
    assert list(findings["cluster_persons"]) == [persons]
