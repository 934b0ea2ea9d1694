"""The oracle of the register rules against a join of the texts, each column with each.

Salespeople's phones are in `test_sharing_oracle`, whose join knows no code of ours.
"""

from __future__ import annotations

import pandas as pd
import pytest

from authenticity.values import person_name, phone, postal_address

HOUSELESS = r"(?:村|屯|寨)(?:\d+组)?$"
"""How a village that names no house ends, as the synthetic insurer writes it."""

PHONES, ADDRESS = ("mobile", "phone"), ("address",)
REGISTERS = {
    "suspicious.salesperson_address": ("salesperson", ADDRESS, ADDRESS),
    "suspicious.agency_phone": ("agency", ("phone",), PHONES),
    "suspicious.agency_address": ("agency", ADDRESS, ADDRESS),
    "suspicious.agency_staff_phone": ("agency_staff", PHONES, PHONES),
    "suspicious.agency_staff_address": ("agency_staff", ADDRESS, ADDRESS),
    "suspicious.relative_phone": ("salesperson_relative", ("mobile",), PHONES),
    "suspicious.relative_address": ("salesperson_relative", ADDRESS, ADDRESS),
}


def contacts(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """A row for each contact of the table in its canonical form, with the name beside it."""
    names = person_name.key(table["name"].astype("str")) if "name" in table else None
    parts = [table.assign(contact=canonical(table[column], column)) for column in columns]
    return pd.concat([part.assign(person=names) for part in parts]).dropna(subset="contact")


def canonical(column: pd.Series, name: str) -> pd.Series:
    texts = column.astype("str").where(column.notna())
    if name == "address":
        return postal_address.examine(texts).canonical
    return phone.examine(texts, is_mobile=name == "mobile").canonical


@pytest.fixture(scope="module")
def judged(built):
    """Policyholders and insureds that the rules judge."""
    party = built.party[built.party["role"] != "BENEFICIARY"]
    return party[party["policy_no"].isin(built.judged["policy_no"])]


@pytest.mark.parametrize("rule_code", REGISTERS)
def test_who_is_in_a_register_equals_a_join_of_the_texts(built, judged, rule_code):
    table, owned, held = REGISTERS[rule_code]
    register = built.read(f"SELECT * FROM {table}")
    if table == "agency_staff":
        register = register[register["valid_to"].isna()]  # who has left did so before the season
    owners = contacts(register, owned)[["contact", "person"]]
    met = contacts(judged, held).merge(owners, on="contact", suffixes=("", "_owner"))
    is_self = (met["person"] == met["person_owner"]).groupby([met["policy_no"], met["contact"]])
    numbers = is_self.any().rename("is_self").reset_index()
    in_village = numbers["contact"].str.contains(HOUSELESS)
    others = ~numbers["is_self"]
    truth = built.truth[built.truth["rule_code"] == rule_code]
    by_kind = {
        "false": numbers.loc[others & ~in_village, "policy_no"],
        "warning": numbers.loc[others & in_village, "policy_no"],
        "explained": numbers.loc[~others & (table != "agency_staff"), "policy_no"],
    }
    assert len(by_kind["false"])
    for kind, policies in by_kind.items():
        marked = truth[truth["kind"] == kind]
        assert set(marked["policy_no"]) == set(policies)
        assert set(marked["level"]) <= {"E" if kind == "false" else "W"}


def test_there_are_fellow_villagers_of_each_register(built):
    warned = built.truth[built.truth["kind"] == "warning"]
    addresses = {code for code in REGISTERS if code.endswith("_address")}
    assert addresses <= set(warned["rule_code"])
