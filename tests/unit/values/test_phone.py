"""Phones: one number has one form; genuine ones of every kind pass."""

from __future__ import annotations

import pandas as pd
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from authenticity.values import phone

from . import phones_at_home
from .strategies import QUICK, column


@pytest.mark.parametrize(
    "spelling",
    [
        *("13813572468", "+8613813572468", "86-138 1357 2468", "0086(138)13572468", "013813572468"),
        *(
            "１３８１３５７２４６８",
            "138-1357-2468",
            "138.1357.2468",
            "＋86 13813572468 ",
            "手机:13813572468",
        ),
        *("13813572468/13900001111", "13813572468、13900001111", "13813572468；021-62345670"),
        *(
            "13813572468-801",
            "13813572468转8",
            "13813572468(张)",
            "(+86)13813572468",
            "13813572468#8",
        ),
    ],
)
def test_one_mobile_has_one_form(spelling: str) -> None:
    assert phone.read(spelling) == phone.Reading("+8613813572468", "mobile", "ok")


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        *(("0755-83572468", "+8675583572468"), ("(0755)83572468-801", "+8675583572468")),
        *(("010-67891357转12", "+861067891357"), ("075583572468", "+8675583572468")),
        *(("0755/83572468", "+8675583572468"), ("+86 755 8357 2468", "+8675583572468")),
        *(("86-0755-83572468", "+8675583572468"), ("75583572468", "+8675583572468")),
        *(("010-6789-1357", "+861067891357"), ("0913-2135724 ext. 6", "+869132135724")),
        *(("0755-83572468-1", "+8675583572468"), ("0755-8357246-8", "+867558357246")),
    ],
)
def test_one_landline_has_one_form(spelling: str, canonical: str) -> None:
    assert phone.read(spelling) == phone.Reading(canonical, "landline", "ok")


MOBILES = r"(\+?86)?[ -]?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}"
LANDLINES = (
    r"\(?0(10|2[0-9]|[3-9][0-9]{2})[)-]?[2-9][0-9]{6,7}([转#][0-9]{2,5}|-[0-9]{2,5}|[ /]801)?"
)


@QUICK
@given(
    st.lists(
        st.one_of(st.from_regex(shape, fullmatch=True) for shape in (MOBILES, LANDLINES)),
        max_size=6,
    ),
    st.booleans(),
)
def test_usual_spellings_are_the_same_for_a_value_and_a_column(
    values: list[str], is_mobile: bool
) -> None:
    read = [phone.read(value, is_mobile) for value in values]
    found = phone.examine(column(values), is_mobile)
    assert [None if pd.isna(no) else no for no in found.canonical] == [r.canonical for r in read]
    assert found.kind.tolist() == [r.kind for r in read]
    for mask in ("invalid", "unknown_prefix", "wrong_type", "placeholder"):
        assert getattr(found, f"is_{mask}").tolist() == [r.verdict == mask for r in read]


@pytest.mark.parametrize("dot", "·•∙‧⋅●・･_＿")
def test_a_dot_or_stroke_between_digits_parts_groups(dot: str) -> None:
    assert phone.read(f"138{dot}1357{dot}2468").canonical == "+8613813572468"
    assert phone.read(f"020{dot}85404148").canonical == "+862085404148"
    assert phone.read(f"138{dot}1357{dot}246", is_mobile=True).verdict == "invalid"


def test_a_landline_of_any_area_has_one_form_in_ten_spellings() -> None:
    known = phones_at_home.landlines()
    assert len(known) > 280
    for area, own in known:
        for spelling in phones_at_home.spellings(area, own):
            reading = phone.Reading(f"+86{area}{own}", "landline", "ok")
            assert phone.read(spelling) == reading, spelling


def test_every_landline_of_beijing_is_one_with_a_country_code() -> None:
    for own in ("51357246", "60135724", "65135724", "69013572", "81357246", "89135724"):
        for spelling in phones_at_home.spellings("10", own):
            assert phone.read(spelling).canonical == f"+8610{own}", spelling
    assert phone.read("10-63755632", is_mobile=True).verdict == "invalid"


AREAS = ("10", "21", "27", "311", "571", "668", "755", "991")


@QUICK
@given(st.sampled_from(AREAS), st.from_regex("[2-8][0-9]{6,7}", fullmatch=True))
def test_a_landline_is_judged_alike_with_its_zero_and_behind_a_country_code(
    area: str, local: str
) -> None:
    at_home = phone.read(f"0{area}-{local}")
    assert phone.read(f"+86-{area}-{local}") == at_home
    assert phone.read(f"0086{area}{local}") == at_home
    assert at_home.canonical is None or phone.validate(at_home.canonical) == at_home.canonical


