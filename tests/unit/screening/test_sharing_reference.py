"""The screening finds what the reference statement finds: every column, in worlds of every kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from tests.sql.case_tables import LIST_DATE, connect
from tests.unit.screening import sharing_reference

from authenticity.rules import catalogue
from authenticity.rules.catalogue import Rule
from authenticity.screening import engine

BETWEEN = date(2026, 9, 18)
WORLDS = 12
"""Screened at once, beside one another; numbers are a world's own."""

RULES = [rule for rule in catalogue.load() if rule.code.startswith("suspicious.shared_")]
FEW = (None, 0, 0, 1)
ROLES = ("POLICYHOLDER", "INSURED", "INSURED", "BENEFICIARY")
PAPERS = ("resident", "resident", "document", None)
BIRTHS = ("1980 M",) * 5 + ("1980 F", "1990 M", "1980 lost", "lost M", None)
PLACES = ("town", "town", "village", "dormitory", "many")


def world(seed: int) -> dict[str, Any]:
    """Tables for `case_tables.connect`: few names, IDs and numbers, so that they meet."""
    rng = Random(seed)
    book = [f"P{number:02}" for number in range(rng.randint(2, 11))]
    today = [number for number in book if rng.random() < 0.4]
    versions = [(number, None) for number in book]
    versions += [(number, BETWEEN) for number in book if number not in today and rng.random() < 0.3]
    everybody_has_papers = rng.random() < 0.3
    return {
        "today": today,
        "policy": [_policy(rng, *version) for version in versions],
        "party": [
            _party(rng, *version, seq, everybody_has_papers)
            for version in versions
            for seq in range(rng.randint(1, 3))
        ],
        "account": [_account(rng) for _ in range(rng.randrange(6))],
        "customer_merge": [
            {"customer_no": f"c{one}", "merged_into": f"c{other}"}
            for one, other in rng.sample([(0, 1), (2, 3), (4, 1), (1, 0)], rng.randrange(3))
        ],
    }


def _policy(rng: Random, number: str, on: date | None) -> dict[str, Any]:
    return {
        "policy_no": number,
        "payer_account": _value("b", rng.choice(FEW)),
        "payer_name": _value("n", rng.choice((None, *range(6)))),
        "is_paid_by_holder": rng.random() < 0.4,
        "scope_reason": "SHORT_TERM" if rng.random() < 0.2 else None,
        "channel_code": rng.choice(("AGENT", "BANK", None)),
    } | ({"recorded_on": on} if on else {})


def _party(rng: Random, number: str, on: date | None, seq: int, has_papers: bool) -> dict[str, Any]:
    """A party whose fields agree with nothing but themselves; some are lost."""
    person = rng.choice((None, *range(6)))
    name = person if person is None else f"n{person}{rng.choice(('', '', ' x', ' lost'))}"
    told = rng.choice(BIRTHS)
    kind = "resident" if has_papers else rng.choice(PAPERS)
    id_no = rng.randrange(6 if kind == "resident" else 3)
    return {
        "policy_no": number,
        "role": rng.choice(ROLES),
        "seq": seq,
        "name": name,
        "name_birth_sex": f"n{person} {told}" if name and told else None,
        "id": kind and f"{kind}{id_no}",
        "id_kind": kind,
        "customer_no": _value("c", rng.choice((None, *range(6)))),
        "mobile": _value("m", rng.choice(FEW)),
        "phone": _value("m", rng.choice(FEW)),
        "phone_kind": rng.choice(("landline", "mobile")),
        "email": _value("e", rng.choice(FEW)),
        "address": _value("a", rng.choice(FEW)),
        "address_kind": rng.choice(PLACES),
    } | ({"recorded_on": on} if on else {})


def _account(rng: Random) -> dict[str, Any]:
    """A short number may be known at one of two banks, and is another account at each."""
    number, bank = rng.choice(FEW), rng.choice((None, None, 0, 1))
    return {
        "customer_no": _value("c", rng.randrange(6)),
        "account": _value("b", number),
        "bank_account": None if None in (number, bank) else f"k{number}{bank}",
    }


def _value(letter: str, number: int | None) -> str | None:
    return None if number is None else f"{letter}{number}"


def thresholds(**changed: int) -> list[Rule]:
    """The rules with thresholds that small worlds meet."""
    return [
        replace(
            rule,
            parameters=rule.parameters
            | {name: value for name, value in changed.items() if name in rule.parameters},
        )
        for rule in RULES
    ]


def found(seeds: Sequence[int], rules: list[Rule], by_reference: bool) -> pd.DataFrame:
    with connect(*map(world, seeds)) as connection:
        find = sharing_reference.findings if by_reference else engine.screen
        return find(connection, LIST_DATE, rules)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.integers(0, 2**32), min_size=WORLDS, max_size=WORLDS),
    st.integers(2, 3),
    st.integers(2, 3),
    st.integers(1, 3),
    st.integers(3, 5),
    st.sampled_from([1, 2, 20]),
)
@example([3424825176, 2170177477], 3, 3, 1, 3, 20)
@example([2157098196, 4122710408, 3017753764], 3, 3, 1, 3, 20)
def test_the_screening_finds_what_the_reference_finds(
    seeds: list[int], persons: int, landline: int, families: int, group: int, named: int
) -> None:
    rules = thresholds(
        persons_from=persons,
        landline_persons_from=landline,
        more_than=families,
        group_case_from=group,
        counterparts_named=named,
    )
    expected = found(seeds, rules, by_reference=True)
    event(f"findings: {len(expected) // 20 * 20} and more")
    pd.testing.assert_frame_equal(found(seeds, rules, by_reference=False), expected)
