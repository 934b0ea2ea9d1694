"""An answer CORRECTED is believed when value, rule and field all show it, and no sooner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from authenticity.cases import correction_check
from authenticity.cases.correction_check import Claim, Found, Shown, decide

LISTED, JUDGED, DUE = date(2026, 9, 24), date(2026, 9, 28), date(2026, 9, 29)

CLAIM = Claim(
    finding_id="f1",
    list_date=LISTED,
    rule_code="suspicious.salesperson_phone",
    level="E",
    policy_no="P1",
    party_role="POLICYHOLDER",
    party_seq=1,
    customer_no="C1",
    subject_key="phone:0a1b2c3d4e5f",
    detail={"field": "mobile"},
    case_no="C20260924-00001",
    due_on=DUE,
)
HOLDER, INSURED = ("POLICYHOLDER", 1), ("INSURED", 1)
CHANGED = Shown(JUDGED, frozenset({(HOLDER, "mobile")}), is_of_the_day=True)


def found(rule_code: str, **content: Any) -> Found:
    known: dict[str, Any] = {
        "level": "E",
        "party_role": "POLICYHOLDER",
        "party_seq": 1,
        "subject_key": "",
        "fields": ("mobile", "phone"),
        "is_known": False,
    }
    return Found(rule_code, **(known | content))


def test_a_changed_value_without_a_finding_confirms() -> None:
    assert decide(CLAIM, CHANGED, [], JUDGED) == "confirmed"


def test_what_no_field_can_show_is_confirmed_by_itself() -> None:
    assert decide(CLAIM, Shown(None, is_asked=False), [], JUDGED) == "confirmed"


def test_a_false_value_for_another_goes_back() -> None:
    swapped = [found("suspicious.relative_phone", subject_key="phone:ffffffffffff")]
    assert decide(CLAIM, CHANGED, swapped, JUDGED) == "new_error"
    assert decide(CLAIM, CHANGED, [found("contact.mobile.invalid")], JUDGED) == "new_error"


@pytest.mark.parametrize(
    "beside",
    [
        found("suspicious.relative_phone", level="W"),
        found("suspicious.relative_phone", party_role="INSURED"),
        found("identity.name_invalid", fields=("name",)),
        found("suspicious.shared_phone", is_known=True),
    ],
    ids=["warning", "another party", "another field", "has its own outcome"],
)
def test_what_says_nothing_of_the_changed_value_does_not_block(beside: Found) -> None:
    assert decide(CLAIM, CHANGED, [beside], JUDGED) == "confirmed"


@pytest.mark.parametrize(
    "again",
    [
        found("suspicious.salesperson_phone", subject_key="phone:ffffffffffff", is_known=True),
        found("suspicious.salesperson_phone", subject_key=CLAIM.subject_key, party_role="INSURED"),
    ],
    ids=["another salesperson's", "moved to the insured"],
)
def test_the_rule_that_fails_again_goes_back_though_the_case_knows_it(again: Found) -> None:
    assert decide(CLAIM, CHANGED, [again], JUDGED) == "still_fails"


def test_the_rule_may_fail_for_another_party_or_as_a_warning() -> None:
    other = found(CLAIM.rule_code, party_role="INSURED", subject_key="phone:ffffffffffff")
    assert decide(CLAIM, CHANGED, [other], JUDGED) == "confirmed"
    assert decide(CLAIM, CHANGED, [found(CLAIM.rule_code, level="W")], JUDGED) == "confirmed"


def test_who_keeps_the_number_has_a_finding_of_the_own() -> None:
    kept = found(CLAIM.rule_code, subject_key=CLAIM.subject_key, party_role="INSURED")
    by_insured = replace(CHANGED, keepers=frozenset({INSURED}))
    assert decide(CLAIM, by_insured, [kept], JUDGED) == "confirmed"
    assert decide(CLAIM, CHANGED, [kept], JUDGED) == "still_fails", "it was moved there"


@pytest.mark.parametrize(
    ("party", "decision"),
    [(INSURED, "new_error"), (HOLDER, "confirmed"), (("INSURED", 2), "confirmed")],
    ids=["the one that was changed", "the holder", "another insured"],
)
def test_a_finding_of_the_whole_policy_is_blocked_by_whom_it_changed(
    party: correction_check.Party, decision: str
) -> None:
    call = replace(CLAIM, rule_code="callback.data_mismatch", party_role=None, party_seq=None)
    changed = replace(CHANGED, changed=frozenset({(INSURED, "mobile")}))
    wrong = found("contact.mobile.invalid", party_role=party[0], party_seq=party[1])
    assert decide(call, changed, [wrong], JUDGED) == decision


def test_a_changed_field_of_the_policy_is_everybodys() -> None:
    account = replace(CLAIM, rule_code="suspicious.salesperson_account")
    changed = replace(CHANGED, changed=frozenset({((None, None), "payer_account")}))
    wrong = found("suspicious.shared_account", fields=("account_no", "payer_account"))
    assert decide(account, changed, [wrong], JUDGED) == "new_error"
    assert decide(account, CHANGED, [wrong], JUDGED) == "confirmed"


@pytest.mark.parametrize(
    ("shown", "why"),
    [(Shown(None), "no_entry"), (Shown(JUDGED), "unchanged")],
    ids=["nobody keyed anything in", "something else was keyed in"],
)
def test_it_waits_until_the_policy_is_an_entry_or_due_has_passed(shown: Shown, why: str) -> None:
    assert decide(CLAIM, shown, [], DUE) == "waits"
    assert decide(CLAIM, shown, [], date(2026, 9, 30)) == why
    assert decide(CLAIM, replace(shown, is_of_the_day=True), [], JUDGED) == why


def test_a_confirmed_correction_is_judged_by_later_batches_only_and_goes_back_at_once() -> None:
    before_due = date(2026, 9, 28)
    undone = Shown(JUDGED)
    seen = replace(CLAIM, confirmed_on=LISTED)
    assert decide(seen, undone, [], before_due) == "unchanged"
    assert decide(seen, CHANGED, [found(CLAIM.rule_code)], before_due) == "still_fails"
    assert decide(seen, CHANGED, [], before_due) == "confirmed"
    for on in (JUDGED, date(2026, 9, 30)):
        judged_before = replace(CLAIM, confirmed_on=on)
        assert decide(judged_before, undone, [], date(2026, 10, 30)) == "confirmed"
    assert decide(seen, Shown(None), [], date(2026, 10, 30)) == "confirmed"


def test_another_number_of_the_party_that_is_explained_does_not_block() -> None:
    again = found(CLAIM.rule_code, subject_key="phone:ffffffffffff", is_known=True)
    explained = replace(again, is_explained=True)
    assert decide(CLAIM, CHANGED, [again], JUDGED) == "still_fails"
    assert decide(CLAIM, CHANGED, [explained], JUDGED) == "confirmed"
    same_number = replace(explained, subject_key=CLAIM.subject_key)
    assert decide(CLAIM, CHANGED, [same_number], JUDGED) == "still_fails"


def test_every_reason_to_send_back_has_words() -> None:
    from authenticity.cases.closed_loop import _WHY

    sends_back = set(correction_check.Decision.__args__) - {"confirmed", "waits"}
    assert set(_WHY) == sends_back
