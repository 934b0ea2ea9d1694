from datetime import date

import duckdb
import numpy as np
import pytest

from authenticity.lake.views import known_days
from authenticity.values import no_date

DAYS = [
    *(date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1900, 1, 1), date(1949, 9, 30)),
    *(date(1949, 10, 1), date(1949, 10, 2), date(1969, 12, 30), date(1969, 12, 31)),
    *(date(1970, 1, 1), date(1970, 1, 2), date(1980, 1, 1), date(2000, 1, 1), date(2026, 9, 28)),
    *(date(2026, 9, 29), date(2099, 12, 31), date(2999, 12, 31), date(9999, 12, 31)),
]
LATEST = date(2026, 9, 28)


def test_statements_and_columns_know_the_same_days() -> None:
    one_by_one = [no_date.known(day, LATEST) for day in DAYS]
    column = no_date.known_days(np.array(DAYS, "M8[D]"), np.datetime64(LATEST))
    assert column.astype(object).tolist() == one_by_one
    read = known_days.selected("policy", "each.issued_on", f"DATE '{LATEST}'")
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE each AS SELECT UNNEST($days) AS issued_on", {"days": DAYS})
        rows = connection.execute(f"SELECT {read} FROM each").fetchall()
    assert [day for (day,) in rows] == one_by_one


def test_an_early_day_counts_and_the_end_of_a_term_may_lie_ahead() -> None:
    assert no_date.known(date(1949, 10, 2), LATEST) == date(1949, 10, 2)
    assert no_date.known(date(9999, 12, 31)) == date(9999, 12, 31)


@pytest.mark.parametrize(
    ("signed", "is_one"),
    [
        (date(2026, 9, 20), True),
        (date(2026, 8, 10), True),  # the issue date was keyed in anew
        (date(2025, 9, 26), True),
        (date(2025, 9, 25), False),
        (date(2000, 1, 1), False),
        (date(2026, 9, 29), False),
    ],
)
def test_a_year_before_the_issue_no_receipt_was_signed(signed: date, is_one: bool) -> None:
    found = no_date.receipt(signed, date(2026, 9, 26), LATEST)
    assert found == (signed if is_one else None)
    assert no_date.receipt(date(2024, 1, 31), date(2024, 2, 29), LATEST) == date(2024, 1, 31)


def test_receipts_without_an_issue_date_are_taken_as_they_are() -> None:
    assert no_date.receipt(date(2000, 1, 1), None, LATEST) == date(2000, 1, 1)
    assert no_date.receipt(None, date(2026, 9, 26), LATEST) is None
