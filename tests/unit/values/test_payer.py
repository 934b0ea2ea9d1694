"""The payer's cell: parts that name nobody else are taken off, and a person stays a person."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from authenticity.values import payer, person_name

from .strategies import HOSTILE, column

BANKS = [
    line
    for line in (Path(__file__).parents[2] / "data" / "bank_names.txt").read_text().splitlines()
    if not line.startswith("#")
]


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
        *("中国银联", "WeChat Pay", "Alipay", "Bank Transfer", "BANK CARD", "Bank of China"),
        *(
            "对公转账",
            "代发工资",
            "保单质押贷款",
            "保费豁免",
            "追加保费账户",
            "授权账户",
            "年交保费",
        ),
        *(
            "满期保险金转保费",
            "理赔款转入",
            "扣款成功",
            "银行批量代扣",
            "零钱支付",
            "官网支付",
            "N",
        ),
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


@pytest.mark.parametrize(
    "cell", ["王芳、李雷", "王芳/李雷", "王芳 & 李雷", "王芳和李雷", "买买提和阿依古丽"]
)
def test_two_persons_who_pay_are_in_doubt(cell: str) -> None:
    assert payer.examine(column([cell])).is_uncertain.all()


@pytest.mark.parametrize(
    "cell",
    [
        "李和平",
        "诸葛和平",
        "王与和",
        "王芳/微信",
        "王芳、",
        "张追加",
        "郑成功",
        "孙移动",
        "王芳追加保费",
    ],
)
def test_one_person_who_pays_is_not(cell: str) -> None:
    found = payer.examine(column([cell]))
    assert not found.is_uncertain.any()
    assert found.key.notna().all()


@pytest.mark.parametrize("cell", ["王*英", "王?英", "622200001", "无", "····"])
def test_what_cannot_be_read_accuses_nobody(cell: str) -> None:
    assert payer.key_of(cell) is None


@pytest.mark.parametrize("cell", ["1" * 100_000, "1*" * 50_000, "行" * 100_000])
def test_a_cell_of_a_hundred_thousand_characters_is_read_at_once(cell: str) -> None:
    begun = process_time()
    payer.key_of(cell)
    assert process_time() - begun < 2


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


def keys_of(cells: list[str]) -> dict[str, str]:
    """The cells that name somebody, as a whole column reads them."""
    keys = payer.examine(column(cells)).key
    return {cell: key for cell, key in zip(cells, keys, strict=True) if key == key}


@pytest.mark.parametrize("form", ["{}", "{}代扣", "{}卡", "{}信用卡", "本人{}账户", "{}天河支行"])
def test_no_bank_is_a_payer(form: str) -> None:
    assert len(BANKS) > 400
    assert keys_of([form.format(bank) for bank in BANKS]) == {}


@pytest.mark.parametrize("form", ["钱春花{}", "{}钱春花", "钱春花（{}）", "{}/钱春花", "{} 钱春花"])
def test_a_name_beside_any_bank_is_that_name(form: str) -> None:
    found = keys_of([form.format(bank) for bank in BANKS])
    assert set(found.values()) == {"钱春花"}
    assert len(found) == len(BANKS)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("窦敏银行卡", "窦敏"),
        ("窦敏的银行卡", "窦敏"),
        ("微信-窦敏银行卡", "窦敏"),
        ("户名：窦敏 银行卡", "窦敏"),
        ("窦小敏银行卡尾号8899", "窦小敏"),
        ("李娜银行账户", "李娜"),
        ("欧阳敏银行卡", "欧阳敏"),
        ("王江苏银行卡", "王江苏"),
        ("王平安银行存折", "王平安"),
        ("窦敏江苏银行卡", "窦敏"),
        ("窦敏张家口银行", "窦敏"),
        ("扎西·卓玛银行卡", "扎西卓玛"),
    ],
)
def test_what_a_person_has_at_a_bank_names_that_person(cell: str, name: str) -> None:
    found = payer.examine(column([cell]))
    assert found.key[0] == payer.key_of(cell) == name
    assert not found.is_uncertain[0]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("窦敏银行", "窦敏"),
        ("窦敏银行信用卡", "窦敏"),
        ("富安农商银行", "富安"),
        ("窦敏农信社", "窦敏"),
        ("古丽努尔银行卡", "古丽努尔"),
        ("古丽巴哈尔银行卡", "古丽巴"),
        ("阿卜杜热合曼银行卡", "阿卜杜热合曼"),
        ("钱春花富安银行", "钱春花"),
    ],
)
def test_where_a_name_ends_and_an_unknown_bank_begins_is_in_doubt(cell: str, name: str) -> None:
    found = payer.examine(column([cell]))
    assert found.key[0] == name
    assert found.is_uncertain[0]


@pytest.mark.parametrize("cell", ["本人富安银行卡", "扎齐银行卡", "喀秋银行代扣"])
def test_an_unknown_bank_that_is_called_like_nobody_is_no_payer(cell: str) -> None:
    assert payer.key_of(cell) is None


@pytest.mark.parametrize(
    "cell", ["钱春花工资卡", "退休工资卡 钱春花", "钱春花建设银行龙卡", "钱春花一卡通"]
)
def test_a_card_by_its_use_or_its_name_is_a_part(cell: str) -> None:
    assert payer.key_of(cell) == "钱春花"
