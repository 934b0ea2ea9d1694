"""The workbook as Excel would read it: columns, locks, choices, page, and hostile text."""

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
from tests.unit.problem_list.sample_lists import MADE_AT, SHARED, long_list, problem_list

from authenticity.problem_list import form as forms
from authenticity.problem_list import workbook
from authenticity.problem_list.sheet_rows import BAND_ROW, FIRST_LINE_ROW, HEADER_ROW

FORM = forms.load()
FIRST = FIRST_LINE_ROW + 1

HOSTILE = [
    "=cmd|' /C calc'!A0", "=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://evil.example/x",
    "mailto:a@b.example", "file:///etc/passwd", "internal:Sheet1!A1", "00123", "1e5", "TRUE",
    "2026-11-23", "<b>&amp;</b>", "_x0041_", "' or 1=1", "\"quoted\"", "&P&N", "[Red]",
]  # fmt: skip


def opened(plain):
    return load_workbook(BytesIO(plain))


@pytest.fixture(scope="module")
def book():
    return opened(workbook.render(problem_list(), FORM))


@pytest.fixture(scope="module")
def sheet(book):
    return book[FORM.sheet]


def column(key):
    return FORM.column_no(key) + 1


def test_header_names_every_column_in_order(sheet):
    header = [cell.value for cell in sheet[HEADER_ROW + 1]]
    assert header[: len(FORM.columns)] == [each.heading for each in FORM.columns]


def test_every_finding_has_its_line_in_the_order_of_the_list(sheet):
    rows = range(FIRST, sheet.max_row + 1)
    shown = [sheet.cell(row, column("line_id")).value for row in rows]
    assert shown == [line.line_id for line in problem_list().lines]


def test_dates_are_dates_and_numbers_of_policies_are_text(sheet):
    due = sheet.cell(FIRST, column("due_on"))
    assert due.is_date
    assert due.number_format == "yyyy-mm-dd"
    assert sheet.cell(FIRST, column("policy_no")).data_type == "s"


def test_title_block_tells_channel_date_counts_and_due_date(sheet):
    block = " ".join(
        str(cell.value) for row in sheet.iter_rows(max_row=BAND_ROW) for cell in row if cell.value
    )
    for part in ("秘密", "银行保险渠道", "2026-11-23", "共 4 行、2 件问题件", "仅提示 1 行",
                 "最早处理时限：2026-11-24", "冲突（共 1 行）", "填写办法"):  # fmt: skip
        assert part in block


def test_only_what_the_back_office_fills_in_is_unlocked(sheet):
    assert sheet.protection.sheet
    assert not sheet.protection.password
    for position, each in enumerate(FORM.columns, start=1):
        assert sheet.cell(FIRST, position).protection.locked is not each.fill
    assert sheet.cell(HEADER_ROW + 1, 1).protection.locked


def test_leader_reads_and_does_not_fill_in():
    plain = workbook.render(problem_list(team_code="T0301", leader_name="王*"), FORM)
    sheet = opened(plain)[FORM.sheet]
    assert sheet.cell(FIRST, column("outcome")).protection.locked
    assert "督导" in sheet.cell(4, 1).value


def test_outcome_and_yes_no_are_chosen_from_lists(sheet):
    lists = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    outcome = lists[f"{get_column_letter(column('outcome'))}{FIRST}"]
    labels = [choice.label for choice in FORM.choices["outcomes"]]
    assert outcome == '"' + ",".join(labels) + '"'
    assert lists[f"{get_column_letter(column('in_core_system'))}{FIRST}"] == '"是,否"'


