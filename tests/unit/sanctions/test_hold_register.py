"""The hold list goes to compliance and the channel's manager on the days on which it changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from openpyxl import load_workbook
from tests.unit.cases.case_samples import AT, dispatch, finding, policy, rows, run_day, verify_in
from tests.unit.delivery.list_house import REGISTERS, password_for
from tests.unit.delivery.message_samples import FOLDER_ONLY

from authenticity.delivery import registers_sent
from authenticity.delivery.addressees import Addressees
from authenticity.delivery.registers_sent import Office
from authenticity.delivery.sealing import unseal
from authenticity.sanctions import hold_register, holds, sanction_kinds
from authenticity.store.case_store import Store
from authenticity.working_days.deadlines import local_day

LATE = AT + timedelta(days=30)
DAY = timedelta(days=1)
WORDS = sanction_kinds.in_force()
SENT = "SELECT recipient, attachment FROM message WHERE kind = 'report' ORDER BY recipient"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(ECMA376Agile.encrypt, "__defaults__", (None, 100))
    return Office(tmp_path, FOLDER_ONLY, password_for)


@pytest.fixture
def late(store: Store) -> Store:
    run_day(store, [finding(1), finding(2)], policies=[policy(2, agent_code="A02")])
    dispatch(store, [no for (no,) in rows(store, "SELECT case_no FROM v_case")])
    return store


def sweep(store: Store, office: Office, at: datetime) -> int:
    """The list brought up to date; how many messages were new."""
    names = {("salesperson", "A01"): "张*"}
    with store.begin() as connection:
        holds.sweep(connection, at)
        found = hold_register.registers(
            connection, Addressees(REGISTERS), "合规部门", WORDS, lambda: names, local_day(at)
        )
        return registers_sent.send(connection, found, office, at)


def test_nobody_is_told_of_a_list_that_never_had_anybody(late: Store, office: Office) -> None:
    assert sweep(late, office, AT + DAY) == 0


def test_a_change_is_told_once_and_at_most_once_a_day(late: Store, office: Office) -> None:
    assert sweep(late, office, LATE) == 2
    recipients = [recipient for recipient, _ in rows(late, SENT)]
    assert sorted(recipients) == ["channel:BANK", "channel:COMPLIANCE"]
    assert sweep(late, office, LATE + timedelta(minutes=30)) == 0
    assert sweep(late, office, LATE + DAY) == 0, "nothing changed"
    with late.begin() as connection:
        verify_in(connection, "C20260924-00001", "LEGITIMATE", LATE + DAY)
    assert sweep(late, office, LATE + DAY + timedelta(hours=1)) == 2
    with late.begin() as connection:
        verify_in(connection, "C20260924-00002", "LEGITIMATE", LATE + DAY + timedelta(hours=1))
    assert sweep(late, office, LATE + DAY + timedelta(hours=2)) == 0, "told today already"
    assert sweep(late, office, LATE + 2 * DAY) == 2
    assert sweep(late, office, LATE + 3 * DAY) == 0


def test_the_workbook_names_who_is_held_and_why(late: Store, office: Office) -> None:
    sweep(late, office, LATE)
    for recipient, place in rows(late, SENT):
        plain = unseal((office.outbox / place).read_bytes(), password_for(recipient))
        assert plain is not None, "under the recipient's own password"
        sheet = load_workbook(BytesIO(plain))[WORDS.hold_list.sheet]
        shown = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=5)]
        assert shown == [
            ("业务员 张* A01", "BANK", "2026-10-24", "1", "C20260924-00001"),
            ("业务员 A02", "BANK", "2026-10-24", "1", "C20260924-00002"),
        ]
        assert str(sheet["A1"].value).startswith("机密")
