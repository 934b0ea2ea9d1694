"""Findings become links: whose a number is, how it stands, and what is the seller's own."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.cases.case_samples import finding

from authenticity.cases.shared_numbers import Seller, SharedNumberFinding
from authenticity.pages.link_picture import linking
from authenticity.pages.link_picture.links import Links
from authenticity.pages.link_picture.masked_records import MaskedRecords

AGENT: Seller = ("salesperson", "A01")
AGENCY: Seller = ("agency", "B01")


def found(number: int = 1, rule: str = "suspicious.shared_phone", **other: Any) -> Any:
    verdict, has_case = other.pop("verdict", None), other.pop("has_case", True)
    known = {"cluster_id": "abc", "subject_key": "phone:abc", "rule_code": rule}
    return SharedNumberFinding(finding(number, **known | other), verdict, has_case)


def linked(*findings: SharedNumberFinding, seller: Seller = AGENT) -> Links:
    return linking.links(seller, findings, MaskedRecords())


@pytest.mark.parametrize(
    ("given", "standing"),
    [
        ({"verdict": "CONFIRMED_FALSE"}, "proven"),
        ({"verdict": "REFUSED"}, "proven"),
        ({"verdict": "CORRECTED"}, "proven"),
        ({"verdict": "LEGITIMATE"}, "explained"),
        ({"verdict": "UNREACHABLE"}, "open"),
        ({}, "open"),
        ({"level": "W"}, "explained"),
        ({"has_case": False, "level": "W"}, "explained"),
    ],
)
def test_a_finding_stands_as_its_verdict_says(given, standing) -> None:
    assert linking.standing_of(found(**given)) == standing


def test_own_customers_on_one_number_are_no_policies_of_others() -> None:
    one = found(1, counterpart_policies=("P0002", "P9"))
    other = found(2, counterpart_policies=("P0001", "P9"), verdict="REFUSED")
    (number,) = linked(one, other).numbers
    assert [each.policy_no for each in number.customers] == ["P0002", "P0001"], "the gravest first"
    assert [(each.kind, each.code, each.standing) for each in number.others] == [
        ("policy", "P9", "proven")
    ]


def test_what_a_finding_counts_and_does_not_name_is_kept_as_a_number() -> None:
    detail = {"counterpart_more": 30, "agent_codes_more": 2, "agent_codes": ["A02"]}
    (number,) = linked(found(rule="suspicious.salesperson_phone", detail=detail)).numbers
    assert number.more == 32


@pytest.mark.parametrize(
    ("rule", "detail", "seller", "shown"),
    [
        ("salesperson_phone", {"agent_codes": ["A01", "A02"]}, AGENT, {"A01": True, "A02": False}),
        ("salesperson_phone", {"agent_codes": ["A02"]}, AGENT, {"A02": False}),
        ("salesperson_phone", {"agent_codes": ["A02"], "own_seller": True}, AGENCY, {"A02": True}),
        ("salesperson_phone", {"agent_codes": ["A02"]}, AGENCY, {"A02": False}),
        ("relative_phone", {"agent_codes": ["A01"], "relations": ["CHILD"]}, AGENT, {"A01": True}),
        ("agency_phone", {"agency_codes": ["B01"]}, AGENCY, {"B01": True}),
        ("agency_phone", {"agency_codes": ["B01"]}, AGENT, {"B01": False}),
        (
            "agency_staff_phone", {"agency_codes": ["B01"], "staff_nos": ["7"]}, AGENCY,
            {"B01/7": True},
        ),
    ],
)  # fmt: skip
def test_the_sellers_own_entries_are_told_from_those_of_others(rule, detail, seller, shown) -> None:
    (number,) = linked(found(rule=f"suspicious.{rule}", detail=detail), seller=seller).numbers
    assert {each.code: each.is_own for each in number.others} == shown


def test_numbers_come_with_the_proven_and_the_own_ones_first() -> None:
    own = {"rule": "suspicious.salesperson_phone", "detail": {"agent_codes": ["A01"]}}
    links = linked(
        found(1, cluster_id="a"),
        found(2, cluster_id="b", **own),
        found(3, cluster_id="c", verdict="CORRECTED"),
        found(4, cluster_id="d", verdict="LEGITIMATE"),
    )
    assert [each.cluster_id for each in links.numbers] == ["c", "b", "a", "d"]
