"""Which accounts have several owners, by the definition: more than one customer, or ID."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.lake.test_views import D1, D3, day, party, policy, stock, write

from authenticity.lake.index import building, multi_owner_accounts
from authenticity.lake.views import day_views

PEOPLE = st.integers(0, 3)
FILED = st.lists(st.tuples(PEOPLE, st.integers(0, 5)), max_size=5)
"""Who has which account on file."""
PAID = st.lists(st.tuples(PEOPLE, PEOPLE, st.integers(0, 5)), max_size=5)
"""Of a policy: the holder's customer number, the holder's ID, the account that pays."""
World = tuple[list[tuple[int, int]], list[tuple[int, int, int]]]
WORLD = st.tuples(FILED, PAID)
FOUND = "SELECT DISTINCT number_token FROM multi_owner_account"
APART = 10
"""Customers, IDs and accounts of one world are below this; those of the next begin there."""


def token(number: int) -> bytes:
    return bytes([number]) * 16


def keep(folder: Path, world: World, letter: str) -> None:
    filed, paid = world
    accounts = [{"customer_no": f"c{c}", "account_token": token(a)} for c, a in filed]
    policies = [
        policy(f"{letter}{n}") | {"payer_account_token": token(account)}
        for n, (_, _, account) in enumerate(paid)
    ]
    parties: list[dict[str, Any]] = []
    for n, (customer, identity, _) in enumerate(paid):
        parties.append(party(f"{letter}{n}", f"c{customer}") | {"id_token": token(identity)})
        parties.append(party(f"{letter}{n}", "c9", role="INSURED") | {"id_token": token(9)})
    for table, rows in {"account": accounts, "policy": policies, "party": parties}.items():
        write(folder, table, rows)


def of_several_owners(lake: Path) -> list[int]:
    """Of the accounts that the day brings, the way the screening gathers them."""
    with day_views.connect(lake, D3) as connection:
        connection.execute(
            "CREATE TEMP TABLE entry_account AS"
            " SELECT account_token AS number_token FROM earlier_account"
            " WHERE customer_no IN (SELECT customer_no FROM todays_party)"
            " UNION ALL SELECT account_token FROM todays_account"
            " UNION ALL SELECT payer_account_token FROM todays_policy"
        )
        multi_owner_accounts.find_multi_owner_accounts(connection)
        found = connection.execute(
            "SELECT DISTINCT number_token FROM multi_owner_account"
        ).fetchall()
    return sorted(value[0] for (value,) in found)


def is_of_several_owners(account: int, *worlds: World) -> bool:
    customers = {c for filed, _ in worlds for c, a in filed if a == account}
    payers = {(c, i) for _, paid in worlds for c, i, a in paid if a == account}
    return len(customers | {c for c, _ in payers}) > 1 or len({i for _, i in payers}) > 1


def of_the_day(stocked: World, today: World) -> set[int]:
    present = {c for c, _, _ in today[1]} | ({9} if today[1] else set())
    known = {a for c, a in stocked[0] if c in present}
    return known | {a for _, a in today[0]} | {a for _, _, a in today[1]}


def beside_one_another(worlds: list[World]) -> World:
    """Many worlds in one lake, each with customers, IDs and accounts of its own."""
    filed, paid = [], []
    for first, (some_filed, some_paid) in zip(count(0, APART), worlds, strict=False):
        filed += [(first + c, first + a) for c, a in some_filed]
        paid += [(first + c, first + i, first + a) for c, i, a in some_paid]
    return filed, paid


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(worlds=st.lists(st.tuples(WORLD, WORLD), min_size=1, max_size=12))
def test_every_account_of_several_owners_is_found_with_an_index_and_without(
    tmp_path_factory: pytest.TempPathFactory, worlds: list[tuple[World, World]]
) -> None:
    stocked, today = map(beside_one_another, zip(*worlds, strict=True))
    lake = tmp_path_factory.mktemp("lake")
    keep(stock(lake), stocked, "S")
    keep(day(lake, D3), today, "T")
    accounts = of_the_day(stocked, today)
    assert of_several_owners(lake) == sorted(accounts)
    building.build(stock(lake))
    kept = of_several_owners(lake)
    assert set(kept) <= accounts
    assert {a for a in accounts if is_of_several_owners(a, stocked, today)} <= set(kept)


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """In the stock customer 1 has account 1 on file and pays a policy from it."""
    keep(stock(tmp_path), ([(1, 1)], [(1, 1, 1)]), "S")
    building.build(stock(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("today", "is_open"),
    [
        (([], [(1, 1, 1)]), False),
        (([(1, 1)], [(1, 1, 1)]), False),
        (([(2, 1)], [(1, 1, 1)]), True),
        (([], [(2, 1, 1)]), True),
        (([], [(1, 2, 1)]), True),
        (([(1, 1)], []), True),
    ],
    ids=[
        "its customer pays from it again",
        "and has it on file again",
        "somebody else has it on file",
        "another customer with the ID pays",
        "the customer pays under another ID",
        "nobody of the day tells whose policies it pays",
    ],
)
def test_what_one_customer_explains_is_not_looked_into(
    lake: Path, today: World, is_open: bool
) -> None:
    keep(day(lake, D3), today, "T")
    assert of_several_owners(lake) == ([1] if is_open else [])


def test_what_a_day_since_the_stock_knows_of_stays_open(lake: Path) -> None:
    keep(day(lake, D1), ([(1, 1)], []), "R")
    keep(day(lake, D3), ([], [(1, 1, 1)]), "T")
    assert of_several_owners(lake) == [1]


@pytest.mark.parametrize("missing", ["customer_no", "id_token"])
def test_an_unknown_policyholder_explains_nothing(tmp_path: Path, missing: str) -> None:
    keep(stock(tmp_path), ([], [(1, 1, 1)]), "S")
    holder = party("S0", "c1") | {"id_token": token(1)} | {missing: None}
    write(stock(tmp_path), "party", [holder])
    building.build(stock(tmp_path))
    keep(day(tmp_path, D3), ([], [(1, 1, 1)]), "T")
    assert of_several_owners(tmp_path) == [1]


def test_two_policyholders_of_one_policy_explain_nothing(tmp_path: Path) -> None:
    keep(stock(tmp_path), ([], [(1, 1, 1)]), "S")
    both = [party("S0", customer) | {"id_token": token(1)} for customer in ("c1", "c2")]
    write(stock(tmp_path), "party", both)
    building.build(stock(tmp_path))
    keep(day(tmp_path, D3), ([], [(1, 1, 1)]), "T")
    assert of_several_owners(tmp_path) == [1]
