from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from tests import insurer

from authenticity.core_system import contract
from authenticity.core_system.conversion import Oddities, to_arrow
from authenticity.core_system.selection import Window
from authenticity.pull import scope


def table(name: str, *rows: dict[str, Any]) -> pa.Table:
    kinds = contract.load()[name]
    return to_arrow([[row.get(c) for c in kinds.kinds] for row in rows], kinds, Oddities())


def product(code: str, **changes: Any) -> dict[str, Any]:
    return {"product_code": code, "category": "LIFE", "term_months": 240, **changes}


DAYS = Window(date(2026, 9, 24), date(2026, 9, 28))

PRODUCTS = table(
    "product",
    product("LIFE20", cooling_off_days=15),
    product("WHOLE", term_months=None),
    product("YEAR", term_months=12),
    product("SHORT", term_months=6),
    product("FIRE", category="PROPERTY"),
)


def reason_of(**changes: Any) -> str | None:
    policies = table("policy", insurer.policy("P1", **changes))
    answer: str | None = scope.classify(policies, PRODUCTS, scope.load(), DAYS)["scope_reason"][
        0
    ].as_py()
    return answer


@pytest.mark.parametrize("code", ["LIFE20", "WHOLE", "YEAR"])
@pytest.mark.parametrize("status", ["IN_FORCE", "PENDING"])
def test_live_individual_business_of_a_year_or_more_is_in_scope(code: str, status: str) -> None:
    assert reason_of(product_code=code, status=status) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_individual": 0}, "group"),
        ({"product_code": "SHORT"}, "short_term"),
        ({"product_code": "FIRE"}, "category"),
        ({"status": "LAPSED"}, "not_live"),
        ({"status": "REJECTED", "is_individual": 0}, "not_live"),
    ],
)
def test_what_is_left_out_has_one_reason(changes: dict[str, Any], reason: str) -> None:
    assert reason_of(**changes) == reason


def test_a_policy_of_an_unknown_product_is_judged_rather_than_hidden() -> None:
    assert reason_of(product_code="NEW") is None


def test_the_policy_s_own_cooling_off_days_go_before_the_product_s() -> None:
    policies = table(
        "policy",
        insurer.policy("P1", cooling_off_days=20),
        insurer.policy("P2"),
        insurer.policy("P3", product_code="WHOLE"),
    )
    classified = scope.classify(policies, PRODUCTS, scope.load(), DAYS)
    assert classified["cooling_off_days"].to_pylist() == [20, 15, None]


def test_no_policies_is_no_trouble() -> None:
    empty = scope.classify(table("policy"), PRODUCTS, scope.load(), DAYS)
    assert empty.num_rows == 0
    assert (
        empty.schema
        == scope.classify(
            table("policy", insurer.policy("P1")), PRODUCTS, scope.load(), DAYS
        ).schema
    )


@pytest.mark.parametrize(
    ("entered_at", "updated_at", "day"),
    [
        ("2020-01-01 09:00:00", "2026-09-26 10:00:00", "2026-09-26"),
        ("2026-09-25 09:00:00", "2026-09-26 10:00:00", "2026-09-26"),
        ("2026-09-25 09:00:00", "2026-09-28 00:30:00", "2026-09-25"),
        ("2026-09-25 09:00:00", "2026-09-20 10:00:00", "2026-09-25"),
        ("2026-09-15 09:00:00", "2026-09-28 00:30:00", "2026-09-15"),
        ("2020-01-01 09:00:00", "2026-09-28 00:30:00", "2026-09-27"),
        ("2020-01-01 09:00:00", "2019-12-31 00:30:00", "2020-01-01"),
        ("2999-01-01 00:00:00", "2026-09-26 10:00:00", "2026-09-26"),
        (None, "2026-09-26 10:00:00", "2026-09-26"),
    ],
)
def test_t_is_the_day_of_the_change_or_else_of_the_entry(
    entered_at: str | None, updated_at: str, day: str
) -> None:
    row = insurer.policy("P1", entered_at=entered_at, updated_at=updated_at)
    classified = scope.classify(table("policy", row), PRODUCTS, scope.load(), DAYS)
    assert classified["entered_on"][0].as_py() == date.fromisoformat(day)
