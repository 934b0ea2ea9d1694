"""What the door makes of phones: the next number's token, and the second number in a cell."""

from __future__ import annotations

import pytest
from tests.unit.privacy.test_protect import party, protected, tokens


@pytest.mark.parametrize(
    ("number", "after"),
    [
        ("13912340567", "139 1234 0568"),
        ("１３９１２３４０５６９", "+86 139-1234-0570"),
        ("13912349999", "13912350000"),
        ("+852 9123 4567", "+852 9123 4568"),
    ],
)
def test_the_token_of_the_next_number_is_the_next_number_s_token(number: str, after: str) -> None:
    both = protected("party", party(mobile=number), party(mobile=after))
    assert tokens(both, "mobile_next_token")[0] == tokens(both, "mobile_token")[1] is not None
    assert tokens(both, "mobile_next_token")[1] != tokens(both, "mobile_token")[0]


@pytest.mark.parametrize("mobile", [None, "", "无", "1391234567", "13800138000", "0755-81352467"])
def test_what_is_no_mobile_has_no_next_number(mobile: str | None) -> None:
    assert tokens(protected("party", party(mobile=mobile)), "mobile_next_token") == [None]


LANDLINE, MOBILE, OTHER_MOBILE = "0668-2881234", "13826171234", "13926175678"


@pytest.mark.parametrize("parting", ["/", " ", "、", "；", ";", ",", "，", "或", " / "])
def test_the_second_number_in_a_cell_stands_where_the_other_cell_is_blank(parting: str) -> None:
    both = protected(
        "party",
        party(phone=LANDLINE + parting + MOBILE),
        party(mobile=MOBILE + parting + LANDLINE, phone="无"),
        party(mobile=MOBILE, phone=LANDLINE),
    )
    for column in ("mobile_token", "phone_token", "mobile_next_token", "mobile_kind", "phone_kind"):
        assert len(set(tokens(both, column))) == 1
    assert both["mobile_kind"].to_pylist() == ["mobile"] * 3


def test_two_mobiles_in_one_cell_stand_in_both_columns() -> None:
    two = protected("party", party(mobile=f"{MOBILE}/{OTHER_MOBILE}"), party(mobile=OTHER_MOBILE))
    assert tokens(two, "phone_token")[0] == tokens(two, "mobile_token")[1]
    assert two["phone_kind"].to_pylist() == ["mobile", None]


def test_the_first_of_two_numbers_stays_where_it_was_keyed_in() -> None:
    two = protected("party", party(phone=f"{MOBILE}/{LANDLINE}"), party(mobile=LANDLINE))
    assert tokens(two, "mobile_token")[0] == tokens(two, "mobile_token")[1]
    assert two["mobile_kind"].to_pylist() == ["landline", "landline"]
    assert two["phone_kind"].to_pylist()[0] == "mobile"
    assert tokens(two, "mobile_next_token") == [None, None]


@pytest.mark.parametrize(
    "phones",
    [
        *(LANDLINE, f"{LANDLINE}/801", f"{LANDLINE}转80123", f"{LANDLINE}/2881235"),
        *(f"{LANDLINE}/{LANDLINE}", f"{LANDLINE}/0668 2881234", f"{LANDLINE}/1382617123"),
        *(f"{LANDLINE}/13800138000", f"{LANDLINE}/440902199001011234", f"{LANDLINE}/4008201357"),
    ],
)
def test_what_is_no_second_number_fills_no_blank_cell(phones: str) -> None:
    assert tokens(protected("party", party(phone=phones)), "mobile_token") == [None]


@pytest.mark.parametrize("mobile", [OTHER_MOBILE, "1392617567", "95588"])
def test_a_second_number_takes_no_place_from_what_was_keyed_in(mobile: str) -> None:
    alone = protected("party", party(mobile=mobile, phone=LANDLINE))
    beside = protected("party", party(mobile=mobile, phone=f"{LANDLINE}/{MOBILE}"))
    for column in ("mobile_token", "phone_token", "mobile_kind"):
        assert tokens(alone, column) == tokens(beside, column)


@pytest.mark.parametrize("table", ["salesperson", "agency_staff"])
def test_the_second_number_in_a_register_is_compared_too(table: str) -> None:
    listed = protected(table, {"phone": f"{LANDLINE}/{MOBILE}"})
    customer = protected("party", party(mobile=MOBILE))
    assert tokens(listed, "mobile_token") == tokens(customer, "mobile_token")
