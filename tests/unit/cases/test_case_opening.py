"""Where findings go: cases opened, added to, numbered; what cannot be right is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from tests.unit.cases.case_samples import (
    AT,
    CALENDAR,
    CONVENTIONS,
    DAY,
    NEXT,
    cases,
    dispatch,
    finding,
    kinds,
    policy,
    rows,
    run_day,
    statuses,
    verify_in,
)

from authenticity.cases import placing, recording, withdrawing
from authenticity.errors import StoreError
from authenticity.ledger import ledger_entries
from authenticity.store.case_store import Store


def open_and_die(store: Store) -> None:
    with store.begin() as connection:
        placing.place_findings(connection, DAY, CALENDAR, AT, conventions=CONVENTIONS)
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
    entries = ledger_entries.identity("findings", len(found), opened.dispositions)
    with store.begin() as connection:
        ledger_entries.write(connection, NEXT, "cases", entries)
        assert ledger_entries.imbalances(connection, NEXT) == []
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


def test_a_day_killed_between_its_steps_ends_like_one_that_was_not(store: Store) -> None:
    found = [finding(1), finding(2)]
    facts = {each.policy_no: each for each in (policy(1), policy(2))}
    with store.begin() as connection:
        recording.record(connection, DAY, found, facts, AT)
    with pytest.raises(ZeroDivisionError):
        open_and_die(store)
    assert cases(store) == {}
    assert run_day(store, found).cases_opened == 2
    assert list(cases(store)) == ["C20260924-00001", "C20260924-00002"]


def test_a_group_finding_opens_one_case_for_the_cluster(store: Store) -> None:
    group = {"rule_code": "suspicious.shared_phone", "cluster_id": "k1", "detail": {"group": True}}
    found = [finding(n, confidence="A", **group) for n in (1, 2, 3)] + [finding(2)]
    opened = run_day(store, found)
    assert (opened.cases_opened, opened.opening) == (2, 4)
    with store.begin() as connection:
        closed = withdrawing.withdraw(connection, ["P0001", "P0002"], "SURRENDERED", AT)
    assert closed == 1
    assert [row[:2] for row in cases(store).values()] == [
        ("P0001", "OPEN"),
        ("P0002", "WITHDRAWN"),
    ]


def test_a_finding_back_within_ninety_days_of_verification_is_a_relapse(store: Store) -> None:
    run_day(store, [finding(number) for number in (1, 2, 3, 4)])
    dispatch(store, cases(store))
    with store.begin() as connection:
        for case_no in cases(store):
            verify_in(connection, case_no, "CORRECTED", datetime(2026, 10, 1, 1, tzinfo=UTC))
    day = date(2026, 12, 30)
    found = [
        finding(1, list_date=day),
        finding(2, list_date=day, rule_code="identity.sex_mismatch"),
        finding(4, list_date=day, party_role="INSURED"),
    ]
    run_day(store, found, day)
    run_day(store, [finding(3, list_date=date(2026, 12, 31))], date(2026, 12, 31))
    query = "SELECT policy_no, status, relapse_of FROM v_case ORDER BY case_no"
    assert rows(store, query) == [
        ("P0001", "REOPENED", None),
        ("P0002", "VERIFIED", None),
        ("P0003", "VERIFIED", None),
        ("P0004", "VERIFIED", None),
        ("P0001", "OPEN", "C20260924-00001"),
        ("P0002", "OPEN", None),
        ("P0004", "OPEN", None),
        ("P0003", "OPEN", None),
    ]


@pytest.mark.parametrize(
    ("rule", "earlier", "later", "is_relapse"),
    [
        ("manual.problem_item", {"field": "name"}, {"field": "name"}, True),
        ("manual.problem_item", {"field": "name"}, {"field": "mobile"}, False),
        ("callback.data_mismatch", {"outcome": "WRONG_NUMBER"}, {"outcome": "WRONG_NUMBER"}, True),
        (
            "callback.data_mismatch",
            {"outcome": "WRONG_NUMBER", "problem": None},
            {"outcome": "PROBLEM", "problem": "PROXY_SIGNATURE"},
            False,
        ),
    ],
)
def test_calls_and_items_relapse_only_where_the_same_was_wrong(
    store: Store, rule: str, earlier: dict, later: dict, is_relapse: bool
) -> None:
    run_day(store, [finding(1, rule_code=rule, detail=earlier, subject_key="1")])
    dispatch(store, cases(store))
    (case_no,) = cases(store)
    with store.begin() as connection:
        verify_in(connection, case_no, "CORRECTED", datetime(2026, 10, 1, 1, tzinfo=UTC))
    day = date(2026, 10, 12)
    run_day(store, [finding(1, list_date=day, rule_code=rule, detail=later, subject_key="2")], day)
    relapses = rows(store, "SELECT relapse_of FROM v_case ORDER BY case_no")
    assert relapses == [(None,), (case_no if is_relapse else None,)]


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
    store: Store, found: list[recording.Finding], words: str
) -> None:
    with pytest.raises(StoreError, match=words), store.begin() as connection:
        recording.record(connection, DAY, found, {"P0001": policy(1)}, AT)
    assert rows(store, "SELECT * FROM finding") == []


def test_text_that_a_database_cannot_hold_is_kept_readable(store: Store) -> None:
    odd = finding(1, customer_no="C\x00\ud800", detail={"value": "\x00王\udfff\\u0000"})
    for _ in range(2):
        run_day(store, [odd], policies=[policy(1, product_name="终身\x00")])
    ((customer, detail),) = rows(store, "SELECT customer_no, detail FROM finding")
    assert customer == "C��"
    assert json.loads(detail) == {"value": "�王�\\u0000"}
