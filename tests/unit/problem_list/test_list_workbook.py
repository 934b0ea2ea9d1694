"""The workbook as Excel would read it: sheets, columns, locks, choices, page, and hostile text."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from tests.unit.problem_list.sample_lists import (
    CONFLICT,
    KEY,
    MADE_AT,
    NOTICE,
    SHARED,
    long_list,
    problem_list,
)

from authenticity.problem_list import form as forms
from authenticity.problem_list import hidden_sheet, workbook

FORM = forms.load()
HEADER, FIRST = 1, 2
IN_SIGHT = [column for column in FORM.columns if not column.folded]
FORMULAS = {"urgency", "missing", "evidence_plain"}

HOSTILE = [
    "=cmd|' /C calc'!A0", "=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://evil.example/x",
    "mailto:a@b.example", "file:///etc/passwd", "internal:Sheet1!A1", "00123", "1e5", "TRUE",
    "2026-11-23", "<b>&amp;</b>", "_x0041_", "' or 1=1", "\"quoted\"", "&P&N", "[Red]",
]  # fmt: skip


def rendered(*lines, **other):
    return workbook.render(problem_list(*lines, **other), FORM, KEY)


def opened(plain):
    return load_workbook(BytesIO(plain))


@pytest.fixture(scope="module")
def book():
    return opened(rendered())


@pytest.fixture(scope="module")
def sheet(book):
    return book[FORM.sheet]


def column(key):
    return FORM.column_no(key) + 1


def texts_of(sheet):
    return " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


def test_the_list_has_a_sheet_in_front_its_lines_its_notices_and_a_hidden_one(book):
    assert book.sheetnames == [FORM.front_sheet, FORM.sheet, FORM.notice_sheet, "_lines"]
    assert book["_lines"].sheet_state == "veryHidden"


def test_header_names_every_column_in_order(sheet):
    assert [cell.value for cell in sheet[HEADER]] == [each.heading for each in FORM.columns]


def test_every_case_has_its_line_in_the_order_of_the_list(sheet):
    rows = range(FIRST, sheet.max_row + 1)
    shown = [sheet.cell(row, column("problem")).value for row in rows]
    assert shown == [line.problem for line in problem_list().lines if line.case_no]


def test_notices_stand_apart_and_nothing_of_them_is_filled_in(book):
    sheet = book[FORM.notice_sheet]
    headings = [cell.value for cell in sheet[HEADER]]
    assert headings[:6] == ["案件号", "保单号", "客户", "问题", "怎么办", "业务员"]
    assert not set(headings) & {each.heading for each in FORM.columns if each.fill}
    assert sheet.cell(FIRST, headings.index("问题") + 1).value == NOTICE.problem
    assert sheet.max_row == FIRST
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)


def test_a_list_without_notices_has_no_sheet_of_them():
    assert FORM.notice_sheet not in opened(rendered(SHARED)).sheetnames


def test_dates_are_dates_and_numbers_of_policies_are_text(sheet):
    for key in ("due", "due_on"):
        due = sheet.cell(FIRST, column(key))
        assert due.is_date
        assert due.number_format == "yyyy-mm-dd"
    assert sheet.cell(FIRST, column("policy_no")).data_type == "s"


def test_the_front_sheet_says_what_it_is_until_when_where_to_and_what_each_answer_needs(book):
    told = texts_of(book[FORM.front_sheet])
    for part in ("秘密", "银行保险渠道", "2026-11-23", "共 3 行、2 件问题件；另有提示 1 行",
                 "最早一件的处理时限为 2026-11-24", "送回哪里", "问谁"):  # fmt: skip
        assert part in told
    for texts in ([choice.needs for choice in FORM.outcomes],
                  [kind.label for kind in FORM.evidence_kinds],
                  [degree.meaning for degree in FORM.urgencies]):  # fmt: skip
        assert all(text in told for text in texts)


def test_the_front_sheet_names_the_working_day_before_a_due_day_off():
    saturday = replace(SHARED, due_on=date(2026, 11, 28), act_by=date(2026, 11, 27))
    told = texts_of(opened(rendered(saturday))[FORM.front_sheet])
    assert f"2026-11-28（{FORM.day_off_mark}，2026-11-27）" in told


def test_only_what_the_back_office_fills_in_is_unlocked(book, sheet):
    for each in book:
        assert each.protection.sheet
        assert not each.protection.password
    for position, each in enumerate(FORM.columns, start=1):
        assert sheet.cell(FIRST, position).protection.locked is not each.fill
    assert sheet.cell(HEADER, 1).protection.locked


def test_a_leader_reads_and_does_not_fill_in_and_sees_who_has_how_much():
    other = replace(CONFLICT, agent_code="A2")
    book = opened(rendered(SHARED, other, team_code="T0301", leader_name="王*"))
    headings = [cell.value for cell in book[FORM.sheet][HEADER]]
    assert not set(headings) & {each.heading for each in FORM.columns if each.fill}
    assert "还缺" not in headings
    assert all(cell.protection.locked for row in book[FORM.sheet].iter_rows() for cell in row)
    rows = [[cell.value for cell in row[:5]] for row in book[FORM.front_sheet].iter_rows()]
    assert ["陈** A10034", "1", "1", "0", "2026-11-26"] in rows
    assert ["A2", "1", "1", "1", "2026-11-24"] in rows
    assert "督导" in texts_of(book[FORM.front_sheet])


def test_outcomes_are_chosen_from_a_list(sheet):
    lists = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    labels = [choice.label for choice in FORM.outcomes]
    place = f"{get_column_letter(column('outcome'))}{FIRST}"
    assert lists == {place: '"' + ",".join(labels) + '"'}


def test_every_column_to_fill_in_is_validated_on_every_line(sheet):
    ranges = {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    letters = [get_column_letter(i) for i, each in enumerate(FORM.columns, start=1) if each.fill]
    assert ranges == {f"{letter}{FIRST}:{letter}{FIRST + 2}" for letter in letters}


def test_header_and_two_columns_are_frozen_and_every_line_is_filtered(sheet):
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:{get_column_letter(len(FORM.columns))}{FIRST + 2}"


def test_what_is_folded_is_hidden_and_can_be_unfolded(sheet):
    for position, each in enumerate(FORM.columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(position)]
        # openpyxl keeps one dimension for neighbours of equal width
        if each.folded and dimension.min == position:
            assert dimension.hidden
            assert dimension.outlineLevel == 1
        elif not each.folded:
            assert not dimension.hidden


def test_list_is_printed_on_a4_landscape_one_page_wide_with_its_header(sheet):
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    last = get_column_letter(len(IN_SIGHT))
    assert sheet.print_area == f"'{FORM.sheet}'!$A$1:${last}$4"


def test_every_page_bears_mark_recipient_and_page_number(book):
    for sheet in book.worksheets[:-1]:
        assert "秘密" in sheet.oddHeader.left.text
        assert sheet.oddHeader.right.text == "bank-office@insurer.example"
        assert "秘密" in sheet.oddFooter.left.text
        assert re.search(r"&\[?P.*&\[?N", sheet.oddFooter.center.text)


def test_page_header_stays_short_and_free_of_commands():
    plain = rendered(recipient="a&P" * 400, names=())
    with ZipFile(BytesIO(plain)) as package:
        xml = package.read("xl/worksheets/sheet2.xml").decode()
    header = re.search("<oddHeader>(.*?)</oddHeader>", xml)[1].replace("&amp;", "&")
    assert len(header) <= 255
    assert "&P" not in header


def test_a_long_number_widens_its_column_at_the_expense_of_texts():
    long_number = replace(SHARED, policy_no="P" + "1" * 19, customer_no="K" * 14)
    sheet = opened(rendered(long_number))[FORM.sheet]
    widths = {
        each.key: sheet.column_dimensions[get_column_letter(i)].width
        for i, each in enumerate(IN_SIGHT, start=1)
    }
    assert widths["policy_no"] >= 20
    assert widths["party"] >= 14
    assert widths["remedy"] < IN_SIGHT[4].width
    assert sheet.cell(FIRST, column("policy_no")).alignment.shrink_to_fit
    assert not sheet.cell(FIRST, column("policy_no")).alignment.wrap_text


def test_rows_are_high_enough_for_their_texts():
    short, long = rendered(SHARED), rendered(replace(SHARED, remedy="核实号码归属并更正。" * 12))
    heights = [opened(each)[FORM.sheet].row_dimensions[FIRST].height for each in (short, long)]
    assert heights[1] > heights[0] > 3 * 12


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_every_column(text):
    line = replace(
        SHARED, line_id=text, policy_no=text, case_no=text, product=text, found=text,
        branch_code=text, team_code=text, agent_code=text, agency_code=text, channel_code=text,
        customer_no=text, party_role=text, due_basis=text, confidence=text, wording=text,
        clears=text, problem=text, remedy=text, counterpart_policies=(text,),
    )  # fmt: skip
    plain = rendered(line, recipient=text, channel_code=text)
    sheet = opened(plain)[FORM.sheet]
    for key in ("found", "branch", "problem", "remedy", "policy_no"):
        assert sheet.cell(FIRST, column(key)).value == text
    formulas = {cell.column for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas == {column(key) for key in FORMULAS}
    with ZipFile(BytesIO(plain)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        xml = "".join(package.read(name).decode() for name in sheets)
        names = package.namelist()
    harmless = rendered(replace(SHARED, agent_code="A1"))
    with ZipFile(BytesIO(harmless)) as package:
        ours = "".join(package.read(name).decode() for name in sheets if name in names)
    assert re.findall("<f>.*?</f>", xml) == re.findall("<f>.*?</f>", ours)
    assert "hyperlink" not in xml
    assert not any("external" in name or "rels/sheet" in name for name in names)


def test_control_characters_and_endless_cells_still_open():
    line = replace(SHARED, found="a\x00\x0b\ud800b", remedy="长" * 50_000)
    sheet = opened(rendered(line))[FORM.sheet]
    assert sheet.cell(FIRST, column("found")).value == "a\ufffd\ufffd\ufffdb"
    assert sheet.cell(FIRST, column("remedy")).value.endswith("…（已截断）")


def test_impossible_old_date_is_shown_as_text():
    sheet = opened(rendered(replace(SHARED, issued_on=date(1025, 1, 1))))[FORM.sheet]
    assert sheet.cell(FIRST, column("issued_on")).value == "1025-01-01"


def test_equal_lists_give_equal_bytes():
    assert rendered() == rendered()


def test_the_only_date_in_the_file_is_the_passed_instant(book):
    assert book.properties.created == MADE_AT.replace(tzinfo=None)


def test_digest_is_read_back_from_the_workbook_and_from_nothing_else():
    assert workbook.digest_of(rendered()) == problem_list().content_digest
    assert workbook.digest_of(b"no workbook") is None


def test_the_hidden_sheet_names_the_list_and_the_findings_of_each_row(book):
    sheet = book[hidden_sheet.SHEET]
    head = {row[0].value: row[1].value for row in sheet.iter_rows(max_row=7)}
    assert head["layout"] == "2"
    assert (head["list_date"], head["channel_code"]) == ("2026-11-23", "BANK")
    assert head["recipient"] == "bank-office@insurer.example"
    assert head["content_digest"] == problem_list().content_digest
    first = [cell.value for cell in sheet[10]]
    assert first[:5] == ["2", CONFLICT.line_id, CONFLICT.case_no, CONFLICT.rule_code, "1a2b3c4d"]


def test_list_of_notices_only_says_so_and_opens():
    book = opened(rendered(NOTICE))
    assert book[FORM.sheet].cell(FIRST, 1).value == FORM.no_cases
    told = texts_of(book[FORM.front_sheet])
    assert "没有问题件，只有提示 1 行" in told
    assert FORM.front["notices_only"]["怎么办"] in told


@pytest.mark.parametrize("team", [{}, {"team_code": "T0301", "leader_name": "王*"}])
def test_a_front_sheet_asks_for_nothing_where_nothing_is_to_be_answered(team):
    asked = ("填哪里", "送回哪里", "处理时限", "共 0 行", "所需证据", "紧急", "进度", "督导")
    of_notices = texts_of(opened(rendered(NOTICE, **team))[FORM.front_sheet])
    assert not [each for each in asked if each in of_notices]
    of_cases = texts_of(opened(rendered(SHARED, NOTICE, **team))[FORM.front_sheet])
    assert "处理时限" in of_cases
    assert "紧急" in of_cases


def test_list_without_lines_still_opens():
    empty = replace(problem_list(), lines=())
    assert opened(workbook.render(empty, FORM, KEY)).sheetnames[0] == FORM.front_sheet


def test_nothing_plain_is_written_to_temporary_files(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a temporary file was asked for")

    for name in ("mkstemp", "mkdtemp", "TemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(f"tempfile.{name}", refuse)
    assert rendered()


def test_two_thousand_lines_take_seconds():
    started = time.process_time()
    workbook.render(long_list(2_000), FORM, KEY)
    assert time.process_time() - started < 8  # measured 1.7 s
