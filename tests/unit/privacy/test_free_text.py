"""Free text keeps its sense and loses every number and address that identifies a customer."""

from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authenticity.privacy import free_text
from authenticity.privacy.free_text import mask

TEXTS = st.text(st.characters(), max_size=40) | st.text("0１2三 -./—XxＡa@．年月日", max_size=60)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("电话13813572468占线", "电话138******68占线"),
        ("电话１３８１３５７２４６８占线", "电话138******68占线"),
        ("138 1357 2468", "138******68"),
        ("138—1357—2468", "138******68"),
        ("138\u200b1357\u200b2468", "138******68"),
        ("٠١٢٣٤٥٦٧٨٩", "012*****89"),
        ("一三八一三五七二四六八", "138******68"),
        ("座机010-83572468转8", "座机010******68转8"),
        ("护照E12345678", "护照E1*******"),
        ("11010519491231002X", "110*************2X"),
        ("zhang.san@qq.com", "z***@qq.com"),
        ("ｚｈａｎｇ＠ｑｑ．ｃｏｍ", "z***@qq.com"),
        ("13813572468@163.com", "1***@163.com"),
        ("2026-09-29 138 1357 2468", "2026-09-29 138******68"),
        ("13813572468 2026-09-29", "138******68 2026-09-29"),
        ("出生1990-02-03", "出生1990-**-**"),
        ("19900203", "1*******"),
    ],
)
def test_what_identifies_a_customer_is_masked(written, kept) -> None:
    assert mask(written) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-09-29 10:30 电话 无人接听\n2026/9/30 上门，未遇",
        "住3号楼2单元1001室；第三人",
        "证据A、B齐全，共25件（12,000元）",
        "二〇二六年九月",
        "@所有人",
    ],
)
def test_what_identifies_nobody_stays_as_it_was_written(text) -> None:
    assert mask(text) == text


@settings(max_examples=300, derandomize=True, database=None)
@given(TEXTS)
def test_no_run_of_five_digits_is_left_and_masking_again_changes_nothing(text) -> None:
    once = mask(text)
    assert not re.search(r"\d{5}", once)
    assert mask(once) == once


def test_a_very_long_text_is_masked_at_once() -> None:
    assert len(mask("a1-" * 100_000)) == 300_000
    assert mask("9" * 1_000_000) == "999" + "*" * 20 + "99"


def test_the_examples_of_the_module_are_true() -> None:
    assert doctest.testmod(free_text).failed == 0
