from __future__ import annotations

from itertools import combinations, islice
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authenticity.screening import persons

Letter = str | None
Record = tuple[Letter, Letter, Letter] | tuple[Letter, Letter, Letter, Letter]
"""Customer number, ID, who it is, and if told another document. Who: name, birth date and sex, a
letter each, lost ones `?`; a name alone has the first birth date and sex."""


def whole(record: Record) -> tuple[Letter, Letter, Letter, Letter]:
    """With an ID there is no other document."""
    customer, identity, who, document = (*record, None)[:4]
    return customer, identity, who, None if identity else document


def parts(who: Letter) -> tuple[Letter, Letter, Letter]:
    """Name, birth date and sex; None where lost."""
    name, birth, sex = ((who or "???") + "aM")[:3]
    return tuple(None if part == "?" else part for part in (name, birth, sex))


def fit(one: Record, other: Record) -> bool:
    """Whether names are told and equal, and births and sexes equal or lost on one side."""
    (name, *told), (name_, *told_) = parts(whole(one)[2]), parts(whole(other)[2])
    pairs = zip(told, told_, strict=True)
    return bool(name) and name == name_ and all(None in pair or len({*pair}) == 1 for pair in pairs)


def touch(one: Record, other: Record) -> bool:
    """Whether two records alone are one person."""
    customer, identity, _, document = whole(one)
    customer_, identity_, _, document_ = whole(other)
    if identity and identity_:
        return identity == identity_
    return bool(
        (customer and customer == customer_)
        or (document and document == document_)
        or fit(one, other)
    )


def resolve(records: list[Record], scopes: list[str] | None = None) -> list[tuple[str, str | None]]:
    rows = []
    for customer, identity, who, document in map(whole, records):
        name, birth, sex = parts(who)
        birth, sex = (name and part and name + part for part in (birth, sex))
        namesake = f"{birth or '?'}{sex or '?'}" if birth or sex else None
        rows.append((customer, identity, document, name, birth, sex, namesake))
    columns = ["customer", "identity", "document", "name", "birth", "sex", "namesake"]
    frame = pd.DataFrame(rows, columns=columns, dtype="object")
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
    (pairs,) = pairs_in([records])
    return pairs


def pairs_in(worlds: list[list[Record]]) -> list[set[tuple[int, int]]]:
    """The pairs of each world; every world is a number of its own, so one call tells them all."""
    scopes = [f"n{number}" for number, records in enumerate(worlds) for _ in records]
    resolved = iter(resolve([record for records in worlds for record in records], scopes))
    return [
        {(i, j) for (i, one), (j, other) in combinations(enumerate(found), 2) if same(one, other)}
        for found in ([*islice(resolved, len(records))] for records in worlds)
    ]


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
        ("a lost sex", [("c1", "i", "xaM"), ("c2", None, "xa?")], True),
        ("a lost sex, of the one with an ID", [("c1", "i", "xa?"), ("c2", None, "xaM")], True),
        ("a lost sex, both without ID", [("c1", None, "xaM"), ("c2", None, "xa?")], True),
        ("a lost birth date", [("c1", "i", "xaM"), ("c2", None, "x?M")], True),
        ("both lost", [("c1", "i", "xaM"), ("c2", None, "x??")], True),
        ("one lost here, the other there", [("c1", None, "xa?"), ("c2", None, "x?M")], True),
        ("a lost sex, other birth", [("c1", "i", "xaM"), ("c2", None, "xb?")], False),
        ("a lost birth date, other sex", [("c1", "i", "xaM"), ("c2", None, "x?F")], False),
        ("a lost sex on both, other birth", [("c1", None, "xb?"), ("c2", None, "xa?")], False),
        ("both lost, other name", [("c1", "i", "xaM"), ("c2", None, "y??")], False),
        ("a lost sex, other name", [("c1", "i", "xaM"), ("c2", None, "ya?")], False),
        ("one name, other birth", [("c1", "i", "xaM"), ("c2", None, "xbM")], False),
        ("one name, other sex", [("c1", "i", "xaM"), ("c2", None, "xaF")], False),
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


@pytest.mark.parametrize("lost", ["xa?", "x??"])
def test_who_fits_two_that_contradict_each_other_accuses_neither_and_joins_them_not(
    lost: str,
) -> None:
    records: list[Record] = [("c1", None, "xaM"), ("c2", None, lost), ("c3", None, "xaF")]
    assert pairs_that_are_one(records) == {(0, 1), (1, 2)}


def test_a_lost_birth_date_between_two_lost_sexes_joins_them_not() -> None:
    records: list[Record] = [("c1", None, "xa?"), ("c2", None, "x?M"), ("c3", None, "xb?")]
    assert pairs_that_are_one(records) == {(0, 1), (1, 2)}


