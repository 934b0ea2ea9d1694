"""The closed loop in the case store: what a batch that shows a correction, or does not, changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import insert
from tests.unit.cases.answer_samples import CASE, answer, apply, dispatched, employ
from tests.unit.cases.case_samples import DAY, contents, finding, kinds, rows

from authenticity.cases import claims, closed_loop, returning, states, verifying
from authenticity.cases.closed_loop import LoopResult
from authenticity.cases.correction_check import Change, Shown
from authenticity.dag_names import OPEN_CASES
from authenticity.ledger import ledger_entries
from authenticity.ledger.ledger_entries import Entry
from authenticity.settings import LOCAL
from authenticity.store.case_store import Store
from authenticity.store.resolution_tables import ManualItemRow

ERROR = finding(1, rule_code="identity.name_invalid")
HINT = finding(1, rule_code="contact.email.invalid", level="W")
OTHER = finding(1, rule_code="identity.sex_invalid")
NAME: Change = (("POLICYHOLDER", 1), "name")
EMAIL: Change = (("POLICYHOLDER", 1), "email")


def day(number: int) -> date:
    """The list date so many days after the first; answers are given on the second day after."""
    return DAY + timedelta(days=number)


def at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), tzinfo=LOCAL)


def judge(store: Store, on: date, **shown: Shown) -> LoopResult:
    """The run of a list date; what it shows of the error, and of the hint."""
    ids = {"error": ERROR.finding_id, "hint": HINT.finding_id}
    with store.begin() as connection:
        of_claims = {ids[name]: each for name, each in shown.items()}
        return closed_loop.judge(connection, on, of_claims, at(on, 2))


def verify(store: Store, on: date) -> None:
    with store.begin() as connection:
        verifying.verify(connection, CASE, "bo", at(on, 10))


def state(store: Store) -> tuple[str, str | None]:
    ((status, waits_for),) = rows(store, "SELECT status, waits_for FROM v_case")
    return status, waits_for


def outcomes(store: Store) -> dict[str, str | None]:
    names = {ERROR.finding_id: "error", HINT.finding_id: "hint", OTHER.finding_id: "other"}
    query = "SELECT finding_id, outcome FROM finding"
    return {names[finding_id]: outcome for finding_id, outcome in rows(store, query)}


def confirmed_on(store: Store) -> str | None:
    query = f"SELECT confirmed_on FROM finding WHERE finding_id = '{ERROR.finding_id}'"
    ((shown,),) = rows(store, query)
    return None if shown is None else str(shown)


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
    assert apply(answered, answer(HINT, "LEGITIMATE"), at=at(day(4), 10))[0].accepted
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


CONFIRMED = Shown(day(4), frozenset({NAME}), is_of_the_day=True)
UNDONE = Shown(day(5), is_of_the_day=True)


@pytest.fixture
def confirmed(store: Store) -> Store:
    """A case whose correction was shown."""
    dispatched(store, ERROR, OTHER)
    employ(store, "bo", "compliance")
    apply(store, answer(ERROR, "CORRECTED"), answer(OTHER, "LEGITIMATE"))
    assert judge(store, day(4), error=CONFIRMED).confirmed == 1
    return store


def test_a_correction_that_is_undone_before_the_case_is_verified_goes_back(
    confirmed: Store,
) -> None:
    result = judge(confirmed, day(5), error=UNDONE)
    assert list(result.sent_back) == [CASE]
    assert state(confirmed) == ("RETURNED", "clerk")
    assert confirmed_on(confirmed) is None


def test_a_correction_that_still_stands_is_confirmed_once(confirmed: Store) -> None:
    before = contents(confirmed)
    standing = Shown(day(5), frozenset({NAME}), is_of_the_day=True)
    for on, shown in ((day(5), standing), (day(6), standing), (day(6), CONFIRMED)):
        assert judge(confirmed, on, error=shown) == LoopResult()
    assert contents(confirmed) == before


def test_a_list_date_of_before_the_confirmation_asks_nothing(confirmed: Store) -> None:
    with confirmed.read() as connection:
        assert claims.waiting(connection, day(4)) == []
        assert len(claims.waiting(connection, day(5))) == 1


def test_a_verified_correction_is_not_judged_again(confirmed: Store) -> None:
    verify(confirmed, day(4))
    before = contents(confirmed)
    assert judge(confirmed, day(5), error=UNDONE) == LoopResult()
    assert contents(confirmed) == before


def test_a_correction_undone_while_its_case_is_with_the_back_office_loses_its_answer(
    confirmed: Store,
) -> None:
    with confirmed.begin() as connection:
        returning.take_back(connection, CASE, "请补充", at(day(4), 9), "bo", [OTHER.finding_id])
        states.move(connection, {CASE: {}}, states.RETURNED, at(day(4), 9), "bo")
    result = judge(confirmed, day(5), error=UNDONE)
    assert list(result.sent_back) == [CASE]
    assert outcomes(confirmed)["error"] is None
    assert kinds(confirmed, CASE)[-1] == "answers_returned"
    apply(confirmed, answer(OTHER, "LEGITIMATE"), at=at(day(5), 9))
    assert state(confirmed) == ("RETURNED", "clerk"), "the other answer is awaited again"


def test_claims_say_when_a_call_or_a_person_found_it(store: Store) -> None:
    call = finding(1, rule_code="callback.data_mismatch", detail={"called_at": "2026-09-23 10:00"})
    item = finding(1, rule_code="manual.problem_item", subject_key="item", detail={})
    dispatched(store, call, item, ERROR)
    entered = {"entered_by": "bo", "entered_at": datetime(2026, 9, 23, 8, 0, tzinfo=UTC)}
    row = {
        "item_id": "item",
        "policy_no": "P0001",
        "field": "name",
        "description": "",
        "origin": "x",
    }
    with store.begin() as connection:
        connection.execute(insert(ManualItemRow).values(**row, **entered))
    apply(store, *(answer(each, "CORRECTED") for each in (call, item, ERROR)))
    with store.read() as connection:
        found = {each.rule_code: each.found_at for each in claims.waiting(connection, day(4))}
    assert found == {
        "callback.data_mismatch": datetime.fromisoformat("2026-09-23 10:00"),
        "manual.problem_item": datetime.fromisoformat("2026-09-23 16:00"),
        ERROR.rule_code: None,
    }


@pytest.mark.parametrize(("hour", "is_confirmed"), [(11, True), (9, False)])
def test_a_call_of_before_the_correction_says_nothing_against_it(
    store: Store, hour: int, is_confirmed: bool
) -> None:
    known = {"rule_code": "callback.data_mismatch", "party_role": None, "party_seq": None}
    calls = [
        finding(1, **known, subject_key=f"call:{n}", detail={"called_at": f"2026-09-23 10:{n}0"})
        for n in range(2)
    ]
    dispatched(store, *calls)
    apply(store, *(answer(each, "CORRECTED") for each in calls))
    mended = Shown(
        DAY, frozenset({NAME}), keyed_at=datetime.fromisoformat(f"2026-09-23 {hour:02}:00")
    )
    with store.begin() as connection:
        shown = {each.finding_id: mended for each in calls}
        result = closed_loop.judge(connection, day(4), shown, at(day(4), 2))
    assert result.confirmed == (2 if is_confirmed else 0)


CALL = ("callback.data_mismatch", {"called_at": "2026-09-23 10:00"})
CALLED = ("manual.problem_item", {"field": "name", "origin": "callback"})
COMPLAINED = ("manual.problem_item", {"field": "name", "origin": "complaint"})
JUDGED = ("identity.id_no.checksum", {"field": "id_no"})


@pytest.mark.parametrize(
    ("rule", "keyed_at", "since"),
    [
        (CALL, "2026-09-25 15:00", day(2)),  # a day before the list that shows it
        (CALL, "2026-09-26 23:59", day(3)),
        (CALL, None, day(3)),  # a signature, which no field shows: after the answer
        (CALLED, "2026-09-25 15:00", day(2)),
        (COMPLAINED, "2026-09-25 15:00", None),
        (JUDGED, "2026-09-25 15:00", None),
    ],
)
def test_a_new_call_counts_from_the_day_after_the_correction(
    store: Store, rule: tuple, keyed_at: str | None, since: date | None
) -> None:
    code, detail = rule
    found = finding(1, rule_code=code, party_role=None, party_seq=None, detail=detail)
    dispatched(store, found)
    apply(store, answer(found, "CORRECTED"))
    hour = datetime.fromisoformat(keyed_at) if keyed_at else None
    judged_on = day(3) if hour else None
    shown = Shown(judged_on, frozenset({NAME}), is_asked=bool(hour), keyed_at=hour)
    with store.begin() as connection:
        closed_loop.judge(connection, day(4), {found.finding_id: shown}, at(day(4), 2))
    query = "SELECT CAST(confirmed_on AS TEXT), CAST(call_since AS TEXT) FROM finding"
    assert rows(store, query) == [(str(judged_on or day(4)), str(since) if since else None)]


def test_a_batch_whose_findings_are_not_recorded_judges_no_correction(answered: Store) -> None:
    """Its step failed, the list after it ran first: that nothing was found there says nothing."""
    ids = ERROR.finding_id, HINT.finding_id
    shown = dict(zip(ids, (Shown(day(3), frozenset({NAME})), Shown(None)), strict=True))

    def judged(on: date) -> set[str]:
        with answered.read() as connection:
            return set(closed_loop.of_recorded_batches(connection, on, shown))

    assert judged(day(4)) == {HINT.finding_id}
    assert judged(day(3)) == set(ids), "the list of the day records its own findings"
    with answered.begin() as connection:
        ledger_entries.write(connection, day(3), OPEN_CASES, [Entry("findings_recorded", 0, 0)])
    assert judged(day(4)) == set(ids)
