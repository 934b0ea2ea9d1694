"""The closed loop in the case store: what a batch that shows a correction, or does not, changes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from tests.unit.cases.answer_samples import CASE, answer, apply, dispatched, employ
from tests.unit.cases.case_samples import DAY, finding, kinds, rows

from authenticity.cases import closed_loop, verifying
from authenticity.cases.closed_loop import LoopResult
from authenticity.cases.correction_check import Change, Shown
from authenticity.settings import LOCAL
from authenticity.store.case_store import Store

ERROR = finding(1, rule_code="identity.name_invalid")
HINT = finding(1, rule_code="contact.email.invalid", level="W")
NAME: Change = (("POLICYHOLDER", 1), "name")
EMAIL: Change = (("POLICYHOLDER", 1), "email")


def day(number: int) -> date:
    """The list date so many days after the first; answers are given on the second day after."""
    return DAY + timedelta(days=number)


def judge(store: Store, on: date, **shown: Shown) -> LoopResult:
    """The run of a list date; what it shows of the error, and of the hint."""
    ids = {"error": ERROR.finding_id, "hint": HINT.finding_id}
    at = datetime.combine(on, time(2, 10), tzinfo=LOCAL)
    with store.begin() as connection:
        of_claims = {ids[name]: each for name, each in shown.items()}
        return closed_loop.judge(connection, on, of_claims, at)


def verify(store: Store, on: date) -> None:
    with store.begin() as connection:
        at = datetime.combine(on, time(10), tzinfo=LOCAL)
        verifying.verify(connection, CASE, "bo", at)


def state(store: Store) -> tuple[str, str | None]:
    ((status, waits_for),) = rows(store, "SELECT status, waits_for FROM v_case")
    return status, waits_for


def outcomes(store: Store) -> dict[str, str | None]:
    names = {ERROR.finding_id: "error", HINT.finding_id: "hint"}
    query = "SELECT finding_id, outcome FROM finding"
    return {names[finding_id]: outcome for finding_id, outcome in rows(store, query)}


@pytest.fixture
def answered(store: Store) -> Store:
    """A case of an error and a warning, both answered CORRECTED."""
    dispatched(store, ERROR, HINT)
    employ(store, "bo", "compliance")
    apply(store, answer(ERROR, "CORRECTED"), answer(HINT, "CORRECTED"))
    return store


NOT_SHOWN = Shown(day(4), is_of_the_day=True)


def test_a_warning_whose_correction_is_not_shown_goes_back_alone(answered: Store) -> None:
    right = Shown(day(4), frozenset({NAME}), is_of_the_day=True)
    result = judge(answered, day(4), error=right, hint=NOT_SHOWN)
    assert result == LoopResult(confirmed=1, sent_back={})
    assert state(answered) == ("RESOLVED", "verifier")
    assert outcomes(answered) == {"error": "CORRECTED", "hint": None}
    assert kinds(answered, CASE)[-1] == "answers_returned"
    verify(answered, day(4))
    assert outcomes(answered) == {"error": "CORRECTED", "hint": None}


def test_an_error_whose_correction_is_not_shown_takes_its_case_along(answered: Store) -> None:
    right = Shown(day(4), frozenset({EMAIL}), is_of_the_day=True)
    result = judge(answered, day(4), error=NOT_SHOWN, hint=right)
    assert list(result.sent_back) == [CASE]
    assert state(answered) == ("RETURNED", "clerk")
    assert outcomes(answered) == {"error": None, "hint": "CORRECTED"}


def test_a_warning_that_goes_back_may_be_answered_again_while_its_case_waits(
    answered: Store,
) -> None:
    judge(answered, day(4), hint=NOT_SHOWN)
    at = datetime.combine(day(4), time(10), tzinfo=LOCAL)
    assert apply(answered, answer(HINT, "LEGITIMATE"), at=at)[0].accepted
    assert state(answered) == ("RESOLVED", "core_system")
    assert outcomes(answered) == {"error": "CORRECTED", "hint": "LEGITIMATE"}


@pytest.mark.parametrize("is_proven", [True, False])
def test_a_warning_holds_no_verification_and_is_verified_only_with_what_it_needs(
    store: Store, is_proven: bool
) -> None:
    dispatched(store, ERROR, HINT)
    employ(store, "bo", "compliance")
    evidence = {} if is_proven else {"evidence": ()}
    apply(store, answer(ERROR, "LEGITIMATE"), answer(HINT, "LEGITIMATE", **evidence))
    assert state(store) == ("RESOLVED", "verifier")
    verify(store, day(4))
    assert state(store) == ("VERIFIED", None)
    assert outcomes(store) == {"error": "LEGITIMATE", "hint": "LEGITIMATE" if is_proven else None}
