"""Genuine oddities are there in numbers, and the truth holds nothing against them."""

from __future__ import annotations

import pytest

from authenticity_lab.synthetic import clerks_cells, hard_negatives, world

ENOUGH = 20
KINDS = [
    *hard_negatives.DOCUMENTS,
    *("county_younger_than_person", "county_retired", "minority_name", "village_address"),
    *("self_policy", "clerks_own_policy", "mobile_shared_within_policy", "payer_with_exception"),
    *("merged_customer", "unmerged_second_number", "twins", "namesakes"),
    *(kind.name for kind in clerks_cells.KINDS),
]


@pytest.fixture(scope="module")
def counts():
    return hard_negatives.count(world.make(world.InsurerSize(20_000)))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_abundant(counts, kind):
    assert counts[kind] >= ENOUGH


def test_no_kind_goes_uncounted(counts):
    assert set(counts) == set(KINDS)


SPELLINGS = {
    "lower case x": ("id_no", r"\d{17}x"),
    "full-width digits": ("id_no", r"[０-９]{17}[０-９Ｘ]"),
    "blanks inside a number": ("id_no", r"\d{6} \d{8} \d{3}[\dX]"),
    "blank inside a name": ("name", r"[\u4e00-\u9fff][ \u3000][\u4e00-\u9fff]+"),
    "look-alike dot in a name": ("name", r".*[•∙‧⋅●・･．].*"),
    "slashed date": ("birth_date", r"\d{4}/\d\d/\d\d"),
    "eight-digit date": ("birth_date", r"\d{8}"),
    "extension of a landline": ("phone", r".*(?:-|转|#)80\d"),
    "country code": ("mobile", r"\+86\d{11}"),
    "long-term validity": ("id_valid_until", "长期"),
    "endless validity": ("id_valid_until", "9999-12-31"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_each_spelling_of_a_right_value_occurs(built, spelling):
    column, pattern = SPELLINGS[spelling]
    assert built.party[column].str.fullmatch(pattern).sum() >= 5


def test_merges_have_chains(built):
    merged = built.read("SELECT customer_no, merged_into FROM customer_merge")
    assert merged["merged_into"].isin(merged["customer_no"]).sum() >= 5


def test_closed_accounts_have_gone_to_somebody_else(built):
    accounts = built.read("SELECT * FROM customer_account")
    closed = accounts[accounts["valid_to"].notna()]
    current = accounts[accounts["valid_to"].isna()]
    reused = closed.merge(current, on="account_no")
    assert (reused["account_name_x"] != reused["account_name_y"]).sum() >= 20


def test_former_staff_and_salespeople_are_in_the_registers(built):
    assert built.read("SELECT COUNT(*) AS n FROM agency_staff WHERE valid_to > ''")["n"][0] > 5
    assert built.read("SELECT COUNT(*) AS n FROM salesperson WHERE left_on > ''")["n"][0] > 3
