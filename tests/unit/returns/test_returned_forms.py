"""A form of sanctions: sent to the back office, filled in, and read back like a list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import update
from tests.unit.cases.case_samples import verify_in
from tests.unit.delivery.list_house import KEY, REGISTERS, password_for
from tests.unit.delivery.message_samples import FOLDER_ONLY
from tests.unit.returns import back_office
from tests.unit.returns.back_office import BANK, LATER, Office

from authenticity.audit import verification
from authenticity.delivery import registers_sent
from authenticity.delivery.addressees import Addressees
from authenticity.delivery.registers_sent import Office as Sender
from authenticity.delivery.sealing import seal, unseal
from authenticity.returns import taking_in
from authenticity.returns.reading_process import ReadingProcess
from authenticity.sanctions import chasing, opening, sanction_kinds
from authenticity.sanctions.sanction_register import Forms
from authenticity.store.consequence_tables import SanctionRow
from authenticity.store.tables import JudgedPolicyRow

WORDS = sanction_kinds.in_force()
NAMES = [name for name, _ in WORDS.headings.in_order()]
FIRST_ROW = 5
NEXT_DAY = date(2026, 11, 25)
FILLED_IN = {
    "kind": "扣罚",
    "measure": 500.5,
    "decided_on": datetime(2026, 11, 24, tzinfo=UTC).replace(tzinfo=None),
    "decided_by": "纪律委员会",
    "told_compliance_on": "2026-11-24",
    "filled_by": "ann",
}
RECORDS = "SELECT kind, amount_fen, decided_on, told_compliance_on, filled_by FROM v_sanction"
RETURNS = "SELECT channel_code, lines, accepted, refused, reason FROM v_return"
REASONS = "SELECT reason FROM v_return_line ORDER BY return_id, line_no"


@pytest.fixture
def office(
    made_store_url: str, tmp_path: Path, process: ReadingProcess, few_rounds: None
) -> Iterator[Office]:
    """Two cases of the bank's that are verified as false; the form about them is sent."""
    for office in back_office.opened(made_store_url, tmp_path, process):
        cases = "SELECT case_no FROM v_case WHERE channel_code = 'BANK' ORDER BY case_no"
        numbered = office.house.rows(cases)
        with office.house.store.begin() as connection:
            connection.execute(update(JudgedPolicyRow).values(agent_code="A1"))
            for (case_no,) in numbered:
                verify_in(connection, case_no, "CONFIRMED_FALSE", LATER)
            opening.open_missing(connection, LATER)
        assert send(office) == 1
        office.at = LATER + timedelta(days=1, hours=2)
        yield office


def send(office: Office, on: date = NEXT_DAY) -> int:
    """The forms of a day; how many messages were new."""
    forms = Forms(Addressees(REGISTERS), WORDS, dict, KEY, on)
    sender = Sender(office.house.outbox, FOLDER_ONLY, password_for)
    with office.house.store.begin() as connection:
        found = forms.registers(chasing.waiting(connection))
        return registers_sent.send(connection, found, sender, LATER + timedelta(days=1))


def plain(office: Office) -> bytes:
    query = "SELECT attachment FROM message WHERE attachment LIKE '%/sanctions_%'"
    ((place,),) = office.house.rows(query)
    content = unseal((office.house.outbox / place).read_bytes(), password_for(BANK))
    assert content is not None
    return content


@contextmanager
def filling(office: Office) -> Iterator:
    book = load_workbook(BytesIO(plain(office)))
    yield book[WORDS.sheet]
    buffer = BytesIO()
    book.save(buffer)
    office.filled = buffer.getvalue()


def write(sheet, row: int = FIRST_ROW, **cells: object) -> None:
    for key, value in {**FILLED_IN, **cells}.items():
        sheet.cell(row, NAMES.index(key) + 1).value = value


def test_a_filled_in_line_is_on_record_and_the_others_wait(office: Office) -> None:
    with filling(office) as sheet:
        assert sheet.cell(FIRST_ROW, 1).value == "S20261124-00001"
        assert sheet.cell(FIRST_ROW, 4).value == "确认虚假"
        write(sheet)
    assert office.take_filled() == taking_in.TAKEN
    assert office.house.rows(RETURNS) == [("BANK", 1, 1, 0, None)]
    first, second = office.house.rows(f"{RECORDS} ORDER BY sanction_no")
    assert (first[0], first[1], first[4]) == ("deduction", 50_050, "ann")
    assert [str(day) for day in first[2:4]] == ["2026-11-24", "2026-11-24"]
    assert second == (None,) * 5
    with office.house.store.read() as connection:
        assert verification.verify(connection).has_integrity
    assert send(office) == 0, "nothing new is open"


