"""The genuine customers are genuine, each spelling is tried, and an accusation would be counted."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from stdnum.cn import ric

from authenticity_lab.benchmarks import clean_customers
from authenticity_lab.genuine import book, persons, spellings
from authenticity_lab.genuine.defects import DEFECTS

PAIRS = book.ONE_IN * len(DEFECTS)
"""So many pairs have each defect."""
EVERYBODY = persons.of_numbers(range(6_000))


@pytest.mark.parametrize("attribute", ["id_no", "mobile", "landline", "account", "address"])
def test_no_two_persons_share_a_number_or_a_home(attribute: str) -> None:
    assert len({getattr(each, attribute) for each in EVERYBODY}) == len(EVERYBODY)


def test_the_numbers_obey_the_standard() -> None:
    numbers = [each.id_no for each in EVERYBODY if each.id_type == "RESIDENT_ID"]
    assert numbers
    assert all(ric.calc_check_digit(number) == number[-1] for number in numbers)
    assert all(
        each.id_no[6:14] == f"{each.born:%Y%m%d}" and int(each.id_no[16]) % 2 == each.is_male
        for each in EVERYBODY
        if each.id_type in ("RESIDENT_ID", "HKMT_RESIDENCE", "FOREIGN_PR")
        and each.id_no[:3] != "USA"
    )


@pytest.fixture(scope="module")
def made() -> list[book.Policy]:
    return list(book.policies(0, 5_000))


def test_each_spelling_is_tried(made: list[book.Policy]) -> None:
    tried = {(cell.split()[-1], spelt) for policy in made for cell, spelt in policy.spelt.items()}
    all_of_them = {
        (column, each.name) for column, ways in spellings.OF.items() for each in ways
    } | {("id_no", each.name) for ways in spellings.DOCUMENTS.values() for each in ways}
    assert all_of_them <= tried


def test_a_book_is_the_same_whenever_it_is_made(made: list[book.Policy]) -> None:
    assert list(book.policies(2_000, 2_003)) == made[4_000:4_006]


def _findings(rows: Iterator[tuple[str, str, str]]) -> pd.DataFrame:
    detail = {"field": "mobile"}
    columns = ["policy_no", "rule_code", "level", "party_role", "detail"]
    found = [(policy_no, rule, level, "INSURED", detail) for policy_no, rule, level in rows]
    return pd.DataFrame(found, columns=columns)


def test_whoever_is_accused_is_counted_with_the_spelling_and_a_warning_is_none() -> None:
    rows = [("P7A", "contact.mobile.invalid", "E"), ("P8A", "contact.mobile.invalid", "W")]
    judged = clean_customers.compare(_findings(iter(rows)), PAIRS)
    assert judged.accused.total() == 1
    assert next(iter(judged.accused)).startswith("contact.mobile.invalid, INSURED mobile: ")


def test_a_defect_is_missed_until_one_of_its_rules_names_it() -> None:
    nothing = clean_customers.compare(_findings(iter([])), PAIRS)
    assert nothing.planted == nothing.missed.total() > len(DEFECTS) - 2
    rows = [
        (policy.cells["policy_no"], policy.defect.rules[-1], "E")
        for pair in range(0, PAIRS, book.ONE_IN)
        for policy in book.policies(pair, pair + 1)
        if policy.defect
    ]
    judged = clean_customers.compare(_findings(iter(rows)), PAIRS)
    assert (judged.planted, judged.missed.total(), judged.accused.total()) == (len(rows), 0, 0)
