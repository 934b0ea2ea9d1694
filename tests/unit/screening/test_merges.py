from __future__ import annotations

import pytest

from authenticity.screening.merges import roots


def test_a_chain_leads_to_its_end() -> None:
    assert roots([("a", "b"), ("b", "c")]) == {"a": "c", "b": "c", "c": "c"}


@pytest.mark.parametrize("merges", [[("a", "b"), ("b", "a")], [("b", "a"), ("a", "b")]])
def test_a_circle_ends_at_its_smallest_number_in_any_order(merges: list[tuple[str, str]]) -> None:
    assert roots(merges) == {"a": "a", "b": "a"}


def test_a_tail_into_a_circle_gets_the_root_of_the_circle() -> None:
    assert roots([("a", "m"), ("m", "n"), ("n", "m")]) == {"a": "m", "m": "m", "n": "m"}


def test_a_number_merged_into_itself_is_no_merge() -> None:
    assert roots([("a", "a")]) == {}


def test_a_very_long_chain_does_not_overflow() -> None:
    merges = [(f"{i:06}", f"{i + 1:06}") for i in range(50_000)]
    assert set(roots(merges).values()) == {"050000"}
