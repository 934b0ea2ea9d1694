"""Accounts, addresses, e-mails, dates, sexes and what is missing: both polarities of each."""

from __future__ import annotations

import pytest

from authenticity.values import bank_account, dates, email, missing, postal_address, sex, text

from .strategies import column


@pytest.mark.parametrize(
    "value",
    [
        *(
            "无",
            "不详",
            "未知",
            "同上",
            "同身份证",
            "暂无",
            "N/A",
            "NULL",
            "NONE",
            "-",
            "--",
            "/",
            "\\",
        ),
        *(
            ".",
            "0",
            "*",
            "x",
            "空",
            "待补",
            "测试",
            "Ｎ／Ａ",
            "　",
            "",
            "\t\n",
            "０",
            "－－",
            "Null ",
            "Ｘ",
        ),
        *("张**", "138****2468", "＊＊", "11010519********2X", "\u200b", "无\u3000"),
    ],
)
def test_a_placeholder_is_missing(value: str) -> None:
    assert missing.is_missing(column([value])).all()


@pytest.mark.parametrize(
    "value",
    [
        *("未提供", "客户不提供", "nan", "NaN", "同投保人", "无电话", "无手机", "没手机", "电话无"),
        *(
            "手机号：未提供",
            "客户未提供手机号码",
            "小孩无身份证",
            "老人没有手机",
            "暂无联系方式",
            "（未登记）",
        ),
        *(
            "地址不详",
            "不愿意提供",
            "与投保人一致",
            "同投保人地址",
            "与身份证地址一致",
            "同户籍地址",
            "见投保单",
        ),
        *(
            "详见附件",
            "同上述地址",
            "无固定电话",
            "身份证办理中",
            "尚未办理",
            "no phone",
            "Not provided",
        ),
        *("same as above", "Same as policyholder", "#REF!", "\\N", "undefined", "拒绝提供联系电话"),
        *("投保人未留电话", "姓名未知", "邮箱：无", "待补录", "手机 / 无"),
        *(
            "无，联系其父",
            "没有手机;找其母亲",
            "手机丢失",
            "已停机",
            "老人不使用手机",
            "与父母同住",
        ),
    ],
)
def test_words_for_nothing_in_any_combination_are_missing(value: str) -> None:
    assert missing.is_missing(column([value])).all()


@pytest.mark.parametrize(
    "value",
    [
        *(
            "无锡市",
            "大同市",
            "同心",
            "吴未",
            "无名",
            "没",
            "投保人",
            "客户",
            "手机",
            "身份证",
            "同福",
        ),
        *(
            "广东省广州市天河区无名路12号",
            "大同市平城区同泉路3号",
            "No Phone Ltd",
            "见龙",
            "如意",
            "和平",
        ),
        *("同仁堂", "钱无双", "步无缺", "和电话局宿舍3号", "no", "13813572468", "空军大院"),
        *("无，13813572468", "无锡市，滨湖区", "无名、无姓", "同住", "丢失的世界"),
    ],
)
def test_a_value_with_such_a_word_in_it_is_not_missing(value: str) -> None:
    assert not missing.is_missing(column([value])).any()


@pytest.mark.parametrize(
    "value", ["吴", "00", "无名氏", "张*", "空知", "Nan", "Na", "o", "x1", "?"]
)
def test_whatever_may_be_a_value_is_not_missing(value: str) -> None:
    assert not missing.is_missing(column([value])).any()


@pytest.mark.parametrize(
    "value",
    [
        *("1990-01-02", "19900102", "1990/1/2", "1990.1.2", "1990年1月2日", "１９９０－０１－０２"),
        *(
            "1990-01-02 00:00:00",
            "1990-01-02T08:30:00.000+08:00",
            "1990年01月02日 12:30",
            " 1990-1-2 ",
        ),
    ],
)
def test_a_date_is_read_however_it_is_written(value: str) -> None:
    assert dates.parse(column([value])).astype(str).tolist() == ["1990-01-02"]


@pytest.mark.parametrize(
    "value",
    ["1990-02-29", "1990-13-01", "900102", "01/02/1990", "1990", "0", "无", "1990-01-02 x", ""],
)
def test_what_is_no_date_or_could_be_two_is_not_read(value: str) -> None:
    assert str(dates.parse(column([value]))[0]) == "NaT"


def test_nothing_but_m_and_f_is_a_sex() -> None:
    parsed = sex.parse(column(["M", "f ", "Ｍ", "男", "1", "", None, "MF"]))
    assert parsed.tolist()[:3] == ["M", "F", "M"]
    assert parsed.isna().tolist() == [False] * 3 + [True] * 5


@pytest.mark.parametrize(
    "address",
    [
        *("广东省广州市天河区天河路12号", "梅州市五华县水寨镇大坝村", "哈尔滨市双城区幸福乡久前屯"),
        *("揭阳市普宁市洪阳镇宝镜院围", "长沙县黄兴镇沿江山村上湾组", "北京市朝阳区望京西园四区"),
        *("上海市浦东新区世纪大道上海中心", "北京市昌平区回龙观社区", "深圳市南山区桃源街道十二号"),
        *(
            "12 Nathan Road, Kowloon",
            "惠州市惠阳区大岗村中心街",
            "黎平县肇兴镇肇兴寨",
            "大坝村民小组5队",
        ),
    ],
)
def test_an_address_that_can_be_found_is_not_vague(address: str) -> None:
    assert not postal_address.is_vague(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "广州",
            "广东省",
            "广东省广州市",
            "广东省广州市天河区",
            "内蒙古自治区呼和浩特市",
            "人民路3号",
        ),
        *(
            "广州市天河区天河路",
            "佛山市南海区里水镇",
            "北京市东城区东直门内大街",
            "广州市天河区石牌街道",
        ),
        *("北京市海淀区中关村大街", "13813572468", "510000000", "贵州省黔东南苗族侗族自治州黎平县"),
    ],
)
def test_an_address_that_names_no_place_is_vague(address: str) -> None:
    assert postal_address.is_vague(address)


