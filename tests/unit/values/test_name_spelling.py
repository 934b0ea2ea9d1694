"""Two spellings that may be one name have one looser key; two names have two."""

from __future__ import annotations

import pytest

from authenticity.values.name_spelling import (
    beginnings_of,
    is_uncertain,
    loose_key,
    loose_key_of,
)
from authenticity.values.person_name import key, key_of

from .strategies import column


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ("王堃", "王坤"),
            ("李喆", "李哲"),
            ("张祐", "张佑"),
            ("吐尔逊一买买提", "吐尔逊·买买提"),
        ),
        ("MARIA GARCIA LOPEZ", "Lopez Garcia, Maria"),
        ("裴文秀", "裵文秀"),
        ("肖红", "萧红"),
        ("阿卜杜热合曼·阿卜杜", "阿卜杜热合曼·阿卜杜外力"),
        ("CHRISTOPHER ALEXANDER", "CHRISTOPHER ALEXANDERSON"),
    ],
)
def test_a_matter_of_spelling_is_one_looser_key_and_two_keys(one: str, other: str) -> None:
    assert loose_key_of(one) == loose_key_of(other)
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("裴文秀", "装文秀"), ("肖红", "消红"), ("欧阳娜", "欧阳娜娜"), ("张三", "张三丰")),
        ("阿卜杜热合曼·阿卜杜", "阿卜杜热合曼·买买提"),
        ("CHRISTOPHER ALEXANDER", "CHRISTOPHER BENJAMINSON"),
        ("JOHN SMITH", "JOHN SMITHSON"),
    ],
)
def test_another_name_has_another_looser_key(one: str, other: str) -> None:
    assert loose_key_of(one) != loose_key_of(other)


@pytest.mark.parametrize("paid", ["JOHN SMITH", "SMITH JOHN", "John A. Smith", "ADAM SMITH"])
def test_a_bank_may_leave_out_a_middle_name_or_cut_it_to_its_letter(paid: str) -> None:
    assert key_of(paid) in beginnings_of("JOHN ADAM SMITH")


@pytest.mark.parametrize("paid", ["JANE SMITH", "JOHN BAKER SMITH", "JOHN", "J A S", "J SMITH"])
def test_one_word_of_a_name_or_another_word_is_no_such_cut(paid: str) -> None:
    assert key_of(paid) not in beginnings_of("JOHN ADAM SMITH")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ("SMITH JOHN", "John Smith"),
            ("Mr. John Smith", "JOHN SMITH"),
            ("SMITH/JOHN MR", "John Smith"),
        ),
        *(
            ("MUHAMMAD ALI", "ALI MUHAMMAD"),
            ("LIN CHIH-MING", "Chih Ming Lin"),
            ("Dr Li Na", "LINA"),
        ),
        *(
            ("刘〇", "刘○"),
            ("刘〇", "刘◯"),
            ("赵德海（已故）", "赵德海"),
            ("赵德海 已故", "赵德海"),
        ),
        *(
            ("孙国英（曾用名：孙国瑛）", "孙国英"),
            ("【VIP】孙国英", "孙国英"),
            ("姓名：孙国英", "孙国英"),
        ),
        *(
            ("孙国英女士", "孙国英"),
            ("阿卜杜拉ー买买提", "阿卜杜拉·买买提"),
            ("“孙国英”", "孙国英"),
        ),
    ],
)
def test_order_titles_and_remarks_make_no_other_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ("王一博", "王博"),
            ("于三", "亏三"),
            ("JOHN SMITH", "JOHN SMYTH"),
        ),
        *(
            ("阿里木江·买买提", "阿里木江·买合提"),
            ("John Smith Jr", "John Smith"),
            ("王曰", "王日"),
        ),
        ("诸葛一一鸣", "诸葛鸣"),
    ],
)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert loose_key_of(one) != loose_key_of(other)


@pytest.mark.parametrize("name", ["王WEI", "王\ue5f1", "刘0", "W伟"])
def test_a_name_with_a_lost_character_is_uncertain(name: str) -> None:
    assert is_uncertain(name)


@pytest.mark.parametrize(
    "name", ["王韡", "John Smith", "张三 ZHANG SAN", "赵德海（已故）", "王堃", "无"]
)
def test_a_whole_name_is_not_uncertain(name: str) -> None:
    assert not is_uncertain(name)


def test_a_bank_may_cut_a_long_name_anywhere_behind_four_letters() -> None:
    cuts = beginnings_of("阿里木江·阿不都热合曼")
    assert {"阿里木江", "阿里木江阿不都热合"} <= set(cuts)
    assert key_of("阿里木江·吐尔逊") not in cuts
    assert key_of("MUHAMMAD ABDULLAH AL RA") in beginnings_of("Muhammad Abdullah Al Rashid")
    assert beginnings_of("欧阳娜娜") == beginnings_of("王小明") == []


def test_a_column_of_looser_keys_is_read_like_its_names() -> None:
    names = column(["王堃", "王坤", "吐尔逊一买买提", "John Smith", None, "无", "王\u2ee2"])
    found = loose_key(key(names), names).tolist()
    assert found[:4] == ["王坤", "王坤", "吐尔逊买买提", loose_key_of("John Smith")]
    assert [value != value for value in found[4:6]] == [True, True]
    assert found[6] == "王马"
