"""Text and names that come from strangers: cells, file names, details."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authenticity.delivery import file_names
from authenticity.problem_list import form as forms
from authenticity.problem_list.cell_text import CUT_MARK, LONGEST, safe
from authenticity.problem_list.detail_text import describe

FORM = forms.load()
DAY = date(2026, 11, 23)


@given(st.text(st.characters(exclude_categories=[])))
def test_safe_text_is_valid_xml_and_safe_again(text):
    clean = safe(text)
    assert safe(clean) == clean
    assert len(clean) <= LONGEST
    clean.encode("utf-8")
    assert all(char == "\n" or ord(char) >= 32 for char in clean)


@pytest.mark.parametrize("char", ["\x00", "\x0b", "\x1f", "\x7f", "\ud800", "\ufffe", "\u202e"])
def test_forbidden_characters_become_visible(char):
    assert safe(f"a{char}b") == "a\ufffdb"


@pytest.mark.parametrize("text", ["张三·李四", "𠮷野家", "a\nb", "=1+1", "é", "😀"])
def test_harmless_text_is_left_alone(text):
    assert safe(text) == text


def test_long_text_is_cut_where_everybody_sees_it():
    assert safe("长" * LONGEST) == "长" * LONGEST
    cut = safe("长" * (LONGEST + 1))
    assert cut.endswith(CUT_MARK)
    assert len(cut) == LONGEST


def test_list_of_a_channel_lies_where_the_interface_says():
    path = file_names.of_list(DAY, "BANK")
    assert path == PurePosixPath("2026-11-23/BANK/problem_list_BANK_2026-11-23.xlsx")


def test_list_of_a_leader_lies_beside_it_under_the_team():
    path = file_names.of_list(DAY, "BANK", "T0301")
    assert path.name == "problem_list_BANK_T0301_2026-11-23.xlsx"
    assert path.parent == file_names.of_list(DAY, "BANK").parent


@pytest.mark.parametrize("number", [1, 2, 17])
def test_version_is_read_back_from_the_file_name(number):
    name = file_names.of_list(DAY, "BANK", "T_2", number).name
    assert file_names.supplement_no(name) == number
    assert name.endswith("-23.xlsx") is (number == 1)


@pytest.mark.parametrize(
    "code", ["../../etc", "..", ".", "a/b", "a\\b", "C:", "a\x00b", "银行 1", "", "A" * 300]
)
def test_hostile_code_stays_in_its_folder(code):
    path = file_names.of_list(DAY, code, code)
    assert len(path.parts) == 3
    assert path.parts[0] == "2026-11-23"
    assert not set("/\\:\x00. ") & set(path.parts[1])
    assert len(path.name.encode()) <= 255


@pytest.mark.parametrize("code", ["BANK", "bank", "T-01_a", "银保", "0"])
def test_ordinary_code_is_its_own_file_name(code):
    assert file_names.component(code) == code


@given(st.text(max_size=60), st.text(max_size=60))
def test_two_codes_never_share_a_name(one, other):
    assert (file_names.component(one) == file_names.component(other)) is (one == other)


def test_detail_names_the_field_at_fault_first():
    detail = {"birth_date": "1990-**-**", "field": "id_no", "value": "4401**********1234"}
    assert describe(detail, FORM) == "证件号码：4401**********1234；出生日期：1990-**-**"


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ({}, ""),
        ({"mobile": None}, "移动电话：（空）"),
        ({"unheard_of": 3}, "unheard_of：3"),
        ({"self_policy": True}, "自保件"),
        ({"field": "mobile", "differences": ["name", "id_no"]},
         "问题字段：移动电话；差异：姓名、证件号码"),
        ({"field": "sex", "value": "F"}, "性别：女"),
        ({"policies": ["P1", "P2"]}, "涉及保单：P1、P2"),
        ({"salesperson": {"name": "陈*", "mobile": "138****0000"}},
         "业务员：（姓名：陈*；移动电话：138****0000）"),
    ],
)  # fmt: skip
def test_detail_of_any_shape_is_readable(detail, expected):
    assert describe(detail, FORM) == expected
