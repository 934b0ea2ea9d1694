"""Referrals to the committee: one open a subject, closed with its decision, by compliance."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.cases.case_samples import AT, rows

from authenticity.access.people import Person
from authenticity.audit import verification
from authenticity.errors import AccessError, ConfigurationError, StoreError
from authenticity.sanctions import referrals
from authenticity.store.case_store import Store

COY = Person("coy", "柯毅", "compliance", None, None, None, None, date(2026, 1, 1), None)
ANN = Person("ann", "王安", "clerk", "BANK", None, None, None, date(2026, 1, 1), None)
SHOWN = (
    "SELECT subject_kind, subject_no, reason, referred_by, decision, closed_by FROM v_referral"
    " ORDER BY referral_id"
)


def refer(store: Store, number: str = "A01", reason: str = "两次虚假", by: Person = COY) -> int:
    with store.begin() as connection:
        return referrals.refer(connection, "salesperson", number, reason, by, AT)


def close(store: Store, number: int, decision: str = "限期整改", by: Person = COY) -> bool:
    with store.begin() as connection:
        return referrals.close(connection, number, decision, by, AT)


def test_a_subject_has_one_open_referral_and_another_after_its_decision(store: Store) -> None:
    first = refer(store)
    assert refer(store, reason="又一次") == first
    assert refer(store, "A02") != first
    assert close(store, first)
    assert not close(store, first), "the same decision is on record already"
    assert refer(store) not in (first, first + 1)
    assert rows(store, SHOWN)[0] == (
        "salesperson", "A01", "两次虚假", "coy", "限期整改", "coy",
    )  # fmt: skip
    kinds = [row[0] for row in rows(store, "SELECT kind FROM v_case_event ORDER BY event_no")]
    assert kinds == ["referred", "referred", "referral_closed", "referred"]
    with store.read() as connection:
        assert verification.verify(connection).has_integrity


def test_another_decision_on_a_closed_one_and_an_unknown_number_are_refused(store) -> None:
    number = refer(store)
    close(store, number)
    with pytest.raises(StoreError, match="is closed with another decision"):
        close(store, number, "不予处理")
    with pytest.raises(StoreError, match="there is no referral 99"):
        close(store, 99)


def test_only_compliance_refers_and_closes(store: Store) -> None:
    with pytest.raises(AccessError, match="may not refer"):
        refer(store, by=ANN)
    number = refer(store)
    with pytest.raises(AccessError, match="may not refer"):
        close(store, number, by=ANN)


@pytest.mark.parametrize("text", ["", "  ", "很" * 2001])
def test_an_empty_or_endless_text_is_refused(store: Store, text: str) -> None:
    with pytest.raises(ConfigurationError, match="REASON has to have 1 to 2000"):
        refer(store, reason=text)
    number = refer(store)
    with pytest.raises(ConfigurationError, match="DECISION has to have"):
        close(store, number, text)


def test_numbers_are_kept_masked(store: Store) -> None:
    close(store, refer(store, reason="客户 13800138000 投诉"), "退还 6222020000000000001")
    ((_, _, reason, _, decision, _),) = rows(store, SHOWN)
    assert "13800138000" not in reason
    assert "6222020000000000001" not in decision
