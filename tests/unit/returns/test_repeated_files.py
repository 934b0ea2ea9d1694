"""The same bytes handed in again: judged by today's cases and people, or told that they are known.

What must not happen twice is in `test_taking_in`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete
from tests.unit.delivery.list_house import KilledError, password_for
from tests.unit.returns.back_office import BANK, Office, employ, legitimate

from authenticity.cases import returning
from authenticity.delivery.sealing import seal
from authenticity.errors import ReturnError
from authenticity.returns import reading_process, taking_in
from authenticity.returns.received import StaysError
from authenticity.store.resolution_tables import PersonRow

ACCEPTED = "SELECT accepted, refused, reason FROM v_return ORDER BY return_id"
BODIES = "SELECT body FROM message WHERE kind = 'reply' ORDER BY created_at, message_id"
BANK_CASES = "SELECT status FROM v_case WHERE channel_code = 'BANK' ORDER BY status"
RESOLVED = [("DISPATCHED",), ("RESOLVED",)]


def filled(office: Office, **cells: object) -> bytes:
    with office.filling() as sheet:
        legitimate(sheet, **cells)
    return seal(office.filled, password_for(BANK))


def bodies(office: Office) -> list[str]:
    return [body for (body,) in office.house.rows(BODIES)]


def test_an_answer_counts_again_after_the_case_was_returned(office) -> None:
    data = filled(office)
    office.take(data)
    ((case_no,),) = office.house.rows("SELECT case_no FROM v_case WHERE status = 'RESOLVED'")
    with office.house.store.begin() as connection:
        returning.send_back(connection, case_no, "看不清", office.at, "eve")
    assert office.take(data) == taking_in.TAKEN
    assert office.house.rows(BANK_CASES) == RESOLVED
    assert office.house.rows(ACCEPTED) == [(1, 0, None)] * 2
    assert office.house.rows("SELECT count(*) FROM evidence") == [(2,)]


def test_an_answer_counts_once_its_clerk_is_on_record(office) -> None:
    with office.house.store.begin() as connection:
        connection.execute(delete(PersonRow).where(PersonRow.user_name == "ann"))
    data = filled(office)
    office.take(data)
    assert office.house.rows(ACCEPTED) == [(0, 1, None)]
    employ(office.house, "ann", "BANK")
    assert office.take(data) == taking_in.TAKEN
    assert office.house.rows(BANK_CASES) == RESOLVED


def test_a_file_counts_once_it_can_be_read(office, monkeypatch) -> None:
    data = filled(office)

    def too_much(*_arguments: object) -> None:
        raise ReturnError(reading_process.TOO_MUCH)

    with monkeypatch.context() as patch:
        patch.setattr(office.process, "read", too_much)
        assert office.take(data) == taking_in.REFUSED
    assert office.take(data) == taking_in.TAKEN
    assert office.house.rows(BANK_CASES) == RESOLVED


def test_another_reason_than_before_is_told(office) -> None:
    data = filled(office)
    office.take(data)
    with office.house.store.begin() as connection:
        connection.execute(delete(PersonRow).where(PersonRow.user_name == "ann"))
        (case_no,) = connection.exec_driver_sql(
            "SELECT case_no FROM problem_case WHERE status = 'RESOLVED'"
        ).one()
        returning.send_back(connection, case_no, "看不清", office.at, "eve")
    assert office.take(data) == taking_in.TAKEN
    assert office.house.rows(ACCEPTED) == [(1, 0, None), (0, 1, None)]
    assert "未登记" in str(office.house.rows("SELECT reason FROM v_return_line"))


@pytest.mark.parametrize("clerk", ["ann", "nobody"])
def test_who_hands_the_same_in_again_in_vain_hears_that_nothing_changed(office, clerk) -> None:
    data = filled(office, clerk=clerk)
    office.take(data)
    office.at += timedelta(days=1)
    assert office.take(data) == taking_in.KNOWN
    assert len(office.house.rows(ACCEPTED)) == 1
    _first, again = bodies(office)
    assert "与 2026-11-24 收到的完全相同（回执 R20261124-0001），本次没有任何变化" in again


def test_a_file_that_stays_unreadable_gets_its_reason_again(office) -> None:
    for _time in range(2):
        became = office.take(b"nothing", channel_code="BANK")
    assert became == taking_in.KNOWN
    assert all("文件打不开" in body for body in bodies(office))
    assert len(bodies(office)) == 2


def test_one_reply_a_day_is_enough_however_often_it_comes(office) -> None:
    data = filled(office)
    for _time in range(4):
        office.take(data)
    assert len(bodies(office)) == 2


def test_the_same_file_twice_in_one_mail_is_one(office) -> None:
    data = filled(office)
    file = taking_in.ReturnedFile("a.xlsx", data)
    mail = taking_in.Parcel("imap", (file, file), lambda: None, sender=BANK)
    became = taking_in.take(office.inside, office.process, mail)
    assert became == [taking_in.TAKEN, taking_in.KNOWN]
    assert len(bodies(office)) == 1


def test_a_file_that_cannot_be_moved_out_is_met_again_in_silence(office) -> None:
    data = filled(office)

    def stays() -> None:
        raise StaysError("rights")

    for _sweep in range(3):
        office.take(data, done=stays)
    assert len(office.house.rows(ACCEPTED)) == len(bodies(office)) == 1


def test_the_same_bytes_by_another_way_are_handed_in_anew(office) -> None:
    data = filled(office)

    def stays() -> None:
        raise StaysError("rights")

    office.take(data, done=stays)
    office.take(data, source="imap", sender=BANK)
    assert len(bodies(office)) == 2


def test_a_kill_after_the_move_swallows_no_copy_by_another_name(office, monkeypatch) -> None:
    data = filled(office)

    def killed(*_arguments: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(taking_in.return_rows, "mark_moved", killed)
        with pytest.raises(KilledError):
            office.take(data, "a.xlsx")
    office.take(data, "b.xlsx")
    assert len(office.house.rows(ACCEPTED)) == 1
    assert len(bodies(office)) == 2
