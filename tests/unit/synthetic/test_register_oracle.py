"""The oracle of the register rules against a join of the texts, each column with each.

Salespeople's phones are in `test_sharing_oracle`, whose join knows no code of ours.
"""

from __future__ import annotations

import pandas as pd
import pytest

from authenticity.values import person_name, phone, postal_address

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
    by_policy = is_self.any().groupby(level="policy_no").all()
    truth = built.truth[built.truth["rule_code"] == rule_code]
    errors = set(truth.loc[truth["level"] == "E", "policy_no"])
    assert errors
    assert errors == set(by_policy.index[~by_policy])
    own_policies = set() if table == "agency_staff" else set(by_policy.index[by_policy])
    assert set(truth["policy_no"]) - errors == own_policies
