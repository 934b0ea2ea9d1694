"""Whatever the row rules find in the synthetic insurer was planted, and the other way round."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from authenticity.rules import catalogue
from authenticity.rules.predicates import Frames

LIST_DATE = date(2026, 10, 12)
ROW_RULES = [
    rule.code for rule in catalogue.load() if rule.kind in ("row", "policy") and rule.level != "I"
]


@pytest.fixture(scope="module")
def frames(built):
    policies = built.judged.copy()
    for column in ("issued_on", "applied_on"):
        policies[column] = pd.to_datetime(policies[column])
    policies["entered_on"] = pd.to_datetime(policies["entered_at"]).dt.normalize()
    dates = policies[["policy_no", "issued_on", "applied_on", "entered_on"]]
    return Frames.of(built.party.merge(dates, on="policy_no"), policies, LIST_DATE)


@pytest.mark.parametrize("code", ROW_RULES)
def test_found_equals_planted(built, frames, code):
    rule = catalogue.load().rule(code)
    verdict = frames.judge(rule)
    if rule.kind == "policy":
        found = {(number, "", "") for number in built.judged["policy_no"][verdict.fails]}
    else:
        rows = frames.parties.data[verdict.fails]
        found = set(zip(rows["policy_no"], rows["role"], rows["seq"].astype(str), strict=True))
    truth = built.truth[built.truth["rule_code"] == code]
    planted = set(zip(truth["policy_no"], truth["party_role"], truth["party_seq"], strict=True))
    assert len(found - planted) == 0
    assert len(planted - found) == 0
    assert planted
