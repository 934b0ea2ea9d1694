from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authenticity.screening import persons

Letter = str | None
Record = tuple[Letter, Letter, Letter] | tuple[Letter, Letter, Letter, Letter, Letter]
"""Customer number, ID, name + birth date + sex; if told, document and name. Letters are tokens."""


def whole(record: Record) -> tuple[Letter, Letter, Letter, Letter, Letter]:
    """With an ID there is no other document."""
    customer, identity, namesake, document, name = (*record, None, None)[:5]
    return customer, identity, namesake, None if identity else document, name


def touch(one: Record, other: Record) -> bool:
    """Whether two records alone are one person."""
    customer, identity, namesake, document, name = whole(one)
    customer_, identity_, namesake_, document_, name_ = whole(other)
    if identity and identity_:
        return identity == identity_
    is_half_known = not (identity or namesake) or not (identity_ or namesake_)
    return bool(
        (customer and customer == customer_)
        or (namesake and namesake == namesake_)
        or (document and document == document_)
        or (is_half_known and name and name == name_)
    )


def resolve(records: list[Record], scopes: list[str] | None = None) -> list[tuple[str, str | None]]:
    columns = ["customer", "identity", "namesake", "document", "name"]
    frame = pd.DataFrame([whole(each) for each in records], columns=columns, dtype="object")
    frame["scope"] = scopes or ["n"] * len(records)
    frame["record"] = [f"r{number}" for number in range(len(records))]
    found = persons.resolve(frame)
    return [
        (person, None if identity is None else str(identity))
        for person, identity in zip(found["person_no"], found["identity_no"], strict=True)
    ]


def same(left: tuple[str, str | None], right: tuple[str, str | None]) -> bool:
    identities = {left[1], right[1]} - {None}
    return left[0] == right[0] and len(identities) < 2


def pairs_that_are_one(records: list[Record]) -> set[tuple[int, int]]:
    found = resolve(records)
    return {(i, j) for i, j in combinations(range(len(records)), 2) if same(found[i], found[j])}


@pytest.mark.parametrize(
    ("sentence", "records", "one"),
    [
        ("one valid ID is one person", [("c1", "i", "x"), ("c2", "i", "y")], True),
        ("two valid IDs are two persons", [("c1", "i", "x"), ("c2", "j", "x")], False),
        ("one customer number is one person", [("c1", None, "x"), ("c1", None, "y")], True),
        ("a customer number joins an ID and none", [("c1", "i", "x"), ("c1", None, "y")], True),
        ("a customer number does not join IDs", [("c1", "i", "x"), ("c1", "j", "x")], False),
        ("no ID but the same name, birth, sex", [("c1", None, "x"), ("c2", "i", "x")], True),
        ("both without ID, the same name", [("c1", None, "x"), ("c2", None, "x")], True),
        ("both without ID, other names", [("c1", None, "x"), ("c2", None, "y")], False),
        ("no ID and another name", [("c1", "i", "x"), ("c2", None, "y")], False),
        ("one document is one person", [("c1", None, "x", "d"), ("c2", None, "y", "d")], True),
        ("a renewed passport", [("c1", None, "x", "d"), ("c1", None, "x", "e")], True),
        ("a passport beside an ID", [("c1", "i", "x"), ("c1", None, "x", "d")], True),
        ("a passport renewed elsewhere", [("c1", None, "x", "d"), ("c2", None, "x", "e")], True),
        ("other passports, other names", [("c1", None, "x", "d"), ("c2", None, "y", "e")], False),
        ("a lost sex", [("c1", "i", "x", None, "n"), ("c2", None, None, None, "n")], True),
        (
            "a lost sex, other name",
            [("c1", "i", "x", None, "n"), ("c2", None, None, None, "m")],
            False,
        ),
        (
            "one name, other birth",
            [("c1", "i", "x", None, "n"), ("c2", None, "y", None, "n")],
            False,
        ),
        ("nothing is known of either", [(None, None, None), (None, None, None)], False),
    ],
)
def test_two_records(sentence: str, records: list[Record], one: bool) -> None:
    assert bool(pairs_that_are_one(records)) is one, sentence


