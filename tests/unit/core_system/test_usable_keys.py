"""Which rows have a key that can be used, and which are set aside."""

from __future__ import annotations

import pyarrow as pa
import pytest

from authenticity.core_system import contract
from authenticity.core_system.conversion import Oddities, to_arrow
from authenticity.core_system.usable_keys import usable

PROMISED = contract.load()


def kept(table: str, **key: object) -> bool:
    """Whether a row with this key, and nothing else, is kept."""
    promised = PROMISED[table]
    row = [key.get(column) for column in promised.kinds]
    rows = to_arrow([row], promised, Oddities())
    return bool(usable(rows, promised).num_rows)


@pytest.mark.parametrize(
    "number", ["P1", "p-1", "44010000123456789", "保单1号", "P 1", " P1 ", "P" * 30, "0", 7]
)
def test_a_number_that_can_be_typed_in_is_a_key(number: object) -> None:
    assert kept("policy", policy_no=number)


@pytest.mark.parametrize(
    "number",
    [
        None,
        "",
        "  ",
        "\u3000",
        "P" * 31,
        "P\x001",
        "P\n1",
        "P\u200b1",
        "P\u20281",
        "P\ufffd1",
        b"P\xff1",
    ],
)
def test_a_number_that_cannot_be_typed_in_is_none(number: object) -> None:
    assert not kept("policy", policy_no=number)


def test_a_party_needs_its_policy_role_and_number() -> None:
    key = {"policy_no": "P1", "role": "INSURED", "seq": 1}
    assert kept("party", **key)
    for name in key:
        assert not kept("party", **{**key, name: None})
    assert not kept("party", **{**key, "seq": "first"})


def test_a_call_of_no_readable_time_is_a_call() -> None:
    assert kept("callback", policy_no="P1", called_at="soon")
    assert not kept("callback", policy_no="", called_at="2026-09-26 09:00:00")


def test_a_relative_is_kept_under_any_name_but_none() -> None:
    key = {"agent_code": "A1", "name": "王\u200b秀英" * 50, "relation": "SPOUSE"}
    assert kept("salesperson_relative", **key)
    assert not kept("salesperson_relative", **{**key, "name": " "})


def test_an_account_whose_customer_number_is_a_word_for_nothing_is_kept() -> None:
    assert kept("customer_account", customer_no="无", account_no=None)


def test_an_empty_chunk_stays_one() -> None:
    empty = pa.schema([("policy_no", pa.string())]).empty_table()
    assert usable(empty, PROMISED["policy"]).num_rows == 0