def test_who_fits_an_id_and_contradicts_another_is_the_one() -> None:
    records: list[Record] = [("c1", "i", "xaM"), ("c2", None, "xa?"), ("c3", "j", "xbM")]
    assert pairs_that_are_one(records) == {(0, 1)}


def is_torn(records: list[Record], which: int) -> bool:
    """Whether a record fits two that contradict each other."""
    told = [parts(other[2])[1:] for other in records if fit(records[which], other)]
    return any(
        None not in pair and len({*pair}) == 2
        for one, other in combinations(told, 2)
        for pair in zip(one, other, strict=True)
    )


def oracle(records: list[Record]) -> set[tuple[int, int]]:
    """The rule by brute force: who touches whom, then groups, then the IDs around them."""
    count = len(records)
    everybody = set(range(count))
    bare = {i for i in everybody if not records[i][1]}

    torn = {i for i in bare if is_torn(records, i)}

    def is_sure(i: int, j: int) -> bool:
        """Whether it is not only by their names that they touch, or these leave no doubt."""
        unnamed = [(r[0], r[1], None, whole(r)[3]) for r in (records[i], records[j])]
        return touch(*unnamed) or not {i, j} & torn

    def reach(start: int, through: set[int], only_sure: bool = False) -> set[int]:
        seen, ahead = {start}, [start]
        while ahead:
            now = ahead.pop()
            new = {k for k in through - seen if touch(records[now], records[k])}
            new = {k for k in new if not only_sure or is_sure(now, k)}
            seen |= new
            ahead.extend(new)
        return seen

    def certain(i: int) -> object:
        if records[i][1]:
            return records[i][1]
        group = reach(i, bare, only_sure=True)
        found = {
            records[k][1]
            for k in everybody - bare
            if any(touch(records[g], records[k]) and is_sure(g, k) for g in group)
        }
        if i in torn or len(found) > 1:
            return None
        return found.pop() if found else min(group)

    return {
        (i, j)
        for i, j in combinations(range(count), 2)
        if j in reach(i, everybody) and len({certain(i), certain(j)} - {None}) < 2
    }


letters = st.one_of(st.none(), st.sampled_from("abcd"))
people = st.one_of(
    st.none(), st.builds("{}{}{}".format, *map(st.sampled_from, ("xxxy", "abc?", "MF??")))
)
some_records = st.lists(st.tuples(letters, letters, people, letters), min_size=1, max_size=9)
strangers = st.lists(st.tuples(st.none(), letters, people), min_size=1, max_size=6)
"""Whom nothing but names and IDs tell."""


def worlds(records: st.SearchStrategy[list[Record]]) -> st.SearchStrategy[list[list[Record]]]:
    return st.lists(records, min_size=8, max_size=8)


@settings(max_examples=25, deadline=None)
@given(worlds(some_records | strangers))
def test_it_agrees_with_brute_force(drawn: list[list[Record]]) -> None:
    assert pairs_in(drawn) == [oracle(records) for records in drawn]


@settings(max_examples=25, deadline=None)
@given(worlds(st.lists(st.tuples(st.none(), st.none(), people), min_size=2, max_size=6)))
def test_whoever_lost_nothing_and_differs_stays_two_persons(drawn: list[list[Record]]) -> None:
    for records, one in zip(drawn, pairs_in(drawn), strict=True):
        for i, j in combinations(range(len(records)), 2):
            is_whole = all(records[k][2] and "?" not in str(records[k][2]) for k in (i, j))
            if is_whole or len(records) == 2:
                assert ((i, j) in one) == fit(records[i], records[j])


@settings(max_examples=25, deadline=None)
@given(worlds(some_records), st.randoms())
def test_the_order_of_records_does_not_matter(drawn: list[list[Record]], random: Random) -> None:
    orders = [random.sample(range(len(records)), len(records)) for records in drawn]
    moved = [[records[i] for i in order] for records, order in zip(drawn, orders, strict=True)]
    back = [
        {tuple(sorted((order[i], order[j]))) for i, j in pairs}
        for pairs, order in zip(pairs_in(moved), orders, strict=True)
    ]
    assert back == pairs_in(drawn)


@settings(max_examples=25, deadline=None)
@given(worlds(some_records))
def test_it_never_joins_two_ids_and_never_splits_a_direct_match(drawn: list[list[Record]]) -> None:
    for records, one in zip(drawn, pairs_in(drawn), strict=True):
        for i, j in combinations(range(len(records)), 2):
            if records[i][1] and records[j][1]:
                assert ((i, j) in one) == (records[i][1] == records[j][1])
            elif touch(records[i], records[j]):
                assert (i, j) in one
