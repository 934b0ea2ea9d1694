"""Names: every genuine kind passes, and spellings of one name have one key."""

from __future__ import annotations

import pytest

from authenticity.values import person_name
from authenticity.values.person_name import is_suspicious, is_valid, key_of, legible

from .strategies import column

SEPARATORS = "\u00b7\u2022\u2219\u2027\u22c5\u25cf\u30fb\uff65\uff0e.。- "


@pytest.mark.parametrize(
    "name",
    [
        *("张三", "欧阳娜娜", "张", "𬭊", "䶮", "阿卜杜拉·买买提", "阿卜杜拉●买买提", "吾日娅提〇"),
        *("O'Brien", "María José", "Nguyễn Văn A", "김철수", "山田ヶ崎", "Müller-Lüdenscheidt"),
        *(
            "张三 ZHANG SAN",
            "張\ue863",
            "夏曼‧藍波安",
            "Ng",
            "\U00031350明",
            "司马相如·阿依古丽·买买提江",
        ),
    ],
)
def test_a_genuine_name_is_never_refused(name: str) -> None:
    assert is_valid(name)


@pytest.mark.parametrize("spelt", ["王秀英女士", "姓名王秀英", "户名王秀英女士", "王秀英"])
def test_a_label_or_title_that_touches_a_name_is_no_part_of_it(spelt: str) -> None:
    assert person_name.key(column([spelt])).tolist() == ["王秀英"]


def test_a_title_makes_no_two_people_one() -> None:
    keys = person_name.key(column(["王秀英女士", "王秀芳女士", "王女士"])).tolist()
    assert keys == ["王秀英", "王秀芳", "王女士"]


@pytest.mark.parametrize(
    "name",
    ["12345", "张?三", "张？三", "张□", "张\ufffd", "张😀三", "···", "---.", "13813572468", "、1"],
)
def test_what_no_register_can_hold_is_refused(name: str) -> None:
    assert not is_valid(name)


@pytest.mark.parametrize("separator", SEPARATORS)
def test_every_separator_makes_the_same_name(separator: str) -> None:
    spelling = f"阿卜杜拉{separator}买买提"
    assert key_of(spelling) == key_of("阿卜杜拉·买买提")
    assert is_valid(spelling)
    assert not is_suspicious(spelling)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("張麗雲", "张丽云"), ("张 三", "张三"), ("ＪＯＨＮ　smith", "John Smith")),
        *(("María José", "MARIA JOSE"), ("O’Brien", "O'BRIEN"), ("张三 ZHANG SAN", "张三")),
        *(
            *(("\u2ee2\u2ef0", "马龙"), ("张\u2edc", "张飞"), ("\u2ee9伟明", "黄伟明")),
            *(
                ("\u31d0\u2ec4", "一西"),
                ("高伟国", "髙伟国"),
                ("沈青", "沈靑"),
                ("李俞明", "李兪明"),
            ),
            *(("曾惠德", "曽恵徳"), ("吴郎", "呉郞"), ("荣泽", "栄沢"), ("尚真", "尙眞")),
            ("王\ue863", "王䶮"),
            ("\uf9b4華", "领华"),
            ("张\u200b三", "张三"),
            ("陳大文(CHAN TAI MAN)", "陈大文"),
        ),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("张三", "张山"), ("李小明A", "李小明B"), ("张三", "张三三"), ("张\u2edc", "张")),
        *(("刘芸", "刘艺"), ("于三", "亏三"), ("仝三", "同三"), ("王曰", "王日"), ("王堃", "王坤")),
    ],
)
def test_two_names_have_two_keys(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize("name", ["无", "", "　", "张**", "测试", "***", "?", "···"])
def test_what_is_no_name_has_no_key(name: str) -> None:
    assert key_of(name) is None


@pytest.mark.parametrize("name", ["张", "张三 ZHANG SAN", "张\ue5f1", "张三1", "张*", "O"])
def test_an_unusual_name_deserves_a_look(name: str) -> None:
    assert is_suspicious(name)


@pytest.mark.parametrize("name", ["张三", "阿卜杜拉·买买提", "John Smith", "𬭊文", "O'Brien", "無"])
def test_a_usual_or_missing_name_does_not(name: str) -> None:
    assert not is_suspicious(name) or name == "無"


def test_the_standard_separator_is_what_we_write() -> None:
    assert person_name.validate("阿卜杜拉 • 买买提") == "阿卜杜拉·买买提"


def test_a_name_with_a_lost_or_masked_character_is_not_legible() -> None:
    lost = ["张?三", "张□", "张\ufffd", "12345", "张*", "张＊三"]
    whole = ["张三", "張\ue863", "O'Brien", "张三 ZHANG SAN", "张", "阿卜杜拉·买买提", None, "无"]
    assert legible(column([*lost, *whole])).tolist() == [False] * len(lost) + [True] * len(whole)
