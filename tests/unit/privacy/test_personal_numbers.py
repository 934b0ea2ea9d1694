"""Numbers of customers in a text that is kept as it is, and an archive's that look like them."""

from __future__ import annotations

import time

import pytest

from authenticity.privacy import personal_numbers


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("110105491231002", "id_no"),
        ("130503670401001", "id_no"),
        ("旧证 150102-880730-303", "id_no"),
        ("１１０１０５ 19491231 002x", "id_no"),
        ("110105194912310021", "id_no"),  # its check digit is another one
        ("13813572468", "mobile"),
        ("+86 138 1357 2468", "mobile"),
        ("0086-13813572468", "mobile"),
        ("2026-13813572468", "mobile"),
        ("一三八一三五七二四六八", "mobile"),
        ("138·1357·2468", "mobile"),
        ("0755-81352467", "landline"),
        ("(0755)8135 2467", "landline"),
        ("电话075581352467", "landline"),
        ("021-62345678-801", "landline"),
        ("021 62345678转801", "landline"),
        ("+86 (0)10 6234 5678", "landline"),
        ("86-755-81352467", "landline"),
        ("6228480402564890018", "card"),
        ("6228 4804 0256 4890 018", "card"),
        ("卡号：4111111111111111", "card"),
        ("5555-5555-5555-4444", "card"),
        ("zhang.san@qq.com", "email"),
        ("zhang.san＠qq.com", "email"),
    ],
)
def test_a_customers_number_is_found_in_every_spelling(text: str, kind: str) -> None:
    assert personal_numbers.kind(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "影像20260930001",
        "2026093000000000011",
        "110105202412310021",  # a day of archives, and the check digit is another one
        "990105194912310021",  # no province
        "110105194913310021",  # no month
        "YX-0138001380",
        "440106260930001",  # branch, day, serial
        "440106-260930-001",
        "6201022026093000009",  # begins like a card and has its check digit
        "6201022026093000090",
        "6228480402564890019",  # no card: the check digit is another one
        "9888880402564890018",
        "0755-20260001",  # branch, year, serial
        "0755202600123",
        "010-20260930",
        "0000123456",
        "00000012345678",
        "02100001234",
        "档案第12卷第345页",
        "BX2026/0930/0001",
        "1234567890",
        "400-800-1234",
        "",
    ],
)
def test_a_number_of_an_archive_is_nobodys(text: str) -> None:
    assert personal_numbers.kind(text) is None


def test_no_text_takes_long_to_search() -> None:
    begun = time.perf_counter()
    for text in ("1-" * 20_000, "9" * 40_000, "1 " * 20_000):
        assert personal_numbers.kind(text) is None
    assert time.perf_counter() - begun < 5
