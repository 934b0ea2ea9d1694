"""A rolling year between upheld complaints, at its edges and against an independent oracle."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.recheck.recheck_samples import AGENCY, FIRST, OTHER, SELLER, complaint

from authenticity.recheck.repeats import Complaint, Subject, repeated


def found(*complaints: Complaint) -> dict[Subject, frozenset[str]]:
    return repeated(complaints, within_days=365, least=2)


@pytest.mark.parametrize(
    ("days", "repeats"), [(0, True), (1, True), (364, True), (365, True), (366, False)]
)
def test_a_year_is_365_days_from_verdict_to_verdict(days: int, repeats: bool) -> None:
    assert (SELLER in found(complaint(1), complaint(2, days))) == repeats


@pytest.mark.parametrize(
    ("first", "second", "repeats"),
    [
        (date(2027, 3, 1), date(2028, 2, 29), True),
        (date(2027, 3, 1), date(2028, 3, 1), False),
        (date(2028, 2, 29), date(2029, 2, 28), True),
        (date(2028, 2, 29), date(2029, 3, 1), False),
        (date(2028, 1, 1), date(2028, 12, 31), True),
        (date(2028, 1, 1), date(2029, 1, 1), False),
        (date(2026, 3, 1), date(2027, 3, 1), True),
    ],
)
def test_the_29th_of_february_is_a_day_like_any_other(first, second, repeats) -> None:
    """Between two equal dates of years around it lie 366 days, which is more than a year."""
    pair = [Complaint("TS1", SELLER, first), Complaint("TS2", SELLER, second)]
    assert bool(repeated(pair, 365, 2)) == repeats


def test_complaints_of_one_day_count_each() -> None:
    assert found(complaint(1), complaint(2)) == {SELLER: {"TS1", "TS2"}}


def test_one_complaint_repeats_nothing_and_nobody_s_add_to_another_s() -> None:
    assert found(complaint(1)) == {}
    assert found(complaint(1), complaint(2, subject=OTHER)) == {}


def test_a_chain_of_complaints_repeats_although_its_ends_do_not() -> None:
    chain = [complaint(1), complaint(2, 300), complaint(3, 600), complaint(4, 1200)]
    assert found(*chain) == {SELLER: {"TS1", "TS2", "TS3"}}


def by_brute_force(
    complaints: Iterable[Complaint], within: int, least: int
) -> dict[Subject, frozenset[str]]:
    """Every choice of so many complaints about one subject, whose ends are near enough."""
    answer: dict[Subject, set[str]] = {}
    for chosen in combinations(complaints, least):
        days = [each.verified_on.toordinal() for each in chosen]
        if len({each.subject for each in chosen}) == 1 and max(days) - min(days) <= within:
            answer.setdefault(chosen[0].subject, set()).update(e.complaint_no for e in chosen)
    return {subject: frozenset(numbers) for subject, numbers in answer.items()}


@given(
    data=st.lists(
        st.tuples(
            st.sampled_from([SELLER, OTHER, AGENCY]),
            st.one_of(
                st.integers(0, 1500),
                st.sampled_from([0, 1, 364, 365, 366, 729, 730, 731, 732]),
            ),
        ),
        max_size=9,
    ),
    least=st.sampled_from([2, 3]),
)
def test_what_repeats_agrees_with_brute_force(data, least) -> None:
    complaints = [
        Complaint(f"TS{n}", subject, FIRST + timedelta(days=days))
        for n, (subject, days) in enumerate(data)
    ]
    assert repeated(complaints, 365, least) == by_brute_force(complaints, 365, least)
    assert repeated(complaints[::-1], 365, least) == repeated(complaints, 365, least)
