"""A run that somebody starts in the UI makes the list of the date that he gives."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.integration.conftest import House

from authenticity.steps import pull


@pytest.mark.parametrize(
    ("instant", "list_date"),
    [
        (datetime(2026, 9, 27, 16, tzinfo=UTC), "2026-09-28"),  # midnight in Shanghai
        (datetime(2026, 9, 28, 9, 30, tzinfo=UTC), "2026-09-28"),
        (datetime(2026, 10, 3, 4, tzinfo=UTC), "2026-09-30"),  # National Day
    ],
)
def test_the_date_given_is_the_list_date(house: House, instant: datetime, list_date: str) -> None:
    assert pull.changes(instant) == list_date
