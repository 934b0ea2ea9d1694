"""The truth table: base rates, coverage, and no word about any person."""

from __future__ import annotations

from datetime import date

import pytest

from authenticity.rules import catalogue
from authenticity_lab.synthetic import season
from authenticity_lab.synthetic.defects import RECORD_DEFECTS, WORLD_DEFECTS

RATES = {
    ("BANK", "missing"): 0.0525,
    ("BANK", "false"): 0.0118,
    ("AGENT", "missing"): 0.0031,
    ("AGENT", "false"): 0.0039,
}
OTHER_CODES = {
    "callback.data_mismatch",
    "clock.receipt_overdue",
    "recheck.repeat_mis_selling",
    "suspicious.consecutive_phones",
}
UNTOUCHED = {"callback.data_mismatch", "clock.receipt_overdue"}
"""A call or the calendar makes these true, on whatever day the policy was changed last."""
FAMILIES = "suspicious.shared_"


def planted(built, channel, kind):
    """Share of the channel's judged policies with a mark of the kind, families' sharing aside."""
    truth, judged = built.truth, built.judged
    rows = truth[(truth["kind"] == kind) & (truth["rule_code"] != "recheck.repeat_mis_selling")]
    mine = judged[judged["channel_code"] == channel]["policy_no"]
    return mine.isin(rows["policy_no"]).mean()


@pytest.mark.parametrize(("channel", "kind"), RATES, ids="-".join)
def test_base_rates_of_the_inspection_come_out(built, channel, kind):
    assert planted(built, channel, kind) == pytest.approx(RATES[channel, kind], rel=0.25, abs=5e-4)


def test_every_defect_of_the_registry_is_planted_on_a_list_date(built):
    codes = {defect.rule_code for defect in [*RECORD_DEFECTS, *WORLD_DEFECTS]} | OTHER_CODES
    assert codes == set(built.truth["rule_code"]) - {"identity.id_no.legacy"}
    dated = built.truth[built.truth["list_date"] != ""]
    never = codes - set(dated["rule_code"]) - {"recheck.repeat_mis_selling"}
    assert not never


def test_every_error_rule_of_the_catalogue_is_planted(built):
    errors = [rule for rule in catalogue.load() if rule.enabled and rule.level == "E"]
    codes = {rule.code for rule in errors if rule.kind != "manual"}  # which people enter
    assert codes <= set(built.truth["rule_code"])


def test_list_dates_are_the_runs_of_the_season_or_null_for_the_stock(built):
    runs = {str(day) for day in season.list_dates()}
    assert set(built.truth["list_date"]) == runs | {""}
    merged = built.truth.merge(built.policy[["policy_no", "updated_at"]], on="policy_no")
    merged = merged[~merged["rule_code"].isin({"recheck.repeat_mis_selling", *UNTOUCHED})]
    is_stock = merged["updated_at"] < "2026-09-24"
    assert (is_stock == (merged["list_date"] == "")).all()


def test_calls_and_clocks_find_policies_that_nobody_changed(built):
    merged = built.truth.merge(built.policy[["policy_no", "updated_at"]], on="policy_no")
    is_stock = merged["updated_at"] < "2026-09-24"
    quiet = merged[is_stock & (merged["list_date"] != "")]
    assert set(quiet["rule_code"]) == UNTOUCHED


def test_a_receipt_is_overdue_exactly_where_the_truth_says_so(built):
    """Ten working days, counted here one by one, are over when the list is made."""
    due = built.judged[built.judged["issued_on"].notna() & built.judged["receipt_signed_on"].isna()]
    truth = built.truth[built.truth["rule_code"] == "clock.receipt_overdue"]
    listed = dict(zip(truth["policy_no"], truth["list_date"], strict=True))
    last_run = str(season.list_dates()[-1])
    for row in due.itertuples():
        last_day = season.working_days_after(date.fromisoformat(row.issued_on), 10)
        assert (str(last_day) < last_run) == (row.policy_no in listed), row.policy_no
        if listed.get(row.policy_no):
            assert str(last_day) < listed[row.policy_no]


def test_nothing_out_of_scope_is_in_the_truth(built):
    assert set(built.truth["policy_no"]) <= set(built.judged["policy_no"])


def test_records_out_of_scope_have_faults_that_nobody_must_list(built):
    outside = built.policy[~built.policy["policy_no"].isin(built.judged["policy_no"])]
    outside = outside[outside["is_individual"] == 1]["policy_no"]
    holders = built.party[built.party["role"] == "POLICYHOLDER"]
    assert holders[holders["policy_no"].isin(outside)]["sex"].isna().any()


def test_truth_tells_no_personal_value(built):
    told = set(built.truth.drop(columns="policy_no").to_numpy().ravel())
    for column in ("name", "id_no", "mobile", "phone", "email", "address", "birth_date"):
        assert not told & set(built.party[column].dropna()) - {""}, column
    assert not told & set(built.party["customer_no"].dropna())


def test_marks_name_a_party_that_is_there(built):
    parties = set(zip(*(built.party[name] for name in ("policy_no", "role", "seq")), strict=True))
    named = built.truth[built.truth["party_role"] != ""]
    for row in named.itertuples():
        assert (row.policy_no, row.party_role, int(row.party_seq)) in parties


def test_one_policy_has_one_thing_wrong(built):
    truth = built.truth
    errors = truth[(truth["level"] == "E") & (truth["kind"] == "missing")]
    assert (errors.groupby("policy_no")["rule_code"].nunique() == 1).all()