@pytest.mark.parametrize("shifted", ["+86 381357246890", "+86381357", "+86 0 138135"])
def test_a_country_code_makes_no_landline_of_too_many_or_too_few_figures(shifted: str) -> None:
    assert phone.read(shifted).verdict == "invalid"


def test_a_sender_of_bulk_messages_is_nobodys_phone() -> None:
    for spelling in ("10690333", "106903331234", "+86 1069033312345", "10655020098135724689"):
        assert phone.read(spelling).verdict == "wrong_type"


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        *(("+852 9123 4567", "+85291234567"), ("00853-66123456", "+85366123456")),
        *(("+886 912 345 678", "+886912345678"), ("+1 650 253 0000", "+16502530000")),
        *(
            ("852-61234568", "+85261234568"),
            ("85261357246", "+85261357246"),
            ("+44 20 7946 0958", "+442079460958"),
        ),
    ],
)
def test_a_number_from_abroad_is_genuine(spelling: str, canonical: str | None) -> None:
    assert phone.read(spelling).canonical == canonical


@pytest.mark.parametrize("truncated", ["3813572468", "5913572468", "83572468", "2385092834"])
def test_in_a_cell_for_a_mobile_a_bare_landline_is_a_mistyped_mobile(truncated: str) -> None:
    assert phone.read(truncated, is_mobile=True).verdict == "invalid"
    assert phone.read("0755-83572468", is_mobile=True).verdict == "ok"
    assert phone.read("+86 755 83572468", is_mobile=True).verdict == "ok"


@pytest.mark.parametrize("exported", ["'13813572468", '"13813572468"', "13813572468.0"])
def test_a_mobile_that_went_through_a_spreadsheet_is_the_same(exported: str) -> None:
    assert phone.read(exported).canonical == "+8613813572468"


@pytest.mark.parametrize("mark", "'＇‘’")
def test_the_text_mark_of_a_spreadsheet_is_no_part_of_any_number(mark: str) -> None:
    assert phone.read(f"{mark}075583572468").canonical == "+8675583572468"
    assert phone.read(f"{mark}+86 138-1357-2468").canonical == "+8613813572468"
    assert phone.read(f"138{mark}13572468").verdict == "invalid"


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("+86-95588", "wrong_type"), ("+8610086", "wrong_type"), ("00000000", "placeholder")],
)
def test_a_country_code_or_leading_zeros_hide_no_fault(value: str, verdict: str) -> None:
    assert phone.read(value).verdict == verdict


@pytest.mark.parametrize(
    "spelling",
    [
        *("13813572468。", "“13813572468”", "【13813572468】", "[13813572468]", "13813572468！"),
        *("13813572468~", "13813572468～", "*13813572468", "No.13813572468", "M:13813572468"),
        *("13813572468 ok", "Tel.13813572468。", "“+86 138-1357-2468”", "手机：“13813572468”"),
        *("13813572468。/13900001111", "?13813572468", "（13813572468）。", "No: 138 1357 2468 !!"),
    ],
)
def test_signs_and_labels_beside_a_mobile_are_no_fault(spelling: str) -> None:
    assert phone.read(spelling, is_mobile=True) == phone.Reading("+8613813572468", "mobile", "ok")


def test_signs_and_labels_beside_a_landline_are_no_fault() -> None:
    for spelling in (
        "0755-83572468。",
        "【0755-83572468】",
        "T:0755-83572468-801",
        "“0755-83572468转8”",
    ):
        assert phone.read(spelling).canonical == "+8675583572468"
    assert phone.read("83572468。") == phone.read("83572468")


@pytest.mark.parametrize(
    "broken",
    [
        *(
            "138x13572468",
            "O13813572468",
            "1381357246O",
            "1381357246。",
            "138?1357246",
            "1381357246?",
        ),
        *(
            "13813572468。13900001111",
            "No.1 13813572468",
            "0755-8357246?",
            "0755-8357246*",
            "！！！！！！！1",
            "OK",
        ),
        *("QQ:28765432", "13813572468@139.com", "“1381357”2468", "WECHATID:13813572468"),
    ],
)
def test_what_may_lack_or_hide_a_figure_stays_invalid(broken: str) -> None:
    assert phone.read(broken).verdict == "invalid"


