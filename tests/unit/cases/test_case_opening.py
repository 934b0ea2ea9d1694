"""Where findings go: cases opened, added to, numbered; re-runs that change nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.unit.cases.case_samples import (
    AT,
    CALENDAR,
    CONVENTIONS,
    DAY,
    KEY,
    LATER,
    contents,
    dispatch,
    finding,
    policy,
    rows,
    run_day,
)

from authenticity.cases import findings, ledger, lifecycle, states
from authenticity.cases.store import Store, open_store
from authenticity.errors import StoreError

NEXT = date(2026, 9, 28)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    store = open_store(store_url, KEY)
    yield store
    store.close()


def cases(store: Store) -> dict[str, tuple[Any, ...]]:
    query = "SELECT case_no, policy_no, status, confidence FROM v_case ORDER BY case_no"
    return {row[0]: row[1:] for row in rows(store, query)}


def statuses(store: Store) -> dict[str, tuple[Any, ...]]:
    query = "SELECT finding_id, status, case_no, disposition FROM finding"
    return {row[0]: row[1:] for row in rows(store, query)}


def kinds(store: Store, case_no: str) -> list[str]:
    query = f"SELECT kind FROM v_case_event WHERE case_no = '{case_no}' ORDER BY event_no"
    return [row[0] for row in rows(store, query)]


def open_and_die(store: Store) -> None:
    with store.begin() as connection:
        lifecycle.open_cases(connection, DAY, CALENDAR, AT, conventions=CONVENTIONS)
        _ = 1 / 0


def test_errors_open_one_case_per_policy_numbered_in_policy_order(store: Store) -> None:
    found = [finding(3), finding(1), finding(1, rule_code="identity.sex_mismatch"), finding(2)]
    opened = run_day(store, found)
    assert (opened.opening, opened.cases_opened, opened.findings) == (4, 3, 4)
    assert [(no, row[0]) for no, row in cases(store).items()] == [
        ("C20260924-00001", "P0001"),
        ("C20260924-00002", "P0002"),
        ("C20260924-00003", "P0003"),
    ]


def test_every_finding_has_one_disposition_and_the_ledger_balances(store: Store) -> None:
    run_day(store, [finding(1)])
    warning = {"rule_code": "contact.email.invalid", "level": "W"}
    found = [
        finding(1, list_date=NEXT, rule_code="contact.mobile.invalid"),
        finding(1, list_date=NEXT, **warning),
        finding(2, list_date=NEXT),
        finding(2, list_date=NEXT, **warning),
        finding(3, list_date=NEXT, **warning),
        finding(4, list_date=NEXT, rule_code="identity.id_no.county_unknown", level="I"),
    ]
    opened = run_day(store, found, NEXT)
    assert opened.dispositions == {
        "opening": 1,
        "attached": 3,
        "listed_only": 1,
        "counted_only": 1,
    }
    entries = ledger.identity("findings", len(found), opened.dispositions)
    with store.begin() as connection:
        ledger.write(connection, NEXT, "cases", entries)
        assert ledger.imbalances(connection, NEXT) == []
    assert {row[0] for row in statuses(store).values()} == {"open", "listed", "counted"}


def test_a_finding_on_a_policy_with_an_unfinished_case_attaches_with_an_event(store: Store) -> None:
    run_day(store, [finding(1)])
    dispatch(store, ["C20260924-00001"])
    run_day(store, [finding(1, list_date=NEXT, confidence="B")], NEXT)
    assert cases(store) == {"C20260924-00001": ("P0001", "DISPATCHED", "B")}
    assert kinds(store, "C20260924-00001") == ["opened", "dispatched", "findings_attached"]


def test_the_confidence_of_a_case_is_its_best_and_null_for_row_rules(store: Store) -> None:
    shared = {"rule_code": "suspicious.shared_phone"}
    found = [
        finding(1),
        finding(2, confidence="C", **shared),
        finding(2, confidence="B", subject_key="phone", **shared),
    ]
    run_day(store, found)
    assert [row[2] for row in cases(store).values()] == [None, "B"]


def test_running_the_same_day_again_changes_nothing(store: Store) -> None:
    found = [finding(n, level="EWI"[n % 3]) for n in range(9)]
    first = run_day(store, found)
    before = contents(store)
    assert run_day(store, reversed(found), at=AT + timedelta(hours=3)) == first
    assert contents(store) == before


def test_a_day_killed_between_its_steps_ends_like_one_that_was_not(store: Store) -> None:
    found = [finding(1), finding(2)]
    facts = {each.policy_no: each for each in (policy(1), policy(2))}
    with store.begin() as connection:
        findings.record(connection, DAY, found, facts, AT)
    with pytest.raises(ZeroDivisionError):
        open_and_die(store)
    assert cases(store) == {}
    assert run_day(store, found).cases_opened == 2
    assert list(cases(store)) == ["C20260924-00001", "C20260924-00002"]


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


def test_a_group_finding_opens_one_case_for_the_cluster(store: Store) -> None:
    group = {"rule_code": "suspicious.shared_phone", "cluster_id": "k1", "is_group": True}
    found = [finding(n, confidence="A", **group) for n in (1, 2, 3)] + [finding(2)]
    opened = run_day(store, found)
    assert (opened.cases_opened, opened.opening) == (2, 4)
    with store.begin() as connection:
        closed = lifecycle.withdraw(connection, ["P0001", "P0002"], "SURRENDERED", AT)
    assert closed == 1
    assert [row[:2] for row in cases(store).values()] == [
        ("P0001", "OPEN"),
        ("P0002", "WITHDRAWN"),
    ]


def test_a_finding_back_within_ninety_days_of_verification_is_a_relapse(store: Store) -> None:
    run_day(store, [finding(1), finding(2), finding(3)])
    with store.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE problem_case SET status = 'VERIFIED', verified_at = '2026-10-01 01:00:00'"
        )
    day = date(2026, 12, 30)
    found = [
        finding(1, list_date=day),
        finding(2, list_date=day, rule_code="identity.sex_mismatch"),
    ]
    run_day(store, found, day)
    run_day(store, [finding(3, list_date=date(2026, 12, 31))], date(2026, 12, 31))
    query = "SELECT policy_no, status, relapse_of FROM v_case ORDER BY case_no"
    assert rows(store, query) == [
        ("P0001", "REOPENED", None),
        ("P0002", "VERIFIED", None),
        ("P0003", "VERIFIED", None),
        ("P0001", "OPEN", "C20260924-00001"),
        ("P0002", "OPEN", None),
        ("P0003", "OPEN", None),
    ]


def test_withdrawing_closes_the_case_and_its_findings_once(store: Store) -> None:
    run_day(store, [finding(1), finding(2)])
    for expected in (1, 0):
        with store.begin() as connection:
            closed = lifecycle.withdraw(connection, ["P0001", "P0009"], "SURRENDERED", AT)
        assert closed == expected
    assert cases(store)["C20260924-00001"][1] == "WITHDRAWN"
    assert statuses(store)[finding(1).finding_id][0] == "closed"
    assert kinds(store, "C20260924-00001") == ["opened", "withdrawn"]
    assert kinds(store, "C20260924-00002") == ["opened"]


def test_dispatch_on_the_planned_day_keeps_the_deadlines(store: Store) -> None:
    run_day(store, [finding(1)])
    dispatch(store, ["C20260924-00001"])
    assert kinds(store, "C20260924-00001") == ["opened", "dispatched"]


def test_dispatch_on_a_later_day_counts_the_deadlines_anew_with_an_event(store: Store) -> None:
    run_day(store, [finding(1)])
    dispatch(store, ["C20260924-00001"], AT + timedelta(days=4))
    with store.read() as connection:
        (case,) = rows(connection, "SELECT investigation_due_at, dispatched_at FROM v_case")
    due = case[0] if isinstance(case[0], datetime) else datetime.fromisoformat(case[0])
    assert due.replace(tzinfo=UTC) == datetime(2026, 10, 8, 15, 59, 59, tzinfo=UTC)
    assert kinds(store, "C20260924-00001") == ["opened", "dispatched", "deadlines_changed"]


def test_dispatching_twice_is_refused_and_dispatches_none(store: Store) -> None:
    run_day(store, [finding(1), finding(2)])
    dispatch(store, ["C20260924-00001"])
    with pytest.raises(StoreError, match="C20260924-00001 is DISPATCHED"):
        dispatch(store, ["C20260924-00001", "C20260924-00002"])
    assert cases(store)["C20260924-00002"][1] == "OPEN"


@pytest.mark.parametrize("present", [*states.UNFINISHED, "VERIFIED", "REOPENED", "WITHDRAWN"])
def test_only_the_moves_of_the_rulebook_are_legal(present: str) -> None:
    legal = {
        "OPEN": {"DISPATCHED", "WITHDRAWN"},
        "DISPATCHED": {"RESOLVED", "WITHDRAWN"},
        "RESOLVED": {"VERIFIED", "RETURNED", "WITHDRAWN"},
        "RETURNED": {"RESOLVED", "WITHDRAWN"},
        "VERIFIED": {"REOPENED"},
    }
    for wanted in ("OPEN", *legal, "REOPENED", "WITHDRAWN"):
        if wanted in legal.get(present, set()):
            states.check("C1", present, wanted)
        else:
            with pytest.raises(StoreError, match="cannot become"):
                states.check("C1", present, wanted)


def test_a_receipt_signed_later_moves_the_clock_with_an_event(store: Store) -> None:
    unsigned = policy(1, receipt_signed_on=None)
    run_day(store, [finding(1)], policies=[unsigned])
    assert rows(store, "SELECT cooling_off_ends_on FROM v_case") == [(None,)]
    signed = {"P0001": replace(unsigned, receipt_signed_on=date(2026, 9, 12))}
    for expected in (1, 0):
        with store.begin() as connection:
            changed = lifecycle.refresh_clocks(
                connection, NEXT, signed, CALENDAR, AT + timedelta(days=4), conventions=CONVENTIONS
            )
        assert changed == expected
    ((ends, basis),) = rows(store, "SELECT cooling_off_ends_on, due_basis FROM v_case")
    assert (str(ends), basis) == ("2026-09-26", "cooling_off")
    assert kinds(store, "C20260924-00001") == ["opened", "deadlines_changed"]
    with store.begin() as connection:  # an older day run again knows less and changes nothing
        stale = lifecycle.refresh_clocks(connection, DAY, {"P0001": unsigned}, CALENDAR, AT)
    assert stale == 0


def test_a_convention_changed_later_acts_with_an_event_that_says_so(store: Store) -> None:
    run_day(store, [finding(1)])
    longer = replace(CONVENTIONS, investigation_working_days=4)
    with store.begin() as connection:
        changed = lifecycle.refresh_clocks(
            connection, NEXT, {"P0001": policy(1)}, CALENDAR, LATER, conventions=longer
        )
    assert changed == 1
    ((detail,),) = rows(store, "SELECT detail FROM case_event WHERE event_id = 2")
    assert json.loads(detail)["reason"] == "the calendar or a convention changed"


def test_the_opening_event_tells_the_deadlines_and_what_they_rest_on(store: Store) -> None:
    run_day(store, [finding(1)], policies=[policy(1, cooling_off_days=None)])
    ((detail,),) = rows(store, "SELECT detail FROM case_event")
    told = json.loads(detail)
    assert told["rules"] == ["identity.id_no.checksum"]
    assert told["deadlines"]["calendar_version"] == CALENDAR.version
    assert told["deadlines"]["inputs"]["receipt_signed_on"] == "2026-09-22"
    ((fallback,),) = rows(store, "SELECT fallback_used FROM problem_case")
    assert bool(fallback)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([finding(9)], "P0009"),
        ([finding(1, list_date=NEXT)], "wrong list date"),
        ([finding(1, level="X")], "level"),
        ([finding(1, confidence="D")], "confidence"),
        ([finding(1), finding(1, detail={"value": "other"})], "subject_key"),
    ],
)
def test_findings_that_cannot_be_right_are_refused_whole(
    store: Store, found: list[findings.Finding], words: str
) -> None:
    with pytest.raises(StoreError, match=words), store.begin() as connection:
        findings.record(connection, DAY, found, {"P0001": policy(1)}, AT)
    assert rows(store, "SELECT * FROM finding") == []


def test_text_that_a_database_cannot_hold_is_kept_readable(store: Store) -> None:
    odd = finding(1, customer_no="C\x00\ud800", detail={"value": "\x00王\udfff\\u0000"})
    for _ in range(2):
        run_day(store, [odd], policies=[policy(1, product_name="终身\x00")])
    ((customer, detail),) = rows(store, "SELECT customer_no, detail FROM finding")
    assert customer == "C��"
    assert json.loads(detail) == {"value": "�王�\\u0000"}
