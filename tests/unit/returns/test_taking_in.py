"""A returned list in the case store: answers, receipt, record, reply; each file once."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.unit.delivery.list_house import AGENT_LIST, LEADER_LIST, KilledError, password_for
from tests.unit.returns import hostile_workbooks
from tests.unit.returns.back_office import BANK, FIRST_ROW, TODAY, Office, legitimate, write

from authenticity.audit import verification
from authenticity.delivery.sealing import seal, unseal
from authenticity.returns import archive, taking_in

RETURNS = "SELECT source, channel_code, lines, accepted, refused, reason, reply_file FROM v_return"
REPLIES = "SELECT recipient, subject, attachment FROM message WHERE kind = 'reply'"
WRITTEN = (
    "SELECT event_id, kind FROM case_event WHERE kind NOT LIKE 'message_%'",
    "SELECT * FROM returned_line",
    "SELECT * FROM evidence",
    "SELECT * FROM contact_attempt",
    "SELECT return_id FROM returned_list",
)
"""What answers leave behind, beside what their senders are told."""


def reasons(office: Office) -> list[str | None]:
    rows = office.house.rows("SELECT reason FROM v_return_line ORDER BY line_no")
    return [reason for (reason,) in rows]


def test_answers_of_a_returned_list_resolve_its_cases(office) -> None:
    with office.filling() as sheet:
        legitimate(sheet)
    assert office.take_filled() == taking_in.TAKEN
    cases = "SELECT status FROM v_case WHERE channel_code = 'BANK' ORDER BY status"
    assert office.house.rows(cases) == [("DISPATCHED",), ("RESOLVED",)]
    assert office.house.rows(RETURNS) == [("inbox", "BANK", 1, 1, 0, None, None)]
    ((recipient, subject, attachment),) = office.house.rows(REPLIES)
    assert (recipient, attachment) == (BANK, None)
    assert subject.endswith("银行保险渠道，已受理 1 行")
    assert office.removed == ["list.xlsx"]


def test_the_list_and_its_cases_count_as_received_the_first_time(office) -> None:
    with office.filling() as sheet:
        legitimate(sheet)
    office.take_filled()
    received = "SELECT channel_code FROM delivery WHERE received_at IS NOT NULL"
    assert office.house.rows(received) == [("BANK",)]
    cases = "SELECT channel_code FROM v_case WHERE received_at IS NOT NULL"
    assert set(office.house.rows(cases)) == {("BANK",)}
    office.take_filled()
    events = "SELECT count(*) FROM case_event WHERE kind = 'list_received'"
    assert office.house.rows(events) == [(1,)]


def test_every_return_is_in_the_chain_and_the_chain_holds(office) -> None:
    with office.filling() as sheet:
        legitimate(sheet)
    office.take_filled()
    office.take(b"nothing")
    kinds = "SELECT detail FROM case_event WHERE kind = 'return_received' ORDER BY event_id"
    told = [json.loads(detail) for (detail,) in office.house.rows(kinds)]
    assert [(each["accepted"], bool(each["reason"])) for each in told] == [(1, False), (0, True)]
    with office.house.store.read() as connection:
        assert verification.verify(connection, b"k" * 32).has_integrity


def test_the_same_file_twice_is_once(office) -> None:
    with office.filling() as sheet:
        legitimate(sheet)
    data = seal(office.filled, password_for(BANK))
    assert office.take(data, "a.xlsx") == taking_in.TAKEN
    written = [office.house.rows(sql) for sql in WRITTEN]
    assert office.take(data, "b.xlsx") == taking_in.KNOWN
    assert [office.house.rows(sql) for sql in WRITTEN] == written
    assert office.removed == ["a.xlsx", "b.xlsx"]


def test_the_file_as_it_came_lies_in_the_archive_only_encrypted(office) -> None:
    with office.filling() as sheet:
        legitimate(sheet)
    office.take(office.filled)
    ((sha256,),) = office.house.rows("SELECT sha256 FROM v_return")
    inside = office.inside
    assert archive.get(inside.archive, sha256, inside.archive_key) == office.filled
    kept = [path for path in office.folder.rglob("*") if path.is_file()]
    assert not any(office.filled in path.read_bytes() for path in kept)


def test_a_refused_line_says_why_and_the_others_are_taken(office) -> None:
    with office.filling() as sheet:
        legitimate(sheet, FIRST_ROW)
        legitimate(sheet, FIRST_ROW + 1, policy_no="P9")
    office.take_filled()
    assert reasons(office)[0] is None
    assert "锁定栏被改动：保单号" in str(reasons(office)[1])
    ((*_counts, reply_file),) = office.house.rows(RETURNS)
    ((_recipient, _subject, attachment),) = office.house.rows(REPLIES)
    assert attachment.endswith(reply_file)
    plain = unseal((office.house.outbox / attachment).read_bytes(), password_for(BANK))
    shown = list(load_workbook(BytesIO(plain)).active.iter_rows(min_row=5, values_only=True))
    assert [(number, taken) for number, _case, _policy, taken, _why in shown] == [
        (str(FIRST_ROW + 1), "未受理"),
        (str(FIRST_ROW), "已受理"),
    ]


def test_an_attempt_without_an_outcome_is_taken_and_the_reply_asks_for_it(office) -> None:
    with office.filling() as sheet:
        attempt = {"contact": f"{TODAY} 电话 无人接听", "clerk": "ann"}
        write(sheet, FIRST_ROW, **attempt)
        write(sheet, FIRST_ROW + 1, clerk="ann", handled_on=TODAY)
    office.take_filled()
    assert reasons(office) == ["还缺：处理结果", "处理结果未填或不在选项内"]
    assert office.house.rows("SELECT accepted FROM v_return_line ORDER BY line_no") == [(1,), (0,)]
    assert office.house.rows("SELECT given_by FROM contact_attempt") == [("ann",)]
    assert set(office.house.rows("SELECT status FROM v_case")) == {("DISPATCHED",)}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"clerk": "nobody"}, "未登记"),
        ({"clerk": "bob"}, "不负责该案件所属渠道"),
        ({"handled_on": None}, "处理日期"),
        ({"outcome": '="情况属实"&"合理"'}, "公式"),
        ({"outcome": "大概没问题"}, "处理结果"),
    ],
)
def test_a_line_that_cannot_count_is_refused_with_its_reason(office, wrong, reason) -> None:
    with office.filling() as sheet:
        legitimate(sheet, **wrong)
    office.take_filled()
    assert reason in str(reasons(office)[0])
    assert set(office.house.rows("SELECT status FROM v_case")) == {("DISPATCHED",)}


def test_a_list_under_the_password_of_another_channel_is_refused_as_a_whole(office) -> None:
    with office.filling() as sheet:
        legitimate(sheet)
    assert office.take(seal(office.filled, password_for("channel:AGENT"))) == taking_in.REFUSED
    assert "密码与清单的收件人不符" in str(office.house.rows(RETURNS))


def test_a_leaders_copy_is_refused_as_a_whole(office) -> None:
    with office.filling(LEADER_LIST, "leader@insurer.example"):
        pass
    assert office.take(office.filled) == taking_in.REFUSED
    assert "团队负责人" in str(office.house.rows(RETURNS))


def test_the_other_channels_list_is_answered_to_its_own_office(office) -> None:
    with office.filling(AGENT_LIST, "channel:AGENT") as sheet:
        legitimate(sheet, clerk="bob")
    office.take(office.filled, channel_code="BANK")
    assert [row[0] for row in office.house.rows(REPLIES)] == ["channel:AGENT"]
    assert [row[1] for row in office.house.rows(RETURNS)] == ["AGENT"]


@pytest.mark.parametrize(
    "data",
    [b"", b"nothing", hostile_workbooks.with_parts({"xl/vbaProject.bin": b"x"})],
    ids=["empty", "no workbook", "with a macro"],
)
def test_a_file_that_is_refused_as_a_whole_is_archived_and_its_channel_told(office, data) -> None:
    assert office.take(data, channel_code="BANK") == taking_in.REFUSED
    ((source, code, lines, *_rest, reason, reply_file),) = office.house.rows(RETURNS)
    assert (source, code, lines, reply_file) == ("inbox", "BANK", 0, None)
    assert reason
    assert [row[0] for row in office.house.rows(REPLIES)] == [BANK]
    assert office.removed == ["list.xlsx"]


def test_nobody_is_told_where_the_sender_is_a_stranger_and_no_address_is_kept(office) -> None:
    office.take(b"nothing", sender="somebody@elsewhere.example")
    assert office.house.rows(REPLIES) == []
    assert office.house.rows("SELECT sender FROM v_return") == [(None,)]


def test_half_a_file_waits_while_it_may_still_be_copied(office) -> None:
    with office.filling():
        pass
    half = office.filled[: len(office.filled) // 2]
    assert office.take(half, is_fresh=True) == taking_in.WAITING
    assert office.house.rows(RETURNS) == []
    assert office.removed == []
    assert office.take(half) == taking_in.REFUSED


def test_a_name_with_a_number_in_it_is_kept_masked(office) -> None:
    office.take(b"nothing", "陈 440106199001011234.xlsx")
    ((name,),) = office.house.rows("SELECT file_name FROM v_return")
    assert "199001" not in name


def test_a_kill_before_the_commit_loses_nothing_and_doubles_nothing(office, monkeypatch) -> None:
    with office.filling() as sheet:
        legitimate(sheet)
        write(sheet, FIRST_ROW + 1, outcome="大概没问题")
    data = seal(office.filled, password_for(BANK))

    def killed(*_arguments):
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(taking_in.return_rows, "add", killed)
        with pytest.raises(KilledError):
            office.take(data)
    assert office.removed == []
    assert office.house.rows(RETURNS) == []
    assert office.house.rows("SELECT count(*) FROM v_evidence") == [(0,)]
    assert office.take(data) == taking_in.TAKEN
    assert office.house.rows("SELECT count(*) FROM v_evidence") == [(2,)]
    assert len(office.house.rows(REPLIES)) == 1


def test_a_kill_after_the_commit_leaves_the_file_and_the_next_sweep_removes_it(office) -> None:
    with office.filling() as sheet:
        legitimate(sheet)
    data = seal(office.filled, password_for(BANK))

    def killed() -> None:
        raise KilledError

    with pytest.raises(KilledError):
        office.take(data, done=killed)
    assert office.take(data) == taking_in.KNOWN
    assert office.removed == ["list.xlsx"]
    assert len(office.house.rows(REPLIES)) == 1


def test_a_mail_that_answers_the_lists_message_says_that_the_list_arrived(office) -> None:
    parcel = taking_in.Parcel(
        "imap", (), lambda: office.removed.append("mail"), answers_to=("<unknown@x>",)
    )
    assert taking_in.take(office.inside, office.process, parcel) == []
    received = "SELECT count(*) FROM delivery WHERE received_at IS NOT NULL"
    assert office.house.rows(received) == [(0,)]
    assert office.removed == ["mail"]