def test_a_local_number_is_no_error_and_no_key() -> None:
    for value in ("83572468", "8357246", "8357-2468 转 9"):
        assert phone.read(value) == phone.Reading(None, "landline", "ok")


@pytest.mark.parametrize(
    ("verdict", "values"),
    [
        (
            "invalid",
            ["1381357246", "138135724689", "12813572468", "23813572468", "138x5724680", "12"],
        ),
        (
            "wrong_type",
            ["4008201357", "800-820-1357", "95588", "10086", "110", "0755-95588", "12345"],
        ),
        (
            "placeholder",
            ["13800138000", "11111111111", "13888888888", "13812345670", "0755-12345678"],
        ),
        ("unknown_prefix", ["15413572468", "16013572468", "19413572468", "+86 17913572468"]),
        ("missing", ["", "无", "138****2468", "-"]),
        ("ok", ["19213572468", "14513572468", "16613572468", "17013572468", "13811112222"]),
    ],
)
def test_what_is_wrong_is_named(verdict: str, values: list[str]) -> None:
    assert [phone.read(value).verdict for value in values] == [verdict] * len(values)


@QUICK
@given(st.from_regex(r"(1[3-9][0-9]{9}|0(10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{7})", fullmatch=True))
def test_what_we_make_canonical_is_possible_for_phonenumbers(value: str) -> None:
    canonical = phone.read(value).canonical
    if canonical is not None:
        parsed = phonenumbers.parse(value, "CN")
        assert phonenumbers.is_possible_number(parsed)
        e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        assert e164 == canonical


def test_the_masks_exclude_one_another() -> None:
    values = ["1381357246", "95588", "13800138000", "15413572468", "13813572468", None]
    phones = phone.examine(column(values))
    total = sum(
        mask.astype(int)
        for mask in (
            *(phones.is_invalid, phones.is_wrong_type),
            *(phones.is_placeholder, phones.is_unknown_prefix),
        )
    )
    assert total.tolist() == [1, 1, 1, 1, 0, 0]
    assert phones.canonical.notna().tolist() == [False, False, False, True, True, False]
    assert phones.kind.tolist() == ["", "", "", "mobile", "mobile", ""]


@pytest.mark.parametrize(
    "cell",
    [
        *("13813572468.00", "1.3813572468E+10", '="13813572468"', "13813572468(微信同号)"),
        *("13813572468(女儿13913572479)", "13813572468(本人)13913572479(女儿)"),
        *("13813572468—13913572479", "13813572468-13913572479", "13813572468\\13913572479"),
        *("13813572468→13913572479", "13813572468改13913572479", "13813572468 and 13913572479"),
        *("旧13813572468新13913572479", "13813572468&13913572479", "13813572468（13点后打）"),
        *("13813572468→0755-83572468", "13813572468换0755-83572468"),
    ],
)
def test_the_first_of_two_numbers_and_a_spreadsheets_quantity_are_read(cell: str) -> None:
    assert phone.read(cell, is_mobile=True).canonical == "+8613813572468"


def test_a_landline_that_a_spreadsheet_took_for_a_quantity_is_read() -> None:
    assert phone.read("2083572471.0").canonical == "+862083572471"
    assert phone.read("83572473.0") == phone.Reading(None, "landline", "ok")


@pytest.mark.parametrize("lost", ["1.38136E+10", "1.381357247E+10", "1.3813572468E+11"])
def test_a_quantity_that_lost_figures_stays_invalid(lost: str) -> None:
    assert phone.read(lost, is_mobile=True).verdict == "invalid"


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        *(("86-531-82657719", "+8653182657719"), ("8653182657719", "+8653182657719")),
        *(("86 10 8265 7719", "+861082657719"), ("861082657719", "+861082657719")),
        *(("86(0)531-82657719", "+8653182657719"), ("86-0913-2135724", "+869132135724")),
    ],
)
def test_a_country_code_makes_a_landline_of_a_number_in_the_cell_for_mobiles(
    spelling: str, canonical: str
) -> None:
    assert phone.read(spelling, is_mobile=True) == phone.Reading(canonical, "landline", "ok")


@pytest.mark.parametrize("cut", ["139740", "1397", "861381357246", "53182657719"])
def test_a_mobile_that_lost_figures_is_no_service_number_and_no_landline(cut: str) -> None:
    assert phone.read(cut, is_mobile=True).verdict == "invalid"


@pytest.mark.parametrize("service", ["110", "10086", "12345", "118114", "95588", "96110"])
def test_a_short_code_is_a_service_number(service: str) -> None:
    assert phone.read(service).verdict == "wrong_type"
