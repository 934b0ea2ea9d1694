"""A list date that is run again: what changes nothing, what is taken back, what stays as told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import inspect
from tests.unit.cases.answer_samples import ANSWERED, answer, apply, dispatched, employ
from tests.unit.cases.case_samples import (
    AT,
    LATER,
    NEXT,
    cases,
    contents,
    dispatch,
    finding,
    kinds,
    policy,
    rows,
    run_day,
    statuses,
)

from authenticity.cases import verifying
from authenticity.errors import StoreError
from authenticity.findings.finding import Finding
from authenticity.store.case_store import Store

OTHER = "identity.sex_mismatch"
CASE = "C20260924-00001"
AGAIN = ANSWERED + timedelta(hours=1)


def shown(store: Store) -> tuple[object, ...]:
    """What the case shows: state, outcome, investigator, time of the answer."""
    query = "SELECT status, outcome, investigator, resolved_at IS NOT NULL FROM v_case"
    (row,) = rows(store, query)
    return row


def answered(store: Store, *outcomes: str) -> list[Finding]:
    """A case of the list date whose errors are answered thus, the last one by `eva`."""
    found = [finding(1), finding(1, rule_code=OTHER)][: len(outcomes)]
    dispatched(store, *found)
    employ(store, "eva")
    employ(store, "bo", "compliance")
    for each, outcome in zip(found, outcomes, strict=True):
        apply(store, answer(each, outcome, investigator="ann" if each is found[0] else "eva"))
    return found


def verify(store: Store) -> None:
    with store.begin() as connection:
        verifying.verify(connection, CASE, "bo", AGAIN)


def test_a_resolved_case_without_an_error_left_is_withdrawn_and_never_verified(
    store: Store,
) -> None:
    found = answered(store, "LEGITIMATE")
    hint = finding(1, rule_code="contact.email.invalid", level="W")
    run_day(store, [*found, hint], at=AGAIN)
    assert shown(store) == ("RESOLVED", "LEGITIMATE", "ann", True)
    assert run_day(store, [hint], at=AGAIN).cases_withdrawn == 1
    assert shown(store) == ("WITHDRAWN", None, None, False)
    assert statuses(store)[hint.finding_id] == ("listed", None, "listed_only")
    with pytest.raises(StoreError, match="cannot become VERIFIED"):
        verify(store)
    run_day(store, [*found, hint], at=AGAIN)
    assert cases(store)["C20260924-00002"][1] == "OPEN", "it came back"


def test_a_resolved_case_shows_the_outcome_of_the_errors_that_are_left(store: Store) -> None:
    found = answered(store, "LEGITIMATE", "CONFIRMED_FALSE")
    assert shown(store) == ("RESOLVED", "CONFIRMED_FALSE", "eva", True)
    run_day(store, found[:1], at=AGAIN)
    assert shown(store) == ("RESOLVED", "LEGITIMATE", "ann", True)
    assert kinds(store, CASE)[-2:] == ["findings_superseded", "outcome_changed"]
    before = contents(store)
    run_day(store, found[:1], at=AGAIN)
    assert contents(store) == before
    run_day(store, found, at=AGAIN)
    assert shown(store) == ("RESOLVED", "CONFIRMED_FALSE", "eva", True), "it came back, answered"
    run_day(store, found[1:], at=AGAIN)
    assert shown(store) == ("RESOLVED", "CONFIRMED_FALSE", "eva", True)
    assert kinds(store, CASE).count("outcome_changed") == 2


def test_what_was_taken_back_is_not_asked_for_when_the_case_is_verified(store: Store) -> None:
    found = answered(store, "LEGITIMATE", "CORRECTED")
    with pytest.raises(StoreError, match="needs a pull"):
        verify(store)
    run_day(store, found[:1], at=AGAIN)
    verify(store)
    assert shown(store)[:2] == ("VERIFIED", "LEGITIMATE")


def test_running_the_same_day_again_changes_nothing(store: Store) -> None:
    found = [finding(n, level="EWI"[n % 3]) for n in range(9)]
    first = run_day(store, found)
    before = contents(store)
    assert run_day(store, reversed(found), at=AT + timedelta(hours=3)) == first
    assert contents(store) == before


def test_a_listed_warning_joins_no_case_that_a_later_list_opened(store: Store) -> None:
    hint = finding(1, rule_code="contact.email.invalid", level="W")
    first = run_day(store, [hint])
    run_day(store, [finding(1, list_date=NEXT)], NEXT)
    before = contents(store)
    assert run_day(store, [hint], at=AGAIN) == first
    assert contents(store) == before


def test_a_listed_warning_joins_the_case_that_its_own_list_opens_late(store: Store) -> None:
    hint = finding(1, rule_code="contact.email.invalid", level="W")
    run_day(store, [hint])
    run_day(store, [hint, finding(1)], at=AGAIN)
    assert statuses(store)[hint.finding_id] == ("open", CASE, "attached")


def test_a_finding_gone_before_dispatch_is_removed_and_its_empty_case_withdrawn(
    store: Store,
) -> None:
    warning = finding(2, rule_code="contact.email.invalid", level="W")
    run_day(store, [finding(1), finding(2), warning])
    again = run_day(store, [finding(1), warning])
    assert (again.opening, again.listed_only, again.cases_withdrawn) == (1, 1, 1)
    assert cases(store)["C20260924-00002"][1] == "WITHDRAWN"
    assert kinds(store, "C20260924-00002") == ["opened", "findings_removed", "withdrawn"]
    assert statuses(store)[warning.finding_id] == ("listed", None, "listed_only")


def test_a_finding_gone_after_dispatch_stays_as_superseded(store: Store) -> None:
    gone = finding(1, rule_code="suspicious.shared_phone", confidence="A")
    run_day(store, [finding(1), gone])
    dispatch(store, ["C20260924-00001"])
    again = run_day(store, [finding(1)], at=LATER)
    assert again.findings == 1
    assert statuses(store)[gone.finding_id][0] == "superseded"
    assert cases(store)["C20260924-00001"] == ("P0001", "DISPATCHED", None)


def test_a_superseded_finding_that_comes_back_is_open_again(store: Store) -> None:
    found = [finding(1), finding(1, rule_code="identity.sex_mismatch")]
    run_day(store, found)
    dispatch(store, ["C20260924-00001"])
    run_day(store, found[:1], at=LATER)
    assert run_day(store, found, at=LATER).findings == 2
    assert {row[0] for row in statuses(store).values()} == {"open"}
    before = contents(store)
    run_day(store, found, at=LATER)
    assert contents(store) == before


def test_a_listed_warning_that_was_sent_is_not_taken_back(store: Store) -> None:
    sent, unsent = (finding(n, rule_code="contact.email.invalid", level="W") for n in (1, 2))
    other = policy(2, channel_code="AGENT")
    run_day(store, [sent, unsent], policies=[other])
    with store.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO delivery (list_date, channel_code, recipient, transport, file_name, "
            "sha256, content_digest, lines, message_id, status, created_at, attempts) VALUES "
            "('2026-09-24', 'BANK', 'x', 'x', 'x', '', '', 1, 'm', 'sent', "
            "'2026-09-24 01:00:00', 1)"
        )
    run_day(store, [], policies=[other])
    assert statuses(store) == {sent.finding_id: ("superseded", None, "listed_only")}


def test_changed_detail_is_written_in_place_with_an_event(store: Store) -> None:
    run_day(store, [finding(1)])
    changed = finding(1, detail={"field": "id_no", "value": "4401**********9999"}, confidence="B")
    run_day(store, [changed])
    assert cases(store) == {"C20260924-00001": ("P0001", "OPEN", "B")}
    assert kinds(store, "C20260924-00001") == ["opened", "findings_changed"]
    ((detail,),) = rows(store, "SELECT detail FROM finding")
    assert "9999" in detail


def test_a_lowered_level_before_dispatch_makes_the_finding_a_listed_one(store: Store) -> None:
    run_day(store, [finding(1)])
    lowered = run_day(store, [finding(1, level="W")])
    assert (lowered.opening, lowered.listed_only, lowered.cases_withdrawn) == (0, 1, 1)


def test_a_lowered_level_after_dispatch_stays_as_it_was_told(store: Store) -> None:
    run_day(store, [finding(1)])
    dispatch(store, ["C20260924-00001"])
    lowered = [finding(1, level="W")]
    assert run_day(store, lowered, at=LATER).opening == 1
    assert rows(store, "SELECT level FROM finding") == [("E",)]


def test_another_version_of_the_rule_changes_nothing_by_itself(store: Store) -> None:
    run_day(store, [finding(1, rule_version="1a2b3c4d", persons=("1aa", "1bb"))])
    dispatch(store, ["C20260924-00001"])
    before = contents(store)
    run_day(store, [finding(1, rule_version="5e6f7a8b", persons=("1cc",))], at=LATER)
    assert contents(store) == before
    assert rows(store, "SELECT rule_version FROM v_finding") == [("1a2b3c4d",)]


def test_changed_detail_comes_with_the_version_of_the_rule_that_says_so(store: Store) -> None:
    run_day(store, [finding(1, rule_version="1a2b3c4d", persons=("1bb", "1aa"))])
    changed = finding(
        1, rule_version="5e6f7a8b", persons=("1cc", "1aa", "1bb"), detail={"field": "sex"}
    )
    run_day(store, [changed])
    query = "SELECT rule_version, persons FROM finding"
    assert rows(store, query) == [("5e6f7a8b", '["1aa","1bb","1cc"]')]
    assert kinds(store, "C20260924-00001") == ["opened", "findings_changed"]


def test_persons_are_shown_by_no_view(store: Store) -> None:
    run_day(store, [finding(1, persons=("token-of-a-person",))])
    with store.read() as connection:
        for view in inspect(connection).get_view_names():
            shown = connection.exec_driver_sql(f"SELECT * FROM {view}")
            assert "token-of-a-person" not in str([tuple(row) for row in shown])
