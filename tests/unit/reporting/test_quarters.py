from datetime import date

import pytest

from authenticity.errors import ConfigurationError
from authenticity.reporting.quarter.quarters import Quarter


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026q2 ", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_has_its_months(text: str, first: date, last: date) -> None:
    quarter = Quarter.read(text)
    assert (quarter.first, quarter.last) == (first, last)
    assert Quarter.of(first) == Quarter.of(last) == quarter


def test_the_quarters_beside_it_cross_the_year() -> None:
    assert str(Quarter(2026, 1).previous) == "2025Q4"
    assert str(Quarter(2026, 4).previous) == "2026Q3"
    assert str(Quarter(2026, 3).year_ago) == "2025Q3"


@pytest.mark.parametrize("text", ["", "2026", "2026Q5", "26Q1", "2026-Q1", "2026Q1; rm"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="is no quarter"):
        Quarter.read(text)
