"""The cell reader: what stands around a value is taken off, and nothing of the value is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authenticity.values import cell

NUMBER = "11010519491231002X"


@pytest.mark.parametrize(
    "written",
    [
        *('="{}"', "='{}'", '=T("{}")', '"{}"', '"""{}"""', "'{}", "`{}", "´{}", "“{}”", "‘{}"),
        *(
            "「{}」",
            "{}。",
            "{}/",
            "{};",
            "-{}",
            "：{}",
            "{}(本人)",
            "{}（本人",
            "{}【已核】（新）",
        ),
        *("身份证{}", "身份证：{}", "身份证号码 {}", "证件号码（身份证）:{}", "（身份证）{}"),
        *("NO.{}", "ID: {}", "ID NO.: {}", "({})", "\u200b{}\ufeff", "\u3000{}\u3164", "{}本人"),
    ],
)
def test_a_number_is_read_without_what_stands_around_it(written: str) -> None:
    assert cell.number(written.format(NUMBER)).bare == NUMBER


@pytest.mark.parametrize(
    "value",
    [
        *(
            "01234598(B)",
            "A123456(7)",
            "军字第1234567号",
            "南字第7654321号",
            "E12345698",
            "G-1234567",
        ),
        *("11010519491231002?", "110105********002X", "(0755)83572468", "+8613813572468", "?", ""),
        "无",
    ],
)
def test_what_may_be_a_part_of_the_number_stays(value: str) -> None:
    assert cell.number(value).bare == value


def test_what_was_taken_off_is_told() -> None:
    found = cell.number("身份证号：11010519491231002X（本人）")
    assert (found.label, found.remarks) == ("身份证号", ("本人",))


@pytest.mark.parametrize(
    ("value", "bare"),
    [
        *(("6222021200009876555.0", "6222021200009876555"), ("13813572468.00", "13813572468")),
        *(("1988.0", "1988.0"), ("1.1010519491231E+17", "1.1010519491231E+17")),
    ],
)
def test_only_a_long_number_loses_its_decimal_zeros(value: str, bare: str) -> None:
    assert cell.number(value).bare == bare


@pytest.mark.parametrize(
    ("value", "bare"),
    [
        *(("赵德海（已故）", "赵德海"), ("（已故）赵德海", "赵德海"), ("张三(李四", "张三")),
        *(("(王芳)", "王芳"), ("张三。", "张三"), ("'张三", "张三"), ("O'Brien", "O'Brien")),
        *(
            ("张三【VIP】(老客户)", "张三"),
            ("王\ue5f1", "王\ue5f1"),
            ("刘○", "刘○"),
            ("张?三", "张?三"),
        ),
    ],
)
def test_a_name_is_read_without_remarks(value: str, bare: str) -> None:
    assert cell.name(value).bare == bare


@pytest.mark.parametrize("value", ["1988年6月15日", "1988-06-15", "1988/6/15 12:00:00"])
def test_a_date_keeps_its_words(value: str) -> None:
    assert cell.read(f"出生日期：{value}").bare == value


@given(st.text(alphabet="身份证字第('\"=`)（）【】12Xx ./-。?*\u200b张"))
def test_reading_twice_is_reading_once(value: str) -> None:
    for reader in (cell.read, cell.name):
        bare = reader(value).bare
        assert reader(bare).bare == bare or not any(map(str.isalnum, bare))


def test_a_long_text_is_no_value() -> None:
    assert cell.number("(a)" * 50_000).bare == "(A)" * 50_000
