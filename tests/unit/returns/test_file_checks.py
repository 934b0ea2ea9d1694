"""What a workbook's directory gives away, before a reader sees the workbook."""

from __future__ import annotations

import time

import pytest
from tests.unit.returns import hostile_workbooks as hostile

from authenticity.errors import ReturnError
from authenticity.returns import file_checks, limits
from authenticity.returns.file_checks import DamagedError

LIMITS = limits.in_force()


def refusal(plain: bytes) -> str:
    with pytest.raises(ReturnError) as refused:
        file_checks.check(plain, LIMITS)
    return str(refused.value)


def test_a_list_that_a_clerk_filled_in_passes() -> None:
    file_checks.check(hostile.FILLED, LIMITS)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("xl/vbaProject.bin", "宏"),
        ("xl/VBAPROJECT.BIN", "宏"),
        ("xl/macrosheets/sheet1.xml", "宏"),
        ("xl/externalLinks/externalLink1.xml", "外部链接"),
        ("xl/connections.xml", "外部数据连接"),
        ("xl/embeddings/oleObject1.bin", "嵌有其他文件"),
        ("xl/activeX/activeX1.xml", "ActiveX"),
    ],
)
def test_a_part_that_acts_or_links_is_named(name, word) -> None:
    assert word in refusal(hostile.with_parts({name: b"x"}))


def test_a_bomb_is_known_by_the_size_in_its_directory() -> None:
    assert "展开后过大" in refusal(hostile.bomb(LIMITS.unpacked_bytes // 1_000_000 + 1))


def test_a_cell_in_the_last_row_of_a_sheet_is_named() -> None:
    assert "第 1048576 行有内容" in refusal(hostile.with_cell("XFD1048576", "x"))


def test_a_cell_far_to_the_right_alone_is_no_reason() -> None:
    file_checks.check(hostile.with_cell("XFD8", "x"), LIMITS)


def test_an_empty_row_at_the_end_of_the_sheet_is_no_reason() -> None:
    sheet = hostile.part(hostile.SHEET)
    formatted = sheet.replace(b"</sheetData>", b'<row r="1048576" ht="12"/></sheetData>')
    assert formatted != sheet
    file_checks.check(hostile.with_parts({hostile.SHEET: formatted}), LIMITS)


def test_the_row_of_a_cell_is_told_whatever_else_its_tag_says() -> None:
    row = b'<row spans="1:3" r="1048576" ht="12" >\n<c r="A1048576"><v>1</v></c></row>'
    sheet = hostile.part(hostile.SHEET).replace(b"</sheetData>", row + b"</sheetData>")
    assert "第 1048576 行有内容" in refusal(hostile.with_parts({hostile.SHEET: sheet}))


@pytest.mark.parametrize(
    "piece", [b"<row ", b'<row r="1" ', b' r="1"', b'<row r="1">', b"<row> ", b" ", b"<row ><c"]
)
def test_a_sheet_of_nothing_but_beginnings_of_rows_takes_no_time(piece) -> None:
    sheet = hostile.part(hostile.SHEET) + b"<!--<row" + piece * 50_000 + b"-->"
    begun = time.process_time()
    file_checks.check(hostile.with_parts({hostile.SHEET: sheet}), LIMITS)
    assert time.process_time() - begun < 10


def test_entities_are_refused_before_anybody_counts_them() -> None:
    assert "外部定义" in refusal(hostile.laughs())


@pytest.mark.parametrize("cut", [0, 4, 1000, len(hostile.FILLED) - 1])
def test_half_a_file_is_damaged(cut) -> None:
    with pytest.raises(DamagedError, match="文件打不开"):
        file_checks.check(hostile.FILLED[:cut], LIMITS)


def test_a_part_whose_content_is_not_what_the_directory_says_is_damaged() -> None:
    content = bytearray(hostile.FILLED)
    middle = content.index(b"xl/worksheets/sheet1.xml") + 200
    content[middle : middle + 50] = bytes(50)
    with pytest.raises(DamagedError):
        file_checks.check(bytes(content), LIMITS)


def test_a_part_that_stands_there_twice_is_refused() -> None:
    twice = hostile.with_parts({"XL/worksheets/sheet1.xml": b"<worksheet/>"})
    assert "已损坏" in refusal(twice)
