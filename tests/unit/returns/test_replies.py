"""What the sender of a list reads: counts in the mail, and the workbook's word for each line."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook
from tests.unit.delivery.list_house import password_for
from tests.unit.returns.back_office import BANK, FIRST_ROW, Office, legitimate

from authenticity.delivery.sealing import unseal

RETURNS = "SELECT lines, accepted, refused FROM v_return ORDER BY return_id"
REPLIES = (
    "SELECT subject, body, attachment FROM message WHERE kind = 'reply' "
    "ORDER BY created_at, message_id"
)
SAME = "已答复，内容相同"


def send(office: Office, *lines: dict[str, object]) -> tuple[str, str]:
    """Sends a list back with these lines filled in; subject and body of the reply."""
    office.at += timedelta(minutes=1)
    with office.filling() as sheet:
        for row, cells in enumerate(lines, start=FIRST_ROW):
            legitimate(sheet, row, **cells)
    office.take_filled()
    subject, body, _attachment = office.house.rows(REPLIES)[-1]
    return subject, body


def workbook(office: Office) -> tuple[str, list[tuple[str, str, str]]]:
    """Of the last reply: what is to be done, and row, result and reason of each line."""
    attachment = office.house.rows(REPLIES)[-1][2]
    plain = unseal((office.house.outbox / attachment).read_bytes(), password_for(BANK))
    sheet = load_workbook(BytesIO(plain)).active
    rows = sheet.iter_rows(min_row=5, values_only=True)
    return str(sheet["A3"].value), [(row[0], row[3], row[4]) for row in rows]


def test_a_line_that_was_answered_before_is_not_refused_and_nothing_is_asked_of_it(office) -> None:
    send(office, {})
    subject, body = send(office, {}, {})
    assert subject.endswith("银行保险渠道，已受理 1 行，已受理过 1 行")
    assert "已受理 1 行，已受理过 1 行。" in body
    hint, lines = workbook(office)
    assert lines == [(str(FIRST_ROW + 1), "已受理", ""), (str(FIRST_ROW), "已受理过", SAME)]
    assert hint == "已受理过的行此前已答复，内容相同，无需处理。"
    assert office.house.rows(RETURNS) == [(1, 1, 0), (2, 1, 0)]


def test_a_line_that_was_answered_before_and_lacks_something_still_says_so(office) -> None:
    send(office, {"evidence": "C=影像1"})
    subject, _body = send(office, {"evidence": "C=影像1"}, {})
    assert subject.endswith("，已受理未齐 1 行，已受理 1 行")
    hint, lines = workbook(office)
    lacking = f"{SAME}；还缺：内勤亲笔签署的调查情况报告（F）"
    assert lines[0] == (str(FIRST_ROW), "已受理未齐", lacking)
    assert hint == "未齐的请补充后再送。"


def test_a_refused_line_beside_one_that_was_answered_before_is_counted_alone(office) -> None:
    send(office, {})
    subject, _body = send(office, {}, {"clerk": "nobody"})
    assert subject.endswith("，未受理 1 行，已受理过 1 行")
    assert workbook(office)[0].startswith("未受理的行请改正后在原清单上重填送回")
    assert office.house.rows(RETURNS)[-1] == (2, 0, 1)


def test_the_subject_tells_a_line_that_lacks_something_from_one_that_is_done(office) -> None:
    subject, _body = send(office, {"evidence": "C=影像1"})
    assert subject.endswith("银行保险渠道，已受理未齐 1 行")


def test_a_list_with_nothing_filled_in_is_told_so(office) -> None:
    subject, body = send(office)
    assert subject.endswith("银行保险渠道，没有填写内容")
    assert "没有填写任何内容。请检查填好的文件是否已保存" in body
    assert "没有填写" not in "".join(send(office, {}))


def test_a_file_that_is_refused_as_a_whole_is_not_called_empty(office) -> None:
    office.take(b"nothing", channel_code="BANK")
    ((subject, body, _attachment),) = office.house.rows(REPLIES)
    assert subject.endswith("银行保险渠道，整份未受理")
    assert "没有填写" not in body
    assert "整份未予受理，原因：文件打不开" in body