def test_a_missing_address_is_not_vague_and_has_no_form() -> None:
    addresses = postal_address.examine(column(["无", None, ""]))
    assert not addresses.is_vague.any()
    assert addresses.canonical.isna().all()


def test_spellings_of_one_address_have_one_form_and_two_flats_have_two() -> None:
    spellings = [
        "广州市天河区天河路12号3-201",
        "廣州市 天河區天河路１２＃，3－201",
        "广州市天河区天河路12号3 201",
    ]
    assert postal_address.examine(column(spellings)).canonical.nunique() == 1
    flats = ["广州市天河区天河路12号3-201", "广州市天河区天河路12号32-01"]
    assert postal_address.examine(column(flats)).canonical.nunique() == 2


@pytest.mark.parametrize(
    "number", ["4111111111111111", "6222 0212 0000 1234 567", "0200-1234-5678-9012"]
)
def test_an_account_is_its_digits(number: str) -> None:
    expected = "".join(sign for sign in number if sign.isdigit())
    assert bank_account.examine(column([number])).canonical.tolist() == [expected]


@pytest.mark.parametrize(
    "written",
    [
        *(
            "'{}",
            "＇{}",
            "’{}",
            "账号{}",
            "账号：{}",
            "卡号:{}",
            "帐 号 {}",
            "农行: {}",
            "'卡号：{}",
        ),
        *("{}(农行)", "{}（中国农业银行）", "{} 【ICBC】", "户名及账号：{}（工行）"),
    ],
)
def test_what_a_clerk_writes_around_an_account_is_no_part_of_it(written: str) -> None:
    number = "6222021200001234567"
    read = bank_account.examine(column([written.format(number), number])).canonical
    assert read.tolist() == [number, number]


@pytest.mark.parametrize(
    "written",
    [
        *("{}.0", "{}.00", "工行{}", "{} 工行", "{}/工行", "ICBC {}", "ICBC{}", "{} ICBC", "NO.{}"),
        *(
            "{}'",
            '="{}"',
            "`{}",
            "{}。",
            "{}(本人)",
            "工行卡{}",
            "ACCT NO. {}",
            "开户行:工行 账号:{}",
        ),
    ],
)
def test_a_bank_a_guard_or_a_spreadsheets_zero_is_no_part_of_it(written: str) -> None:
    number = "6222021200009876555"
    assert bank_account.validate(written.format(number)) == number
    assert bank_account.validate(written.format(number[:-1] + "4")) != number


@pytest.mark.parametrize(
    "written",
    [
        "{}(尾号4567)",
        "{}农行{}",
        "农行{}工行6222021200009876543",
        "(农行)(工行)",
        "62(农)22{}",
    ],
)
def test_an_account_between_other_words_is_not_guessed(written: str) -> None:
    number = "6222021200001234567"
    assert not bank_account.is_valid(written.format(number, number))


@pytest.mark.parametrize(
    "number", ["1234567", "00000000", "12345678901234", "ABC12345678", "无", "9" * 41]
)
def test_what_identifies_no_account_has_no_form(number: str) -> None:
    assert bank_account.examine(column([number])).canonical.isna().all()


def test_a_bank_tells_its_short_numbers_apart_in_any_spelling_and_no_long_ones() -> None:
    banks = ["ABC", " abc", "ＡＢＣ", "ICBC", None, "", "无", "ABC", "ABC", "ABC"]
    numbers = [*["10023456"] * 7, "6222021200001234567", "0200123456789", None]
    read = bank_account.at_bank(column(numbers), column(banks)).fillna("")
    assert read.tolist() == [*["10023456@ABC"] * 3, "10023456@ICBC", *[""] * 6]


def test_the_check_digit_is_asked_of_cards_only() -> None:
    values = ["4111111111111111", "4111111111111112", "0200123456789012", "62220212000012", None]
    assert bank_account.examine(column(values)).luhn_fails.tolist() == [
        False,
        True,
        False,
        False,
        False,
    ]


def test_an_email_is_refused_for_its_shape_alone() -> None:
    good = ["a@b.cn", "ＺＨＡＮＧ@QQ.COM", "张三@例子.中国", "first.last+tag@mail.example.com"]
    bad = ["a@b", "a b@c.cn", "@c.cn", "a@@c.cn", "a@c.", "13813572468", "a@1.2"]
    assert not email.examine(column([*good, None, "无"])).is_invalid.any()
    assert email.examine(column(bad)).is_invalid.all()


@pytest.mark.parametrize(
    "written", ["FTI77622212345678", "fti 7762-2212-345678", "ＦＴＩ77622212345678"]
)
def test_an_account_may_have_letters_beside_its_digits(written: str) -> None:
    assert bank_account.validate(written) == "FTI77622212345678"


@pytest.mark.parametrize("written", ["ABCDEFGHIJ", "ICBC1234567", "FTI00000000", "工行62220212"])
def test_letters_alone_make_no_account(written: str) -> None:
    assert not bank_account.is_valid(written)


def test_a_refusal_never_repeats_the_value() -> None:
    with pytest.raises(text.InvalidValue) as refusal:
        bank_account.validate("62220212?ABCD")
    assert str(refusal.value) == "format"
