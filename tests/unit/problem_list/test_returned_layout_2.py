"""A list of layout 2 that comes back: what it answers, and what was changed on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.packaging.custom import CustomPropertyList
from tests.unit.problem_list.sample_lists import (
    CONFLICT,
    KEY,
    LIST_DATE,
    MISSING,
    NOTICE,
    SHARED,
    problem_list,
)
from tests.unit.returns import hostile_workbooks as hostile

from authenticity.errors import ReturnError
from authenticity.problem_list import answer_bounds, returned_sheet, workbook
from authenticity.problem_list import form as forms
from authenticity.problem_list.line_digests import FOLDED
from authenticity.problem_list.second_layout import ALIKE, NOT_ON_THE_LIST

FORM = forms.load()
TWIN = replace(MISSING, line_id="b" * 16, rule_code="contact.address.vague")
LIST = problem_list(CONFLICT, SHARED, MISSING, TWIN, NOTICE)
ROWS = {"conflict": 2, "shared": 3, "missing": 4}
"""Where the findings stand on the sheet; the twin shares a row, the notice has a sheet apart."""


def place(key, row):
    return {"row": row, "column": FORM.column_no(key) + 1}


class Clerk:
    """Opens the list, changes cells, and sends it back."""

    def __init__(self, plain=None):
        self.book = load_workbook(BytesIO(plain or workbook.render(LIST, FORM, KEY)))
        self.sheet = self.book[FORM.sheet]

    def write(self, row, **cells):
        for key, value in cells.items():
            self.sheet.cell(**place(key, ROWS[row]), value=value)
        return self

    def plain(self):
        buffer = BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()

    def sent_back(self, key=KEY):
        return returned_sheet.read(self.plain(), FORM, key)

    def line(self, row):
        return next(each for each in self.sent_back().lines if each.row_no == ROWS[row])


FILLED = {
    "outcome": "已更正",
    "evidence": "A=影像20261124001、B=影像20261124002",
    "contact": "2026-11-24 电话 已接通\n客户已到柜面",
    "clerk": "sunli",
    "handled_on": date(2026, 11, 24),
}


def test_the_list_says_which_it_is() -> None:
    found = Clerk().sent_back()
    assert (found.layout, found.list_date, found.channel_code) == (2, LIST_DATE, "BANK")
    assert (found.team_code, found.recipient) == (None, "bank-office@insurer.example")


def test_an_untouched_list_is_blank_and_unchanged() -> None:
    lines = returned_sheet.read(workbook.render(LIST, FORM, KEY), FORM, KEY).lines
    assert [line.line_ids for line in lines] == [
        (CONFLICT.line_id,), (SHARED.line_id,), (MISSING.line_id, TWIN.line_id),
    ]  # fmt: skip
    assert all(line.is_blank for line in lines)
    assert not any(line.changed or line.formulas or line.problems for line in lines)


def test_an_answer_is_read_with_evidence_attempts_and_remark() -> None:
    line = Clerk().write("missing", **FILLED).line("missing")
    assert line == returned_sheet.ReturnedLine(
        row_no=4,
        line_ids=(MISSING.line_id, TWIN.line_id),
        is_blank=False,
        changed=(),
        formulas=(),
        outcome="CORRECTED",
        evidence=(("A", "影像20261124001"), ("B", "影像20261124002")),
        attempts=((date(2026, 11, 24), "电话 已接通"),),
        remark="客户已到柜面",
        clerk="sunli",
        handled_on=date(2026, 11, 24),
        problems=(),
    )


@pytest.mark.parametrize(
    ("key", "heading"),
    [(each.key, FOLDED if each.folded else each.heading) for each in FORM.columns if each.is_sent],
)
def test_a_changed_locked_cell_is_named(key, heading) -> None:
    line = Clerk().write("shared", **FILLED, **{key: "别的"}).line("shared")
    assert (line.changed, line.line_ids) == ((heading,), (SHARED.line_id,))
    assert line.outcome == "CORRECTED"


def test_white_space_and_computed_cells_are_no_change() -> None:
    clerk = Clerk().write("shared", problem=f" {SHARED.problem}  ", urgency="逾期", missing=None)
    assert clerk.line("shared").changed == ()


def test_line_ends_that_excel_writes_as_codes_are_line_ends() -> None:
    """Pasted from elsewhere, a carriage return is `_x000D_` in the file; a cell may show that."""
    contact = "2026-11-24 电话 已接通_x000D_\n文件名 a_x005F_x000D_b"
    filled = {**FILLED, "evidence": "A=影像1_x000D_\nB=影像2", "contact": contact}
    line = Clerk().write("missing", **filled).line("missing")
    assert (line.evidence, line.problems) == ((("A", "影像1"), ("B", "影像2")), ())
    assert line.attempts == ((date(2026, 11, 24), "电话 已接通"),)
    assert line.remark == "文件名 a_x000D_b"


def test_a_locked_cell_that_looks_like_such_a_code_is_no_change() -> None:
    odd = replace(SHARED, product="组合_x0041_型", problem="姓名 _x000D_ 可疑")
    plain = workbook.render(problem_list(odd), FORM, KEY)
    (line,) = returned_sheet.read(plain, FORM, KEY).lines
    assert line.changed == ()


def test_a_formula_is_no_answer() -> None:
    line = Clerk().write("shared", outcome='="已更"&"正"', clerk="=A1").line("shared")
    assert line.formulas == ("处理结果", "经办内勤")
    assert (line.outcome, line.clerk, line.is_blank) == (None, "", False)


def test_problems_of_a_line_stay_with_that_line() -> None:
    clerk = Clerk().write("shared", outcome="办好了").write("missing", **FILLED)
    assert clerk.line("shared").problems == ("处理结果不是下拉框中的选项",)
    assert clerk.line("missing").problems == ()


def test_a_long_number_that_excel_rounded_is_a_problem_of_its_column() -> None:
    line = Clerk().write("shared", clerk=123456789012345678).line("shared")
    assert line.problems == ("经办内勤按数字存放，末几位已失真，请改成文本重填",)


def test_a_cell_of_more_than_a_page_is_a_problem_and_is_not_carried_on() -> None:
    longest = "话" * answer_bounds.LONGEST
    line = Clerk().write("missing", **{**FILLED, "contact": longest}).line("missing")
    assert (line.remark, line.problems) == (longest, ())
    line = Clerk().write("missing", **{**FILLED, "contact": longest + "话"}).line("missing")
    assert (line.remark, line.problems) == ("", ("联系记录与备注超过 4000 字，请精简后重填",))
    assert not line.is_blank


def test_a_text_that_no_cell_of_excel_holds_is_a_problem_of_every_line_that_has_it() -> None:
    sheet = "xl/worksheets/sheet2.xml"
    clerk = Clerk().write("shared", clerk="REMARK").write("missing", clerk="REMARK", found="REMARK")
    plain = clerk.plain()
    huge = hostile.part(sheet, plain).replace(b"REMARK", ("话" * 200_000).encode())
    lines = returned_sheet.read(hostile.with_parts({sheet: huge}, plain), FORM, KEY).lines
    assert [(line.clerk, line.problems, line.changed) for line in lines] == [
        ("", (), ()),
        ("", ("经办内勤超过 4000 字，请精简后重填",), ()),
        ("", ("经办内勤超过 4000 字，请精简后重填",), (FOLDED,)),
    ]


def test_as_many_attempts_and_numbers_as_a_year_brings_are_read_and_no_thousands() -> None:
    days = [f"{LIST_DATE + timedelta(days=n)} 电话" for n in range(answer_bounds.MOST + 1)]
    numbers = [f"A={n + 1}" for n in range(answer_bounds.MOST + 1)]
    most = {"contact": "\n".join(days[:-1]), "evidence": "、".join(numbers[:-1])}
    line = Clerk().write("missing", **{**FILLED, **most}).line("missing")
    assert (len(line.attempts), len(line.evidence), line.problems) == (30, 30, ())
    more = {"contact": "\n".join(days), "evidence": "、".join(numbers)}
    line = Clerk().write("missing", **{**FILLED, **more}).line("missing")
    assert (len(line.attempts), len(line.evidence)) == (30, 30)
    assert line.problems == (
        "证据超过 30 条，请分几次填报",
        "联系记录与备注超过 30 条，请分几次填报",
    )


def test_a_list_that_was_sorted_is_read_by_what_its_rows_say() -> None:
    clerk = Clerk().write("conflict", outcome="无法联系").write("missing", outcome="已更正")
    rows = [[cell.value for cell in clerk.sheet[row]] for row in (2, 3, 4)]
    for target, values in zip((4, 3, 2), rows, strict=True):
        for cell, value in zip(clerk.sheet[target], values, strict=True):
            cell.value = value
    first, _, last = clerk.sent_back().lines
    assert (first.line_ids, first.outcome) == ((MISSING.line_id, TWIN.line_id), "CORRECTED")
    assert (last.line_ids, last.outcome) == ((CONFLICT.line_id,), "UNREACHABLE")
    assert (first.changed, last.changed) == ((), ())


def test_deleted_and_inserted_rows_move_nothing() -> None:
    clerk = Clerk().write("missing", **FILLED)
    clerk.sheet.delete_rows(ROWS["conflict"])
    shared, missing = clerk.sent_back().lines
    assert (shared.line_ids, missing.outcome) == ((SHARED.line_id,), "CORRECTED")
    clerk = Clerk().write("missing", **FILLED)
    clerk.sheet.insert_rows(2)
    clerk.sheet.cell(**place("outcome", 2), value="已更正")
    foreign, *ours = clerk.sent_back().lines
    assert (foreign.line_ids, foreign.problems) == ((), (NOT_ON_THE_LIST,))
    assert [line.changed for line in ours] == [(), (), ()]
    assert ours[-1].outcome == "CORRECTED"


def test_a_row_that_is_there_twice_counts_once() -> None:
    clerk = Clerk().write("missing", **FILLED)
    for cell in clerk.sheet[ROWS["missing"]]:
        clerk.sheet.cell(9, cell.column, cell.value)
    *_, ours, copy = clerk.sent_back().lines
    assert (ours.row_no, copy.row_no, copy.line_ids) == (4, 9, ())
    assert copy.problems == (NOT_ON_THE_LIST,)


@pytest.mark.parametrize(
    "cell", ["B1", "B2", "B3", "B5", "B6", "B7", "B8", "A10", "B10", "C10", "D11", "F12"]
)
def test_a_changed_hidden_sheet_is_refused(cell) -> None:
    clerk = Clerk()
    clerk.book["_lines"][cell] = "1"
    with pytest.raises(ReturnError, match="隐藏页已被改动"):
        clerk.sent_back()


def test_rows_added_to_the_hidden_sheet_are_refused() -> None:
    clerk = Clerk()
    clerk.book["_lines"].append(["9", "c" * 16, "C20261123-00009"])
    with pytest.raises(ReturnError, match="隐藏页已被改动"):
        clerk.sent_back()


def test_a_list_of_another_house_is_refused() -> None:
    with pytest.raises(ReturnError, match="隐藏页已被改动"):
        Clerk().sent_back(b"o" * 32)


def test_a_row_of_another_list_is_not_taken() -> None:
    other = Clerk(workbook.render(problem_list(SHARED, recipient="x@y"), FORM, KEY))
    clerk = Clerk()
    for cell in other.sheet[2]:
        clerk.sheet.cell(ROWS["missing"], cell.column, cell.value)
    clerk.write("missing", outcome="已更正")
    assert clerk.line("missing").changed


def test_a_layout_of_the_future_is_refused() -> None:
    plain = workbook.render(LIST, replace(FORM, layout=3), KEY)
    with pytest.raises(ReturnError, match="版本本系统不认识"):
        returned_sheet.read(plain, FORM, KEY)


def test_a_list_without_its_sheet_or_its_hidden_sheet_is_refused() -> None:
    clerk = Clerk()
    del clerk.book[FORM.sheet]
    with pytest.raises(ReturnError, match="工作表“问题件清单”被改名或删除"):
        clerk.sent_back()
    clerk = Clerk()
    clerk.sheet.title = "已填"
    with pytest.raises(ReturnError, match="请改回原名"):
        clerk.sent_back()
    clerk = Clerk()
    del clerk.book["_lines"]
    with pytest.raises(ReturnError, match="隐藏工作表已丢失"):
        clerk.sent_back()
    clerk.book.custom_doc_props = CustomPropertyList()
    with pytest.raises(ReturnError, match="不是本系统发出的问题件清单"):
        clerk.sent_back()


def test_a_leaders_copy_has_nothing_to_read() -> None:
    plain = workbook.render(problem_list(SHARED, team_code="T0301"), FORM, KEY)
    found = returned_sheet.read(plain, FORM, KEY)
    assert (found.team_code, found.lines) == ("T0301", ())


def test_a_cell_in_the_last_corner_costs_nothing_and_says_nothing() -> None:
    clerk = Clerk().write("missing", **FILLED)
    clerk.sheet["XFD1048576"] = "x"
    assert [line.row_no for line in clerk.sent_back().lines] == [2, 3, 4]


@pytest.mark.parametrize("row", [120, 5_000])
def test_an_answer_far_below_the_last_line_is_named(row) -> None:
    clerk = Clerk().write("missing", **FILLED)
    clerk.sheet.cell(**place("outcome", row), value="已更正")
    *_, below = clerk.sent_back().lines
    assert (below.row_no, below.line_ids, below.problems) == (row, (), (NOT_ON_THE_LIST,))


def test_a_line_that_was_moved_far_below_the_others_is_read() -> None:
    clerk = Clerk().write("missing", **FILLED)
    for cell in clerk.sheet[ROWS["missing"]]:
        clerk.sheet.cell(400, cell.column, cell.value)
    clerk.sheet.delete_rows(ROWS["missing"])
    *_, moved = clerk.sent_back().lines
    assert (moved.row_no, moved.line_ids) == (399, (MISSING.line_id, TWIN.line_id))
    assert (moved.outcome, moved.changed) == ("CORRECTED", ())


def test_a_copy_above_its_line_is_the_copy() -> None:
    clerk = Clerk().write("missing", **FILLED)
    clerk.sheet.insert_rows(2)
    values = [cell.value for cell in clerk.sheet[5]]
    clerk.sheet.delete_rows(2)
    for column, value in enumerate(values, start=1):
        clerk.sheet.cell(ROWS["conflict"], column, value)
    copy, _, ours = clerk.sent_back().lines
    assert (ours.row_no, ours.line_ids, ours.changed) == (4, (MISSING.line_id, TWIN.line_id), ())
    assert (copy.line_ids, "保单号" in copy.changed) == ((CONFLICT.line_id,), True)


FIRST_CHILD = replace(MISSING, line_id="1" * 16, party_role="INSURED", customer_no=None)
ALIKES = problem_list(FIRST_CHILD, replace(FIRST_CHILD, line_id="2" * 16, party_seq=None))
"""One names an insured, the other any: without a customer number their lines look alike."""


def test_lines_that_look_alike_are_told_by_their_places() -> None:
    names = _alike()
    assert sorted(names.values()) == [("1" * 16,), ("2" * 16,)]
    clerk = _clerk_of_alikes()
    clerk.sheet.cell(**place("outcome", 2), value="已更正")
    clerk.sheet.cell(**place("outcome", 3), value="无法联系")
    first, second = clerk.sent_back().lines
    assert {first.line_ids: first.outcome, second.line_ids: second.outcome} == {
        names[2]: "CORRECTED",
        names[3]: "UNREACHABLE",
    }


@pytest.mark.parametrize("move", ["insert_rows", "delete_rows"])
def test_lines_that_look_alike_and_were_moved_are_named(move) -> None:
    clerk = _clerk_of_alikes()
    clerk.sheet.cell(**place("outcome", 2), value="已更正")
    clerk.sheet.cell(**place("outcome", 3), value="无法联系")
    getattr(clerk.sheet, move)(2)
    lines = clerk.sent_back().lines
    assert {line.problems for line in lines} == {(ALIKE,)}
    assert {line.line_ids for line in lines} == {()}
    assert len(lines) == (2 if move == "insert_rows" else 1)


def _clerk_of_alikes() -> Clerk:
    return Clerk(workbook.render(ALIKES, FORM, KEY))


def _alike() -> dict[int, tuple[str, ...]]:
    return {line.row_no: line.line_ids for line in _clerk_of_alikes().sent_back().lines}
