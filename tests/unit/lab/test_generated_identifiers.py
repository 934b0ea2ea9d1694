"""Numbers hold what other people's checks ask of them."""

from __future__ import annotations

import numpy as np
import phonenumbers
from stdnum import luhn
from stdnum.cn import ric

from authenticity_lab.synthetic import identifiers, regions


def clean_ids(built):
    """ID numbers of judged parties without a mark, as typed but without blanks and widths."""
    clean = set(built.judged["policy_no"]) - set(built.truth["policy_no"])
    party = built.party
    party = party[(party["id_type"] == "RESIDENT_ID") & party["policy_no"].isin(clean)]
    typed = party["id_no"].str.normalize("NFKC").str.replace(" ", "").str.upper()
    return party.assign(number=typed)[typed.str.len() == 18]


def test_clean_resident_numbers_have_the_right_check_digit(built):
    numbers = clean_ids(built)["number"]
    assert len(numbers) > 20_000
    assert all(ric.calc_check_digit(number) == number[-1] for number in numbers)


def test_clean_resident_numbers_agree_with_sex(built):
    clean = clean_ids(built)
    clean = clean[clean["sex"].isin(["M", "F"])]
    is_odd = clean["number"].str[16].astype(int) % 2 == 1
    assert (is_odd == (clean["sex"] == "M")).all()


def test_county_codes_once_existed(built):
    known = set(regions.load().code.astype(str))
    assert set(clean_ids(built)["number"].str[:6]) <= known


def test_two_persons_never_have_one_number(built):
    clean = clean_ids(built)
    clean = clean[clean["name"].str.fullmatch(r"[\u4e00-\u9fa5]{2,3}")]
    by_number = clean.groupby("number")["birth_date"].nunique()
    assert len(by_number) == clean["number"].nunique() > 10_000


def test_mobiles_and_landlines_are_numbers_that_could_be_dialled():
    mobiles = identifiers.mobile_numbers(3000, 12_345_678)
    landlines = identifiers.landline_numbers(3000, 12_345_678)
    for number in [*map(str, mobiles), *(f"0{number}" for number in landlines)]:
        assert phonenumbers.is_valid_number(phonenumbers.parse(number, "CN")), number
    assert len(set(mobiles)) == len(set(landlines)) == 3000


def test_no_issued_mobile_looks_typed():
    for number in map(str, identifiers.mobile_numbers(20_000, 1)):
        assert "1234567" not in number
        assert not any(digit * 6 in number for digit in "0123456789")


def test_cards_have_a_luhn_digit_and_passbooks_are_left_out():
    numbers = identifiers.account_numbers(np.arange(1000))
    cards = [number for number in numbers if len(number) == 19]
    assert len(cards) == 900
    assert all(luhn.is_valid(number) for number in cards)
    assert len(set(numbers)) == 1000


def test_codes_in_the_table_have_lived():
    table = regions.load()
    assert len(table.code) > 3000
    assert (table.first_year <= table.last_year).all()
    assert (table.last_year < regions.OPEN_END).sum() > 500
