"""Masks show enough to recognise a value and never the whole of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authenticity.privacy import masking
from authenticity.values import text

MASKS: list[Callable[[str | None], str]] = [
    *(masking.name, masking.id_no, masking.phone, masking.email),
    *(masking.address, masking.account, masking.birth_date),
]
by_name = pytest.mark.parametrize("mask", MASKS, ids=lambda mask: mask.__name__)


@by_name
@pytest.mark.parametrize("value", [None, "", "  ", "无", "N/A", "138****2468", float("nan")])
def test_a_missing_value_is_shown_as_missing(mask: Callable[[str | None], str], value: str) -> None:
    assert mask(value) == masking.NOTHING


@by_name
def test_no_value_is_ever_shown_whole(mask: Callable[[str | None], str]) -> None:
    @settings(max_examples=80, deadline=None, derandomize=True, database=None)
    @given(st.text(st.characters(), max_size=25) | st.text("0123456789X-@. 张", max_size=20))
    def show(value: str) -> None:
        shown = mask(value)
        assert shown == masking.NOTHING or "*" in shown
        assert len(shown) <= 230
        assert _letters(shown) < _letters(text.fold(value)) or not _letters(shown)

    show()
    assert "*" in mask("9" * 1_000_000)


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masking.name, "阿卜杜拉·买买提", "阿**"),
        (masking.name, "张", "*"),
        (masking.id_no, "１１０１０５ 19491231 002x", "110*************2X"),
        (masking.id_no, "20200131", "2*******"),
        (masking.id_no, "E12345678", "E********"),
        (masking.phone, "+86 138 1357 2468", "+86*********68"),
        (masking.phone, "83572468", "8*******"),
        (masking.account, "6222 0212 0000 1234 567", "***************4567"),
        (masking.account, "1234567", "*******"),
        (masking.address, "广东省广州市天河区天河路12号", "广东省广州市****"),
        (masking.address, "大坝村3组", "大坝****"),
        (masking.email, "zhang.san@qq.com", "z***@qq.com"),
        (masking.email, "z@qq.com", "***@qq.com"),
        (masking.email, "wang home", "w********"),
        (masking.birth_date, "1990年2月3日", "1990-**-**"),
        (masking.birth_date, "19.90", "****"),
    ],
)
def test_each_mask_keeps_what_it_should(
    mask: Callable[[str | None], str], value: str, shown: str
) -> None:
    assert mask(value) == shown


def _letters(value: str) -> int:
    return sum(sign.isalnum() for sign in value)