def test_the_same_file_again_has_no_effect(office: Office) -> None:
    with filling(office) as sheet:
        write(sheet)
    assert office.take_filled() == taking_in.TAKEN
    before = office.house.rows("SELECT * FROM v_sanction ORDER BY 1")
    office.at += timedelta(hours=1)
    office.take_filled()
    assert office.house.rows("SELECT * FROM v_sanction ORDER BY 1") == before


@pytest.mark.parametrize(
    ("row", "cells", "reason"),
    [
        (FIRST_ROW, {"kind": "警告"}, "处罚种类未填或不在选项内"),
        (FIRST_ROW, {"measure": "=500"}, "填写栏含公式"),
        (FIRST_ROW, {"decided_on": "下周"}, "决定日期读不出"),
        (FIRST_ROW, {"filled_by": "bob"}, "填报人不负责"),
        (FIRST_ROW, {"sanction_no": "S20261124-00002"}, "锁定栏被改动"),
        (FIRST_ROW, {"outcome": "拒绝提供"}, "锁定栏被改动"),
        (FIRST_ROW + 2, {}, "锁定栏被改动"),
    ],
)
def test_a_line_at_fault_is_refused_and_told_in_the_reply(office, row, cells, reason) -> None:
    with filling(office) as sheet:
        write(sheet, row, **cells)
    assert office.take_filled() == taking_in.TAKEN
    assert office.house.rows(RETURNS) == [("BANK", 1, 0, 1, None)]
    ((told,),) = office.house.rows(REASONS)
    assert reason in told
    assert office.house.rows(RECORDS) == [(None,) * 5] * 2
    number = cells.get("sanction_no") or ("S20261124-00001" if row == FIRST_ROW else None)
    whom = "业务员 A1" if number else None
    assert replied(office) == ["行号", "处罚编号", "业务员或代理机构", str(row), number, whom]


def replied(office: Office) -> list[str | None]:
    """The headings of the reply, and its one line: row, record and whom it is about."""
    ((reply,),) = office.house.rows("SELECT attachment FROM message WHERE kind = 'reply'")
    content = unseal((office.house.outbox / reply).read_bytes(), password_for(BANK))
    assert content is not None
    (sheet,) = load_workbook(BytesIO(content)).worksheets
    return [cell.value or None for row in (4, 5) for cell in sheet[row][:3]]


def test_sorted_lines_and_lines_left_out_are_read_as_well(office: Office) -> None:
    with filling(office) as sheet:
        cells = [sheet.cell(FIRST_ROW + 1, column).value for column in range(1, 14)]
        for column, value in enumerate(cells, start=1):
            sheet.cell(FIRST_ROW, column).value = value
        sheet.delete_rows(FIRST_ROW + 1)
        write(sheet)
    assert office.take_filled() == taking_in.TAKEN
    query = "SELECT sanction_no FROM v_sanction WHERE filled_at IS NOT NULL"
    assert office.house.rows(query) == [("S20261124-00002",)]


def test_a_form_under_another_recipient_s_password_is_refused_as_a_whole(office: Office) -> None:
    with filling(office) as sheet:
        write(sheet)
    sealed = seal(office.filled, password_for("agent@insurer.example"))
    assert office.take(sealed) == taking_in.REFUSED
    assert office.house.rows(RECORDS) == [(None,) * 5] * 2


def test_a_form_without_its_hidden_sheet_is_none_of_ours(office: Office) -> None:
    book = load_workbook(BytesIO(plain(office)))
    del book["_head"]
    buffer = BytesIO()
    book.save(buffer)
    assert office.take(seal(buffer.getvalue(), password_for(BANK))) == taking_in.REFUSED


def test_what_is_chased_goes_to_the_manager_too_and_once(office: Office) -> None:
    with office.house.store.begin() as connection:
        connection.execute(update(SanctionRow).values(chased_at=LATER))
    assert send(office, date(2026, 12, 9)) == 2
    assert send(office, date(2026, 12, 10)) == 0
    query = "SELECT kind FROM message WHERE attachment LIKE '%/sanctions_%' ORDER BY kind"
    assert [kind for (kind,) in office.house.rows(query)] == ["escalation", "reminder", "reminder"]
    query = "SELECT body FROM message WHERE kind = 'escalation'"
    assert "其中 2 条已逾 10 个工作日" in office.house.rows(query)[0][0]


def test_records_of_today_wait_for_tomorrow_s_form(office: Office) -> None:
    with office.house.store.begin() as connection:
        connection.execute(update(SanctionRow).values(opened_on=date(2026, 12, 9)))
    assert send(office, date(2026, 12, 9)) == 0
