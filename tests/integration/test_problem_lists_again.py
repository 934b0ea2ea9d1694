"""Problem lists after a second run, a kill, a full disk, a later finding."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.unit.delivery.list_house import (
    ALL,
    AT,
    BANK_LIST,
    ERROR,
    FINDINGS,
    FORM,
    REGISTERS,
    House,
    KilledError,
    built,
)

from authenticity.cases import withdrawing
from authenticity.delivery import balance, delivery_rows, outbox, sealing
from authenticity.errors import DispatchError
from authenticity.store.case_store import open_store


@pytest.fixture
def house(tmp_path):
    yield from built(f"sqlite:///{tmp_path}/case_store.db", tmp_path)


@pytest.fixture
def any_house(store_url, tmp_path):
    """On either database: for what depends on transactions and stored types."""
    yield from built(store_url, tmp_path)


def test_second_run_of_the_day_makes_nothing_new(any_house):
    any_house.run()
    files, rows = any_house.files(), any_house.rows("SELECT * FROM delivery ORDER BY delivery_id")
    events = any_house.rows("SELECT count(*) FROM case_event")
    assert any_house.run(at=AT + timedelta(hours=3)) == outbox.Delivered(present=3)
    assert any_house.files() == files
    assert any_house.rows("SELECT * FROM delivery ORDER BY delivery_id") == rows
    assert any_house.rows("SELECT count(*) FROM case_event") == events


def test_kill_inside_the_plan_leaves_cases_open_and_no_rows(any_house, monkeypatch):
    def killed(*_):
        raise KilledError

    monkeypatch.setattr(delivery_rows, "supersede", killed)
    with pytest.raises(KilledError):
        any_house.plan()
    assert set(any_house.rows("SELECT status FROM problem_case")) == {("OPEN",)}
    assert any_house.statuses() == []


def test_kill_between_plan_and_delivery_is_finished_with_the_same_content(any_house):
    planned = any_house.plan()
    assert any_house.statuses() == ["pending"] * 3
    again = any_house.plan(at=AT + timedelta(hours=1))
    assert not any(delivery.is_new for delivery in again.deliveries)
    assert [each.problem_list for each in again.deliveries] == [
        each.problem_list for each in planned.deliveries
    ]
    assert any_house.deliver(again) == outbox.Delivered(written=3)
    assert any_house.statuses() == ["sent"] * 3


def test_kill_between_rename_and_mark_keeps_the_very_file(any_house, monkeypatch):
    def killed(*_):
        raise KilledError

    plan = any_house.plan()
    with monkeypatch.context() as patched:
        patched.setattr(delivery_rows, "mark_sent", killed)
        with pytest.raises(KilledError):
            any_house.deliver(plan)
    (path, sha256), = any_house.files().items()  # fmt: skip
    assert any_house.run() == outbox.Delivered(written=2, adopted=1)
    assert any_house.files()[path] == sha256
    sent = any_house.rows("SELECT status, sha256, attempts FROM delivery ORDER BY delivery_id")
    assert sent[0] == ("sent", sha256, 1)


def test_kill_while_writing_leaves_no_half_file(house, monkeypatch):
    def killed(*_):
        raise KilledError

    plan = house.plan()
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", killed)
        with pytest.raises(KilledError):
            house.deliver(plan)
    assert not any(path.suffix == ".xlsx" for path in house.files())
    house.deliver(house.plan())
    assert set(house.files()) >= ALL


def test_missing_file_is_restored_with_the_same_content(house):
    house.run()
    before = house.rows("SELECT content_digest, sent_at FROM delivery ORDER BY delivery_id")
    (house.outbox / BANK_LIST).unlink()
    assert house.run() == outbox.Delivered(present=2, restored=1)
    assert house.shown(BANK_LIST, "bank@insurer.example", "policy_no") == ["P1", "P3"]
    after = house.rows("SELECT content_digest, sent_at FROM delivery ORDER BY delivery_id")
    assert after == before
    assert house.files()[BANK_LIST] in {row[0] for row in house.rows("SELECT sha256 FROM delivery")}


def test_foreign_file_in_the_place_of_a_pending_list_is_replaced(house):
    plan = house.plan()
    sealing.put(house.outbox / BANK_LIST, b"something else")
    assert house.deliver(plan).written == 3


def test_finding_that_comes_later_makes_a_second_version_of_its_own_list_only(any_house):
    any_house.run()
    any_house.record(*FINDINGS, replace(ERROR, policy_no="P3"))
    assert any_house.run() == outbox.Delivered(written=1, present=2)
    second = BANK_LIST.with_name("problem_list_BANK_2026-11-23_2.xlsx")
    assert set(any_house.files()) == {*ALL, second}
    assert any_house.shown(second, "bank@insurer.example", "policy_no") == ["P1", "P3", "P3"]
    assert "第 2 版" in any_house.book(second, "bank@insurer.example")[FORM.front_sheet]["B1"].value
    assert any_house.run() == outbox.Delivered(present=3)


def test_list_overtaken_before_its_delivery_is_superseded(any_house):
    any_house.plan()
    any_house.record(*FINDINGS, replace(ERROR, policy_no="P3"))
    any_house.run()
    assert sorted(any_house.statuses()) == ["sent", "sent", "sent", "superseded"]
    assert BANK_LIST not in any_house.files()


def test_finding_that_was_told_stays_on_the_list_when_a_re_run_does_not_give_it(house):
    house.run()
    house.record(*FINDINGS[1:])
    assert ("superseded",) in house.rows("SELECT status FROM finding")
    assert house.run() == outbox.Delivered(present=3)


def test_books_of_the_dispatch_balance_before_and_after_a_re_run(house):
    for found in (FINDINGS, FINDINGS[1:], (*FINDINGS, replace(ERROR, policy_no="P3"))):
        house.record(*found)
        plan = house.plan()
        house.deliver(plan)
        with house.store.read() as conn:
            assert all(entry.is_balanced for entry in balance.entries(conn, plan))


def test_books_do_not_balance_while_a_list_is_undelivered(house):
    plan = house.plan()
    with house.store.read() as conn:
        assert not all(entry.is_balanced for entry in balance.entries(conn, plan))


def test_case_that_is_withdrawn_later_changes_no_list(house):
    house.run()
    with house.store.begin() as conn:
        withdrawing.withdraw(conn, ["P1"], "surrendered", AT)
    assert house.run() == outbox.Delivered(present=3)


def test_full_disk_is_told_and_the_rest_is_delivered(any_house, monkeypatch):
    put = sealing.put

    def refuse_bank(path, sealed):
        if path.name == BANK_LIST.name:
            raise DispatchError("the problem list cannot be written (No space left on device)")
        return put(path, sealed)

    with monkeypatch.context() as patched:
        patched.setattr(sealing, "put", refuse_bank)
        with pytest.raises(DispatchError, match=r"1 of 3 lists: .*No space left"):
            any_house.run()
    assert sorted(any_house.statuses()) == ["pending", "sent", "sent"]
    assert any_house.rows("SELECT attempts FROM delivery WHERE error IS NOT NULL") == [(1,)]
    assert any_house.run() == outbox.Delivered(written=1, present=2)
    assert any_house.rows("SELECT attempts FROM delivery WHERE error IS NOT NULL") == []


def test_message_ids_are_the_same_in_another_house(house, tmp_path):
    other = House(open_store(f"sqlite:///{tmp_path}/other.db", b"o" * 32), tmp_path / "other")
    other.record(*FINDINGS)
    ids = [delivery.message_id for delivery in house.plan().deliveries]
    assert [delivery.message_id for delivery in other.plan().deliveries] == ids
    assert len(set(ids)) == 3
    other.store.close()


def test_other_recipient_gets_a_message_of_its_own(house):
    house.run()
    moved = replace(
        REGISTERS, channels={"BANK": replace(REGISTERS.channels["BANK"], back_office_email="n@x")}
    )
    house.run(registers=moved)
    second = BANK_LIST.with_name("problem_list_BANK_2026-11-23_2.xlsx")
    assert house.shown(second, "n@x", "policy_no") == ["P1", "P3"]