def test_every_column_to_fill_in_is_validated_on_every_line(sheet):
    ranges = {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    last = FIRST + 3
    expected = {
        f"{get_column_letter(i)}{FIRST}:{get_column_letter(i)}{last}"
        for i, each in enumerate(FORM.columns, start=1)
        if each.fill
    }
    assert ranges == expected


def test_header_is_frozen_and_every_line_is_filtered(sheet):
    assert sheet.freeze_panes == f"{get_column_letter(FORM.frozen_columns + 1)}{FIRST}"
    last = get_column_letter(len(FORM.columns))
    assert sheet.auto_filter.ref == f"A{HEADER_ROW + 1}:{last}{FIRST + 3}"


def test_list_is_printed_on_a4_landscape_one_page_wide_with_its_header(sheet):
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${BAND_ROW + 1}:${HEADER_ROW + 1}"


def test_every_page_bears_mark_recipient_and_page_number(book):
    for sheet in book:
        assert "秘密" in sheet.oddHeader.left.text
        assert sheet.oddHeader.right.text == "bank-office@insurer.example"
        assert "秘密" in sheet.oddFooter.left.text
        assert re.search(r"&\[?P.*&\[?N", sheet.oddFooter.center.text)


def test_page_header_stays_short_and_free_of_commands():
    plain = workbook.render(problem_list(recipient="a&P" * 400, names=()), FORM)
    with ZipFile(BytesIO(plain)) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    header = re.search("<oddHeader>(.*?)</oddHeader>", xml)[1].replace("&amp;", "&")
    assert len(header) <= 255
    assert "&P" not in header


def test_urgency_is_told_by_colour_and_in_words(sheet):
    labels = {degree.label: degree.colour for degree in FORM.urgencies}
    seen = set()
    for row in range(FIRST, sheet.max_row + 1):
        cell = sheet.cell(row, column("urgency"))
        assert cell.fill.fgColor.rgb[-6:] == labels[cell.value]
        seen.add(cell.value)
    assert {"冲突", "提示"} <= seen


def test_guide_sheet_explains_outcomes_evidence_and_colours(book):
    texts = {cell.value for row in book[FORM.guide_sheet].iter_rows() for cell in row}
    assert {choice.needs for choice in FORM.choices["outcomes"]} <= texts
    assert {kind.label for kind in FORM.evidence_kinds} <= texts
    assert {degree.meaning for degree in FORM.urgencies} <= texts


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_every_column(text):
    line = replace(
        SHARED, line_id=text, policy_no=text, case_no=text, product=text, found=text,
        branch_code=text, team_code=text, agent_code=text, agency_code=text, channel_code=text,
        customer_no=text, party_role=text, due_basis=text, confidence=text, wording=text,
        clears=text, counterpart_policies=(text,),
    )  # fmt: skip
    plain = workbook.render(problem_list(line, recipient=text, channel_code=text), FORM)
    sheet = opened(plain)[FORM.sheet]
    assert sheet.cell(FIRST, column("found")).value == text
    assert sheet.cell(FIRST, column("branch")).value == text
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    with ZipFile(BytesIO(plain)) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
        names = package.namelist()
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert not any("external" in name or "rels/sheet" in name for name in names)


def test_control_characters_and_endless_cells_still_open():
    line = replace(SHARED, found="a\x00\x0b\ud800b", clears="长" * 50_000)
    sheet = opened(workbook.render(problem_list(line), FORM))[FORM.sheet]
    assert sheet.cell(FIRST, column("found")).value == "a\ufffd\ufffd\ufffdb"
    assert sheet.cell(FIRST, column("clears")).value.endswith("…（已截断）")


def test_impossible_old_date_is_shown_as_text():
    line = replace(SHARED, issued_on=date(1025, 1, 1))
    sheet = opened(workbook.render(problem_list(line), FORM))[FORM.sheet]
    assert sheet.cell(FIRST, column("issued_on")).value == "1025-01-01"


def test_equal_lists_give_equal_bytes():
    assert workbook.render(problem_list(), FORM) == workbook.render(problem_list(), FORM)


def test_the_only_date_in_the_file_is_the_passed_instant(book):
    assert book.properties.created == MADE_AT.replace(tzinfo=None)


def test_digest_is_read_back_from_the_workbook_and_from_nothing_else():
    plain = workbook.render(problem_list(), FORM)
    assert workbook.digest_of(plain) == problem_list().content_digest
    assert workbook.digest_of(b"no workbook") is None


def test_list_without_lines_still_opens():
    empty = replace(problem_list(), lines=())
    assert opened(workbook.render(empty, FORM))[FORM.sheet].cell(FIRST, 1).value is None


def test_nothing_plain_is_written_to_temporary_files(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a temporary file was asked for")

    for name in ("mkstemp", "mkdtemp", "TemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(f"tempfile.{name}", refuse)
    assert workbook.render(problem_list(), FORM)


def test_two_thousand_lines_take_seconds():
    started = time.process_time()
    workbook.render(long_list(2_000), FORM)
    assert time.process_time() - started < 5  # measured 0.8 s