def test_a_record_without_id_never_bridges_two_ids() -> None:
    records: list[Record] = [("c1", "i", "x"), ("c2", None, "x"), ("c3", "j", "x")]
    assert pairs_that_are_one(records) == {(0, 1), (1, 2)}


def test_a_record_elsewhere_proves_the_identity() -> None:
    records: list[Record] = [("c1", None, "x"), ("c2", "i", "y"), ("c1", "i", "z")]
    assert (0, 1) in pairs_that_are_one(records)


def test_records_without_id_chain_by_customer_and_name() -> None:
    records: list[Record] = [
        ("c1", None, "x"),
        ("c2", None, "x"),
        ("c2", None, "y"),
        (None, None, "y"),
    ]
    assert len(pairs_that_are_one(records)) == 6


def test_a_conflicting_customer_number_leaves_its_bare_record_uncertain() -> None:
    records: list[Record] = [
        ("c1", "i", "x"),
        ("c1", "j", "y"),
        ("c1", None, "z"),
        ("c2", "k", "w"),
    ]
    assert pairs_that_are_one(records) == {(0, 2), (1, 2)}


def test_a_long_chain_is_one_person_whatever_the_order() -> None:
    order = np.random.default_rng(7).permutation(2000)
    records: list[Record] = [(f"c{i}", None, f"x{i}") for i in order]
    records += [(f"c{i}", None, f"x{i + 1}") for i in order]
    assert len({person for person, _ in resolve(records)}) == 1


def test_persons_do_not_reach_across_numbers_but_are_called_alike() -> None:
    records: list[Record] = [
        ("c1", None, "x"),
        ("c2", "i", "x"),
        ("c2", "i", "y"),
        ("c3", None, "z"),
    ]
    found = resolve(records, ["n", "n", "m", "m"])
    assert found[0] == found[1]
    assert found[1] == found[2]
    assert not same(found[2], found[3])


def oracle(records: list[Record]) -> set[tuple[int, int]]:
    """The rule by brute force: who touches whom, then groups, then the IDs around them."""
    count = len(records)

    def reach(start: int, through: set[int]) -> set[int]:
        seen, ahead = {start}, [start]
        while ahead:
            now = ahead.pop()
            new = {k for k in through - seen if touch(records[now], records[k])}
            seen |= new
            ahead.extend(new)
        return seen

    bare = {i for i in range(count) if not records[i][1]}
    everybody = set(range(count))

    def identities(i: int) -> set[str]:
        if records[i][1]:
            return {str(records[i][1])}
        group = reach(i, bare)
        return {
            str(records[k][1])
            for k in everybody - bare
            if any(touch(records[g], records[k]) for g in group)
        }

    def certain(i: int) -> str | None:
        found = identities(i)
        return found.pop() if len(found) == 1 else None

    return {
        (i, j)
        for i, j in combinations(range(count), 2)
        if j in reach(i, everybody) and len({certain(i), certain(j)} - {None}) < 2
    }


letters = st.one_of(st.none(), st.sampled_from("abcd"))
some_records = st.lists(st.tuples(*[letters] * 5), min_size=1, max_size=9)


@settings(max_examples=300, deadline=None)
@given(some_records)
def test_it_agrees_with_brute_force(records: list[Record]) -> None:
    assert pairs_that_are_one(records) == oracle(records)


@settings(max_examples=200, deadline=None)
@given(some_records, st.randoms())
def test_the_order_of_records_does_not_matter(records: list[Record], random: object) -> None:
    order = list(range(len(records)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = pairs_that_are_one([records[i] for i in order])
    back = {tuple(sorted((order[i], order[j]))) for i, j in shuffled}
    assert back == pairs_that_are_one(records)


@settings(max_examples=200, deadline=None)
@given(some_records)
def test_it_never_joins_two_ids_and_never_splits_a_direct_match(records: list[Record]) -> None:
    one = pairs_that_are_one(records)
    for i, j in combinations(range(len(records)), 2):
        if records[i][1] and records[j][1]:
            assert ((i, j) in one) == (records[i][1] == records[j][1])
        elif touch(records[i], records[j]):
            assert (i, j) in one
