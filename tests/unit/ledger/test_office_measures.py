"""Policies in scope by channel and branch, as the ledger has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from tests.unit.cases.case_samples import KEY

from authenticity.dag_names import OPEN_CASES
from authenticity.ledger import ledger_entries, office_measures
from authenticity.ledger.office_measures import Office
from authenticity.store.case_store import Store, open_store

DAY, NEXT = date(2026, 9, 28), date(2026, 9, 29)


@pytest.fixture
def store(made_store_url: str) -> Iterator[Store]:
    store = open_store(made_store_url, KEY)
    yield store
    store.close()


def test_offices_add_up_over_days_whatever_stands_in_their_codes(store: Store) -> None:
    strokes, percent = Office("网/点", "44/1"), Office("A%2F", "50%_")
    with store.begin() as connection:
        for day, judged in ((DAY, {strokes: 3, percent: 1}), (NEXT, {strokes: 4})):
            entries = office_measures.entries(judged, sum(judged.values()))
            ledger_entries.write(connection, day, OPEN_CASES, entries)
    with store.read() as connection:
        found = office_measures.judged_by_office(connection, [DAY, NEXT])
        assert office_measures.judged_by_office(connection, [NEXT]) == {strokes: 4}
    assert found == {strokes: 7, percent: 1}


def test_a_policy_of_no_office_breaks_the_sum() -> None:
    entries = office_measures.entries({Office("BANK", "4401"): 2}, 3)
    assert [entry.is_balanced for entry in entries] == [True, False]
