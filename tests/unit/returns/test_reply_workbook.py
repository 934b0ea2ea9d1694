"""The reply: which lines were taken, which not and why, and what is still missing."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from authenticity.problem_list import form as forms
from authenticity.returns import reply_workbook
from authenticity.returns.line_results import FindingResult, LineResult, Named
from authenticity.returns.reply_workbook import Look

FORM = forms.load()
AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
TAKEN = LineResult(2, (FindingResult("a", True),))
LACKING = LineResult(3, (FindingResult("b", True, "还缺：F"),), ("F",))
REFUSED = LineResult(4, (FindingResult("c", False, "锁定栏被改动：问题"),))
FOREIGN = LineResult(9, (FindingResult(None, False, "这一行不在所发的清单中"),))
NAMED = {each: Named(f"C20261123-0000{n}", f"P{n}") for n, each in enumerate("abc")}


def rendered(*results, recipient="office@insurer.example"):
    name = "银行保险渠道　清单日 2026-11-23　回执 R20261124-1"
    return reply_workbook.render(results, NAMED, name, recipient, AT, FORM)


@pytest.fixture(scope="module")
def sheet():
    (found,) = load_workbook(BytesIO(rendered(TAKEN, LACKING, REFUSED, FOREIGN))).worksheets
    return found


def test_every_line_says_what_became_of_it_and_refused_ones_come_first(sheet) -> None:
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=5)] == [
        ["4", "C20261123-00002", "P2", "未受理", "锁定栏被改动：问题"],
        ["9", "", "", "未受理", "这一行不在所发的清单中"],
        ["3", "C20261123-00001", "P1", "已受理未齐", "还缺：F"],
        ["2", "C20261123-00000", "P0", "已受理", ""],
    ]


def test_the_head_counts_and_bears_the_mark(sheet) -> None:
    assert sheet["A1"].value.startswith("秘密　银行保险渠道")
    assert sheet["A2"].value == "未受理 2 行，已受理未齐 1 行，已受理 1 行"
    assert "秘密" in sheet.oddHeader.left.text
    assert sheet.oddHeader.right.text == "office@insurer.example"
    assert "秘密" in sheet.oddFooter.left.text


def test_every_row_is_high_enough_for_its_text(sheet) -> None:
    long = LineResult(3, (FindingResult("b", False, "填写栏含公式，请改为文字" * 9),))
    (other,) = load_workbook(BytesIO(rendered(TAKEN, long))).worksheets
    one_line = [sheet.row_dimensions[row].height for row in range(1, 9)]
    assert one_line[0] >= 14 * 1.5
    assert all(height >= 10 * 1.5 for height in one_line[1:])
    assert other.row_dimensions[5].height >= 3 * 14
    assert other.row_dimensions[6].height == one_line[4] < 2 * 14


def test_equal_replies_are_equal_bytes_and_a_recipient_commands_no_page() -> None:
    assert rendered(TAKEN) == rendered(TAKEN)
    (found,) = load_workbook(BytesIO(rendered(TAKEN, recipient="a&P@x"))).worksheets
    assert found.oddHeader.right.text == "a＆P@x"


def test_a_reply_to_another_form_has_its_mark_and_says_what_a_line_is_about() -> None:
    line = LineResult(5, (FindingResult(None, False, "未填"),), named=Named("S1", "业务员 A1"))
    look = Look("机密", ("处罚编号", "业务员或代理机构"))
    content = reply_workbook.render([line], {}, "回执", "office", AT, FORM, look)
    (found,) = load_workbook(BytesIO(content)).worksheets
    assert [cell.value for cell in found[4]][:3] == ["行号", "处罚编号", "业务员或代理机构"]
    assert [cell.value for cell in found[5]][:3] == ["5", "S1", "业务员 A1"]
    assert found["A1"].value.startswith("机密　")
    assert "机密" in found.oddHeader.left.text
