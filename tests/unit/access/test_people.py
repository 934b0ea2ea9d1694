"""People are recorded with an event each, and only who is on duty can do anything."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.unit.access.person_samples import ANN, COY, DAY, EVERYBODY, SUE, record
from tests.unit.cases.case_samples import rows

from authenticity.access import people
from authenticity.access.people import Changes
from authenticity.audit import verification
from authenticity.errors import AccessError, StoreError

EVENTS = "SELECT case_no, actor, kind, detail FROM case_event ORDER BY event_id"


def test_people_are_added_once_and_come_back_as_they_were(store) -> None:
    assert record(store, EVERYBODY) == Changes(added=7, changed=0, unchanged=0)
    assert record(store, EVERYBODY) == Changes(added=0, changed=0, unchanged=7)
    with store.read() as connection:
        assert people.find_all(connection, ["ann", "nobody"]) == {"ann": ANN}
        report = verification.verify(connection)
    assert report.has_integrity
    assert report.is_complete
    assert [row[2] for row in rows(store, EVENTS)] == ["person_added"] * 7


def test_a_change_says_what_changed_and_an_event_never_has_an_address_or_name(store) -> None:
    record(store, [ANN])
    moved = replace(ANN, channel_code="AGENT", email="ann@elsewhere.test")
    assert record(store, [moved]) == Changes(added=0, changed=1, unchanged=0)
    added, changed = rows(store, EVENTS)
    assert added[:3] == (None, "ops", "person_added")
    assert changed[:3] == (None, "ops", "person_changed")
    detail = json.loads(changed[3])
    assert detail["changed"] == ["channel_code", "email"]
    assert (detail["user_name"], detail["channel_code"]) == ("ann", "AGENT")
    assert not {"email", "display_name"} & detail.keys()
    assert "@" not in added[3] + changed[3]


def test_who_is_absent_from_a_file_stays_on_record(store) -> None:
    record(store, [ANN, SUE])
    assert record(store, [COY]) == Changes(added=1, changed=0, unchanged=0)
    assert rows(store, "SELECT user_name FROM v_person ORDER BY 1") == [
        ("ann",),
        ("coy",),
        ("sue",),
    ]


@pytest.mark.parametrize("other", ["ANN", "Ann"])
def test_capitals_do_not_make_two_people_of_one(store, other) -> None:
    record(store, [ANN])
    before = rows(store, EVENTS)
    with pytest.raises(AccessError, match=f"user_name {other} is on record as ann; .* write ann"):
        record(store, [SUE, replace(ANN, user_name=other)])
    assert rows(store, EVENTS) == before
    assert rows(store, "SELECT user_name FROM v_person") == [("ann",)]


def test_capitals_do_not_make_two_people_of_one_within_a_file(store) -> None:
    with pytest.raises(AccessError, match="user_name Ann is on record as ann"):
        record(store, [ANN, replace(ANN, user_name="Ann")])
    assert rows(store, "SELECT user_name FROM v_person") == []


def test_the_store_itself_refuses_a_name_in_other_capitals(store) -> None:
    record(store, [ANN])
    copy = (
        "INSERT INTO person (user_name, display_name, role, valid_from) "
        "SELECT upper(user_name), display_name, role, valid_from FROM person"
    )
    with pytest.raises(StoreError), store.begin() as connection:
        connection.exec_driver_sql(copy)


def test_nobody_at_all_is_no_change(store) -> None:
    assert record(store, []) == Changes(0, 0, 0)
    assert rows(store, EVENTS) == []


@pytest.mark.parametrize(
    ("user_name", "day", "words"),
    [
        ("bob", DAY, "bob is not on record; check BY"),
        ("", DAY, "(nobody) is not on record"),
        ("ANN", DAY, "ANN is not on record"),
        ("ann", date(2025, 12, 31), "ann is on duty from 2026-01-01 only"),
        ("gone", DAY, "gone left on 2026-09-27 and can do nothing any more"),
    ],
)
def test_who_is_not_on_duty_is_told_why(store, user_name, day, words) -> None:
    record(store, [ANN, replace(ANN, user_name="gone", valid_to=date(2026, 9, 27))])
    with store.read() as connection, pytest.raises(AccessError) as caught:
        people.person(connection, user_name, day)
    assert words in str(caught.value)


def test_the_first_and_the_last_day_of_duty_count(store) -> None:
    last = date(2026, 9, 28)
    record(store, [replace(ANN, valid_to=last)])
    with store.read() as connection:
        for day in (ANN.valid_from, last):
            assert people.person(connection, "ann", day).user_name == "ann"
        with pytest.raises(AccessError, match="left on 2026-09-28"):
            people.person(connection, "ann", last + timedelta(days=1))
