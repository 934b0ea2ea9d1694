"""Lists that come back: which list, which answers, and what is wrong with a line."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from authenticity.errors import ReturnError
from authenticity.problem_list import form as forms
from authenticity.problem_list import returned_sheet

FORM = forms.load()
KEY = b"k" * 32
FIRST_LAYOUT = Path(__file__).parents[2] / "data" / "filled_problem_list_layout_1.xlsx"
"""Four lines as version 0.2.0 wrote them; the first and the third filled in."""


def saved(book) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def first_layout():
    return returned_sheet.read(FIRST_LAYOUT.read_bytes(), FORM, KEY)


def test_a_list_of_layout_1_says_which_it_is(first_layout) -> None:
    assert (first_layout.layout, first_layout.list_date) == (1, date(2026, 11, 23))
    assert (first_layout.channel_code, first_layout.team_code) == ("BANK", None)
    assert first_layout.recipient == "bank-office@insurer.example"


def test_lines_of_layout_1_are_read_with_evidence_and_attempts(first_layout) -> None:
    unreachable, blank, corrected, notice = first_layout.lines
    assert (unreachable.row_no, unreachable.line_ids) == (7, ("07b2c94d1e5f8a36",))
    assert unreachable.outcome == "UNREACHABLE"
    assert unreachable.evidence == (("F", "影像20261124001"), ("H", "影像20261124002"))
    assert [day.day for day, _ in unreachable.attempts] == [24, 25, 26]
    assert unreachable.remark == "邻居称客户外出"
    assert (unreachable.clerk, unreachable.handled_on) == ("sunli", date(2026, 11, 26))
    assert corrected.outcome == "CORRECTED"
    assert corrected.evidence == (("A", "影像1"), ("B", "影像2"))
    assert corrected.handled_on == date(2026, 11, 25)
    assert [line.is_blank for line in first_layout.lines] == [False, True, False, True]
    assert not any(line.problems for line in (unreachable, blank, corrected, notice))


def test_a_formula_in_an_answer_of_layout_1_is_named_and_not_read() -> None:
    book = load_workbook(FIRST_LAYOUT)
    book["问题件清单"]["V8"] = '="已更正 "&"CORRECTED"'
    line = returned_sheet.read(saved(book), FORM, KEY).lines[1]
    assert (line.outcome, line.formulas, line.is_blank) == (None, ("处理结果",), False)


@pytest.mark.parametrize("plain", [b"", b"no workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(plain) -> None:
    with pytest.raises(ReturnError, match="文件打不开"):
        returned_sheet.read(plain, FORM, KEY)


def test_another_workbook_is_refused() -> None:
    with pytest.raises(ReturnError, match="不是本系统发出的问题件清单"):
        returned_sheet.read(saved(Workbook()), FORM, KEY)


def test_a_list_of_layout_1_without_its_title_is_refused() -> None:
    book = load_workbook(FIRST_LAYOUT)
    book["问题件清单"]["A2"] = None
    with pytest.raises(ReturnError, match="标题行已被改动"):
        returned_sheet.read(saved(book), FORM, KEY)
