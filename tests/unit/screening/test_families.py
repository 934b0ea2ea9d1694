from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authenticity.screening import families

Record = tuple[str, str, str | None, bool]
"""Policy, person, ID, and whether the record holds the number."""


def count(records: list[Record], scopes: list[str] | None = None) -> pd.DataFrame:
    frame = pd.DataFrame(records, columns=["policy", "person_no", "identity_no", "is_holder"])
    frame["identity_no"] = frame["identity_no"].astype("str")
    frame["scope"] = scopes or ["n"] * len(records)
    return frame.join(families.count(frame))


def persons_and_families(records: list[Record]) -> tuple[int, int]:
    (counted,) = counted_in([records])
    return counted


def counted_in(worlds: list[list[Record]]) -> list[tuple[int, int]]:
    """Persons and families of each world; every world is a number of its own."""
    scopes = [str(number) for number, records in enumerate(worlds) for _ in records]
    told = count([record for records in worlds for record in records], scopes)
    holders = told[told["is_holder"]].groupby("scope")[["counted_as", "family_no"]].nunique()
    found = dict(zip(holders.index, holders.itertuples(index=False, name=None), strict=True))
    return [found.get(str(number), (0, 0)) for number in range(len(worlds))]


@pytest.mark.parametrize(
    ("sentence", "records", "expected"),
    [
        ("strangers", [("P1", "a", None, True), ("P2", "b", None, True)], (2, 2)),
        ("one policy", [("P1", "a", None, True), ("P1", "b", None, True)], (2, 1)),
        (
            "a policy without the number",
            [
                ("P1", "a", None, True),
                ("P2", "b", None, True),
                ("P3", "a", None, False),
                ("P3", "b", None, False),
            ],
            (2, 1),
        ),
        (
            "somebody without the number relates nobody",
            [
                ("P1", "a", None, True),
                ("P2", "b", None, True),
                ("P1", "c", None, False),
                ("P2", "c", None, False),
            ],
            (2, 2),
        ),
        (
            "two IDs are two persons",
            [("P1", "a", "1", True), ("P2", "a", "2", True)],
            (2, 2),
        ),
        (
            "who may be either is no further person",
            [("P1", "a", "1", True), ("P2", "a", "2", True), ("P3", "a", None, True)],
            (2, 2),
        ),
        (
            "nor relates the two he may be",
            [
                ("P1", "a", "1", True),
                ("P2", "a", "2", True),
                ("P3", "a", None, True),
                ("P3", "b", "3", True),
            ],
            (3, 2),
        ),
        (
            "who may be either is the one who leaves the fewest families",
            [
                ("P1", "a", "1", True),
                ("P1", "b", "3", True),
                ("P2", "a", "2", True),
                ("P3", "a", None, True),
                ("P3", "b", "3", True),
            ],
            (3, 1),
        ),
        (
            "also where none of them holds the number",
            [
                ("P1", "a", None, True),
                ("P2", "a", "1", False),
                ("P3", "a", "2", False),
                ("P3", "b", "3", False),
                ("P4", "b", "3", True),
            ],
            (2, 1),
        ),
        (
            "and beside somebody who has no ID at all",
            [
                ("P1", "a", "2", False),
                ("P1", "b", None, True),
                ("P2", "a", None, True),
                ("P2", "a", "1", False),
            ],
            (2, 1),
        ),
        (
            "an ID that does not hold the number is nobody to count as",
            [("P1", "a", None, True), ("P2", "a", "1", False), ("P3", "a", "2", False)],
            (1, 1),
        ),
    ],
)
def test_holders_are_counted(
    sentence: str, records: list[Record], expected: tuple[int, int]
) -> None:
    assert persons_and_families(records) == expected, sentence


def test_a_person_is_called_by_the_id_whatever_else_hangs_on_it() -> None:
    alone = count([("P1", "a", "1", True)])
    among = count([("P1", "b", "1", True), ("P2", "b", "2", True), ("P3", "b", None, True)])
    assert alone["counted_as"].tolist() == ["1"]
    assert among["counted_as"].tolist() == ["1", "2", "1"]
    assert count([("P1", "a", None, True)])["counted_as"].tolist() == ["a"]


def test_numbers_are_counted_apart() -> None:
    records: list[Record] = [("P1", "a", None, True), ("P1", "b", None, True)]
    found = count([*records, ("P2", "a", None, True), ("P3", "b", None, True)], [*"nnmm"])
    assert found.groupby("scope")["family_no"].nunique().to_dict() == {"n": 1, "m": 2}


def by_walking(records: list[Record]) -> int:
    """Families among the holders, from one holder to the next."""
    policies: dict[str, set[str]] = {}
    holders = {person for _, person, _, is_holder in records if is_holder}
    for policy, person, _, _ in records:
        policies.setdefault(person, set()).add(policy)
    found = 0
    while holders:
        ahead = [holders.pop()]
        found += 1
        while ahead:
            one = ahead.pop()
            kin = {other for other in holders if policies[one] & policies[other]}
            holders -= kin
            ahead.extend(kin)
    return found


some_records = st.lists(
    st.tuples(st.sampled_from("PQRSTU"), st.sampled_from("abcdef"), st.none(), st.booleans()),
    min_size=1,
    max_size=14,
)


def worlds(records: st.SearchStrategy[list[Record]]) -> st.SearchStrategy[list[list[Record]]]:
    return st.lists(records, min_size=10, max_size=10)


@settings(max_examples=35, deadline=None)
@given(worlds(some_records))
def test_it_agrees_with_walking_from_holder_to_holder(drawn: list[list[Record]]) -> None:
    assert [families for _, families in counted_in(drawn)] == [*map(by_walking, drawn)]


@settings(max_examples=15, deadline=None)
@given(worlds(some_records), st.randoms())
def test_the_order_of_records_does_not_matter(drawn: list[list[Record]], random: Random) -> None:
    shuffled = [random.sample(records, len(records)) for records in drawn]
    assert counted_in(shuffled) == counted_in(drawn)


def _with_own_ids_of_b(records: list[Record]) -> Iterator[Record]:
    has_ids = any(number for _, who, number, _ in records if who == "b")
    for policy, who, number, holds in records:
        own = f"b{number or 1}" if has_ids else None
        yield policy, who, own if who == "b" else number, holds


uncertain = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2", "P3"]),
        st.sampled_from("aaab"),
        st.sampled_from([None, "1", "2", "3"]),
        st.sampled_from([True, True, False]),
    ),
    min_size=4,
    max_size=8,
)


@settings(max_examples=35, deadline=None)
@given(worlds(uncertain), st.permutations("123"))
def test_how_the_ids_are_called_changes_no_count(
    drawn: list[list[Record]], names: list[str]
) -> None:
    """Somebody may be any of those of a; who is of b has an ID of an own, or nobody there has."""
    plain = [[*_with_own_ids_of_b(records)] for records in drawn]
    called = dict(zip("123", names, strict=True))
    renamed = [
        [
            (policy, who, called.get(number or "", number), holds)
            for policy, who, number, holds in records
        ]
        for records in plain
    ]
    assert counted_in(plain) == counted_in(renamed)
