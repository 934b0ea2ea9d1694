"""The payer's cell: parts that name nobody else are taken off, and a person stays a person."""

from __future__ import annotations

import pytest

from authenticity.values import payer, person_name

from .strategies import HOSTILE, column


@pytest.mark.parametrize(
    "cell",
    [
        *("银联代扣", "云闪付", "微信代扣", "快捷支付", "柜面现金", "工行代扣", "银保通", "本人卡"),
        *(
            "本人银行卡",
            "投保人账户",
            "客户本人账户",
            "建行尾号1234",
            "农业银行自动扣款",
            "POS机刷卡",
        ),
        *(
            "招商银行信用卡",
            "由本人工行卡代扣",
            "微信/支付宝",
            "【银行代扣】",
            "6222021200001234567",
        ),
        *(
            "工行 6222021200001234567",
            "中国工商银行股份有限公司广州分行",
            "户名：本人",
            "（本人）",
            "户名：",
        ),
        *("中国银联", "WeChat Pay", "Alipay"),
        *("长沙银行网银转账", "续期保费代扣", "与投保人一致", "自己缴", "本人，现金"),
    ],
)
def test_a_combination_of_parts_names_nobody(cell: str) -> None:
    assert payer.key_of(cell) is None
    assert payer.examine(column([cell])).key.isna()[0]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("本人卡", True),
        ("投保人账户", True),
        ("自己缴", True),
        ("工行代扣", False),
        ("本人 李四", False),
    ],
)
def test_words_say_whether_the_policyholder_pays(cell: str, says: bool) -> None:
    assert payer.examine(column([cell])).is_holder.tolist() == [says]


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "钱春花本人",
            "钱春花 本人",
            "钱春花(工商银行)",
            "钱春花/建设银行",
            "钱春花（身份证1101）",
        ),
        *(
            "钱春花 62220212",
            "钱春花6222",
            "工行-钱春花",
            "钱春花女士",
            "户名:钱春花 农行卡",
            '="钱春花"',
        ),
        *(
            "钱春花工商银行天河支行",
            "本人钱春花",
            "微信(钱春花)",
            "投保人：錢春花（本人）",
            "钱春花。",
        ),
        *("缴费人钱春花", "钱春花【银联代扣】", "钱春花(尾号1234)"),
    ],
)
def test_a_name_among_parts_is_that_name(cell: str) -> None:
    assert payer.key_of(cell) == "钱春花"


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "周代扣",
            "孙建行",
            "李建交",
            "王现金",
            "欧阳建行",
            "平安",
            "华夏",
            "现金龙",
        ),
        *("广州建行物业有限公司", "张三代缴"),
    ],
)
def test_a_person_or_a_firm_that_looks_like_a_part_stays_one(cell: str) -> None:
    assert payer.key_of(cell) == person_name.key_of(cell) == cell


@pytest.mark.parametrize(
    ("cell", "key"),
    [("投保人母亲", "母亲"), ("本人母亲", "母亲"), ("本人（李四）", "李四"), ("李四 工行", "李四")],
)
def test_whoever_stands_beside_the_policyholder_is_somebody_else(cell: str, key: str) -> None:
    assert payer.key_of(cell) == key


def test_a_remark_that_may_name_somebody_else_is_in_doubt() -> None:
    found = payer.examine(column(["张三（李四代缴）", "张三（女儿）"]))
    assert found.loose_key.tolist() == ["张三", "张三"]
    assert "张三" not in found.key.tolist()


@pytest.mark.parametrize("cell", ["王（韦华）", "王(韦 华)", "王⿰韦华"])
def test_a_description_of_a_character_is_a_lost_one(cell: str) -> None:
    assert payer.examine(column([cell])).is_uncertain.all()


@pytest.mark.parametrize("cell", ["王芳（韦华）", "王（本人）", "王韦华", "由春花"])
def test_a_name_beside_a_remark_is_no_description(cell: str) -> None:
    assert not payer.examine(column([cell])).is_uncertain.any()


@pytest.mark.parametrize("cell", ["王*英", "王?英", "622200001", "无", "····"])
def test_what_cannot_be_read_accuses_nobody(cell: str) -> None:
    assert payer.key_of(cell) is None


def test_a_column_is_read_like_its_cells() -> None:
    cells = [*HOSTILE, "王秀英", "钱春花(工商银行)", "周代扣", "王堃", None]
    found = payer.examine(column(cells))
    keys = [
        None if cell is None else payer.key_of(cell.replace("\ud800", "\ufffd")) for cell in cells
    ]
    assert [None if key != key else key for key in found.key.tolist()] == keys


def test_the_insured_is_a_payer_who_need_not_be_the_policyholder() -> None:
    assert payer.key_of("同被保险人") == "同被保险人"
    assert payer.examine(column(["同被保险人", "同投保人"])).is_holder.tolist() == [False, True]
