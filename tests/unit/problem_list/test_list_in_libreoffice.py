"""The list after LibreOffice opened, computed and saved it: formulas, locks, and what is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.libreoffice import resaved
from tests.unit.problem_list.sample_lists import (
    CONFLICT,
    KEY,
    MISSING,
    NOTICE,
    SHARED,
    problem_list,
)

from authenticity.problem_list import form as forms
from authenticity.problem_list import returned_sheet, workbook

FORM = forms.load()
TODAY = datetime.now(UTC).date()  # the formulas ask the computer's clock

COMPLETE = {"clerk": "sunli", "handled_on": date(2026, 11, 24)}
LACKING = "3次联系记录"
CONTACTS = [
    ("2026-11-24 电话\n2026-11-24 微信\n2026-11-24 上门", LACKING),
    ("2026-11-24 电话 客户2026年回国，2026年底再联系", LACKING),
    ("2026-11-02 电话\n2026-11-24 电话", LACKING),
    ("11月24日 电话\n11月25日\n11/26", ""),
    ("2026年11月4日 电话；2026/11/05 上门；11-6 短信", ""),
    ("1. 11-24 电话\n2. 2026.11.25 电话\n3. 01-04 上门", ""),
    ("2026-11-24 电话\n2027-1-4 上门\n", LACKING),
    ("11月28日 / 11月29日 / 11/30", ""),
    ("2026-11-24电话\n11/25上门\n2026.11.26微信", ""),
]
ANSWERS = [
    ({}, "处理结果"),
    ({"outcome": "已更正"}, "A、B、经办内勤、处理日期"),
    ({"outcome": "已更正", "evidence": "A=1，b＝2", **COMPLETE}, ""),
    ({"outcome": "已更正", "evidence": "Ａ = 1", **COMPLETE}, "B"),
    ({"outcome": "情况属实合理", "evidence": "C：1", **COMPLETE}, "F"),
    ({"outcome": "确认虚假", "evidence": "F=1", **COMPLETE}, "D或E"),
    ({"outcome": "确认虚假", "evidence": "F=1 E=2", **COMPLETE}, ""),
    ({"outcome": "拒绝提供", **COMPLETE}, "G或F"),
    ({"outcome": "拒绝提供", "evidence": "F=1", **COMPLETE}, ""),
    ({"outcome": "无法联系", "evidence": "F=1", **COMPLETE}, "3次联系记录"),
    ({"outcome": "无法联系", "evidence": "F=1", **COMPLETE,
      "contact": "2026-11-24 电话 无人接听\n2026-11-25 电话\n2027-01-04 上门"}, ""),
    ({"outcome": "已更正", "evidence": "A=、B=", **COMPLETE}, "A、B"),
    ({"outcome": "已更正", "evidence": "A＝ ，b：2", **COMPLETE}, "A"),
    ({"outcome": "已更正", "evidence": "A=影像1；\nB=", **COMPLETE}, "B"),
    ({"outcome": "情况属实合理", "evidence": "C=无、F＝待补", **COMPLETE}, "C、F"),
    ({"outcome": "情况属实合理", "evidence": "C=无锡1、F=-2", **COMPLETE}, ""),
    *(({"outcome": "无法联系", "evidence": "F=1", "contact": contact, **COMPLETE}, lacking)
      for contact, lacking in CONTACTS),
]  # fmt: skip

DUE = [
    (replace(CONFLICT, due_on=date(2026, 1, 1)), "冲突"),
    (replace(SHARED, due_on=TODAY - timedelta(days=1)), "逾期"),
    (replace(SHARED, due_on=TODAY), "今日"),
    (replace(SHARED, due_on=TODAY + timedelta(days=2)), "临期"),
    (replace(SHARED, due_on=TODAY + timedelta(days=3)), "一般"),
    (replace(SHARED, due_on=None), "一般"),
    (replace(SHARED, level="W", due_on=TODAY + timedelta(days=9)), "一般"),
]


def lines():
    """A line an answer, and a line a due date."""
    answered = [replace(MISSING, policy_no=f"A{i:02}") for i in range(len(ANSWERS))]
    due = [replace(line, policy_no=f"D{i:02}") for i, (line, _) in enumerate(DUE)]
    return [
        replace(line, line_id=f"{i:016x}", case_no=f"C20261123-{i:05}", act_by=line.due_on)
        for i, line in enumerate([*answered, *due])
    ] + [NOTICE]


def filled():
    book = load_workbook(BytesIO(workbook.render(problem_list(*lines()), FORM, KEY)))
    sheet = book[FORM.sheet]
    for row in sheet.iter_rows(min_row=2):
        policy_no = row[FORM.column_no("policy_no")].value
        answer = ANSWERS[int(policy_no[1:])][0] if policy_no.startswith("A") else {}
        for key, value in answer.items():
            row[FORM.column_no(key)].value = value
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    return resaved(filled(), tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def shown(saved):
    """Values by policy number and column."""
    sheet = load_workbook(BytesIO(saved), data_only=True)[FORM.sheet]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    keys = [column.key for column in FORM.columns]
    return {row[1]: dict(zip(keys, row, strict=False)) for row in rows}


@pytest.mark.parametrize("number", range(len(ANSWERS)))
def test_what_an_answer_lacks_is_computed(shown, number) -> None:
    assert (shown[f"A{number:02}"]["missing"] or "") == ANSWERS[number][1]


@pytest.mark.parametrize("number", range(len(DUE)))
def test_urgency_is_computed_on_todays_date(shown, number) -> None:
    assert shown[f"D{number:02}"]["urgency"] == DUE[number][1]


def test_a_warning_lacks_nothing(shown) -> None:
    assert not shown["D06"]["missing"]


def test_what_is_filled_in_is_counted(saved) -> None:
    front = load_workbook(BytesIO(saved), data_only=True)[FORM.front_sheet]
    texts = [cell.value for row in front.iter_rows() for cell in row if cell.value]
    total = len(ANSWERS) + len(DUE)
    complete = sum(not lacking for answer, lacking in ANSWERS if answer)
    assert f"已填 {len(ANSWERS) - 1}/{total}，其中 {complete} 行已填齐" in texts


def test_the_list_is_read_as_if_nobody_had_saved_it_again(saved) -> None:
    before, after = (returned_sheet.read(plain, FORM, KEY) for plain in (filled(), saved))
    assert after == before
    assert not any(line.changed or line.formulas for line in after.lines)
    said = {problem for line in after.lines for problem in line.problems}
    assert said == {f"证据 {letter} 没有编号" for letter in "ABCF"}


def test_a_change_is_still_seen_after_saving(tmp_path, saved) -> None:
    book = load_workbook(BytesIO(saved))
    book[FORM.sheet]["D3"] = "没有问题"
    buffer = BytesIO()
    book.save(buffer)
    line = returned_sheet.read(buffer.getvalue(), FORM, KEY).lines[1]
    assert line.changed == ("问题",)


def test_locks_choices_and_the_hidden_sheet_survive(saved) -> None:
    book = load_workbook(BytesIO(saved))
    sheet = book[FORM.sheet]
    assert sheet.protection.sheet
    assert not sheet.cell(2, FORM.column_no("outcome") + 1).protection.locked
    assert sheet.cell(2, 1).protection.locked
    labels = ",".join(choice.label for choice in FORM.outcomes)
    assert f'"{labels}"' in {each.formula1 for each in sheet.data_validations.dataValidation}
    assert book["_lines"].sheet_state in ("hidden", "veryHidden")


HOSTILE = [
    "=1+1", "00123", "1e5", "2026-11-23", "_x0041_", "\"quoted\"", "a  b", " x ", "<b>&amp;</b>",
    "第一行\n第二行", "\u3000全角\u3000", "😀", "'quote", "TRUE", "+86 138", "\ufffd", "e\u0301",
]  # fmt: skip


def test_hostile_texts_are_no_change_after_saving(tmp_path) -> None:
    odd = [
        replace(SHARED, line_id=f"{i:016x}", problem=f"{text}", remedy=text, product=text,
                branch_code=text, policy_no=f"P{i}", customer_no=text)
        for i, text in enumerate(HOSTILE)
    ]  # fmt: skip
    plain = workbook.render(problem_list(*odd), FORM, KEY)
    before, after = (
        returned_sheet.read(each, FORM, KEY).lines for each in (plain, resaved(plain, tmp_path))
    )
    assert [line.line_ids for line in after] == [line.line_ids for line in before]
    assert [line.changed for line in after] == [()] * len(HOSTILE)
