"""How clerks, banks, exports and other systems write what is right, by column.

Written from public reports, and without a look at the readers: nothing here is shared with them. A
spelling that does not fit a value leaves it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import opencc

_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_RADICAL = str.maketrans("马黄龙长西青飞韦贝见车门风", "⻢⻩⻰⻓⻄⻘⻜⻙⻉⻅⻋⻔⻛")
_PRINTED = str.maketrans("高吴德郎清华云丽", "髙呉徳郞淸華雲麗")
_OLD, _NEW = opencc.OpenCC("s2t").convert, opencc.OpenCC("t2s").convert
_LATIN_TWINS = str.maketrans("X", "\u0425")
_BLANK = "\u3000"

Write = Callable[[str], str]


@dataclass(frozen=True)
class Spelling:
    """One way to write a value; its name is the pattern or the word for it."""

    name: str
    write: Write


def _patterns(*patterns: str) -> list[Spelling]:
    return [Spelling(pattern, pattern.replace("~", "{}").format) for pattern in patterns]


def _changed(**writes: Write) -> list[Spelling]:
    return [Spelling(name, write) for name, write in writes.items()]


def _wide(value: str) -> str:
    return value.translate(_WIDE)


def _sprinkled(value: str) -> str:
    """A zero-width character in the middle, as copied from a page."""
    return f"{value[:3]}\u200b{value[3:]}\ufeff"


def _grouped(*sizes: int, by: str = " ") -> Write:
    def write(value: str) -> str:
        if not re.fullmatch(f"[0-9X]{{{sum(sizes)}}}", value):
            return value
        ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
        return by.join(value[end - size : end] for end, size in zip(ends, sizes, strict=True))

    return write


def _traditional(value: str) -> str:
    old = _OLD(value)
    return old if _NEW(old) == value else value


def _if_han(write: Write) -> Write:
    return lambda value: value if value.isascii() else write(value)


def _if_latin(write: Write) -> Write:
    return lambda value: write(value) if value.isascii() else value


def _dot(sign: str) -> Write:
    return lambda value: value.replace("·", sign)


def _comma(name: str) -> str:
    family, _, given = name.partition(" ")
    return f"{family}, {given}"


def _given_first(name: str) -> str:
    family, _, given = name.partition(" ")
    return f"{given} {family}".title()


def _day(pattern: str) -> Write:
    def write(value: str) -> str:
        day = date.fromisoformat(value)
        return pattern.format(d=day, before=day - timedelta(days=1))

    return write


def _fenced(value: str) -> str:
    """A bracket around the area code."""
    area, _, local = value.partition("-")
    return f"({area}){local}"


def _scientific(value: str) -> str:
    return f"{value[0]}.{value[1:]}E+{len(value) - 1}"


def _without(pattern: str) -> Write:
    return lambda value: re.sub(pattern, "", value)


def _in_other_words(building: str, unit: str, flat: str) -> Write:
    def write(value: str) -> str:
        shape = r"([0-9]+)栋([0-9]+)单元([0-9]+)室$"
        return re.sub(shape, rf"\g<1>{building}\g<2>{unit}\g<3>{flat}", value)

    return write


_CLOTHES = (
    *('="~"', '"~"', "'~", "`~", "“~”", " ~ ", "\u3000~", "~。", "~，", "~;", "~/", "~(本人)"),
    *("~（已核）", "【~】", "\u202d~\u202c", "\ufeff~", "~\u200b", "~\t"),
)
"""What may stand around any value."""

_NUMBERS = (*_CLOTHES, "号码：~", "号码~", "NO.~", "No: ~")

OF: Mapping[str, tuple[Spelling, ...]] = {
    "name": (
        *_patterns(*_CLOTHES, "姓名：~", "姓名 ~"),
        *_changed(
            sprinkled=_sprinkled,
            blank_behind_family=_if_han(lambda name: f"{name[0]} {name[1:]}"),
            wide_blank=_if_han(lambda name: f"{name[0]}{_BLANK}{name[1:]}"),
            traditional=_traditional,
            radicals=lambda name: name.translate(_RADICAL),
            old_print=lambda name: name.translate(_PRINTED),
            sir=_if_han("{}先生".format),
            madam=_if_han("{}女士".format),
            mister=_if_latin("Mr. {}".format),
            mister_behind=_if_latin("{} MR".format),
            comma=_if_latin(_comma),
            given_first=_if_latin(_given_first),
            wide=_if_latin(_wide),
            title=_if_latin(str.title),
            **{f"dot_{at}": _dot(sign) for at, sign in enumerate("•∙‧⋅●・･．.-")},
        ),
    ),
    "id_no": (
        *_patterns(*_NUMBERS, "证件号码:~"),
        *_changed(
            lower=str.lower,
            wide=_wide,
            sprinkled=_sprinkled,
            groups=_grouped(6, 8, 4),
            hyphens=_grouped(6, 8, 4, by="-"),
            cyrillic=lambda no: no.translate(_LATIN_TWINS) if no[:-1].isdigit() else no,
            cross=lambda no: no.replace("X", "×") if no[:-1].isdigit() else no,
        ),
    ),
    "sex": (*_patterns(" ~", "~ "), *_changed(lower=str.lower, wide=_wide)),
    "birth_date": (
        *_patterns('="~"', "'~", " ~ ", "~ 00:00:00", "~T00:00:00+08:00", "~（身份证）", "生日：~"),
        *_changed(
            wide=_wide,
            plain=_day("{d:%Y%m%d}"),
            slashes=_day("{d:%Y/%m/%d}"),
            short=_day("{d.year}/{d.month}/{d.day}"),
            short_time=_day("{d.year}-{d.month}-{d.day} 0:00"),
            dots=_day("{d:%Y.%m.%d}"),
            han=_day("{d.year}年{d.month}月{d.day}日"),
            han_padded=_day("{d:%Y}年{d:%m}月{d:%d}日"),
            morning=_day("{d:%Y/%m/%d} 上午 12:00:00"),
            zulu=_day("{before:%Y-%m-%d}T16:00:00Z"),
            zulu_millis=_day("{before:%Y-%m-%d}T16:00:00.000+0000"),
            seconds=_day("{d:%Y%m%d}000000"),
            quantity=_day("{d:%Y%m%d}.0"),
            java=_day("{d:%a %b %d} 00:00:00 CST {d:%Y}"),
            oracle=_day("{d:%d-%b-%Y}"),
            english=_day("{d:%B} {d.day}, {d:%Y}"),
        ),
    ),
    "mobile": (
        *_patterns(
            *(*_CLOTHES, "+86~", "+86 ~", "86~", "0086~", "0086-~", "(+86)~", "0~", "手机~"),
            *("电话：~", "TEL:~", "~.0", "~（13点后打）", "~微信同号", "~(微信)", "~ 可提供"),
        ),
        *_changed(
            wide=_wide,
            sprinkled=_sprinkled,
            groups=_grouped(3, 4, 4),
            hyphens=_grouped(3, 4, 4, by="-"),
            dots=_grouped(3, 4, 4, by="."),
            science=_scientific,
            second=lambda no: f"{no}/177{no[3:]}",
            of_the_daughter=lambda no: f"{no}(女儿177{no[3:]})",
        ),
    ),
    "phone": (
        *_patterns(
            *_CLOTHES, "~转8001", "~-801", "~#8", "~*802", "座机~", "电话:~", "~（上班时间）"
        ),
        *_changed(
            wide=_wide,
            together=lambda no: no.replace("-", ""),
            brackets=_fenced,
            dash=lambda no: no.replace("-", "—"),
            blank=lambda no: no.replace("-", " "),
            country=lambda no: f"+86-{no[1:]}",
            zeros=lambda no: f"0086{no[1:]}".replace("-", ""),
        ),
    ),
    "email": (*_patterns(" ~", "~ "), *_changed(upper=str.upper, wide=_wide)),
    "address": (
        *_patterns(" ~", "~\u3000", '"~"', "~（近地铁）", "~(自有)", "地址：~", "~。", "中国~"),
        *_changed(
            wide=_wide,
            traditional=_traditional,
            radicals=lambda value: value.translate(_RADICAL),
            no_province=_without("^.*?省"),
            short_names=lambda value: re.sub("^(.*?)省(.*?)市", r"\1\2", value),
            blanks=lambda value: re.sub("([省市区])", r"\1 ", value, count=3),
            sharp=_in_other_words("#", "单元", ""),
            sharp_house=_in_other_words("#楼", "单元", "室"),
            house=_in_other_words("号楼", "单元", "房"),
            old_building=_in_other_words("幢", "单元", "室"),
            hyphens=_in_other_words("-", "-", ""),
        ),
    ),
    "account": (
        *_patterns(*_NUMBERS, "工行~", "~ 建行", "卡号：~（农行）", "ICBC ~", "~.0", "~/工商银行"),
        *_changed(
            wide=_wide,
            sprinkled=_sprinkled,
            groups=_grouped(4, 4, 4, 4, 3),
            hyphens=_grouped(4, 4, 4, 4, 3, by="-"),
        ),
    ),
}
"""By column of the contract; `account` is any column for accounts."""

PAYERS = (
    *_patterns(
        "~", "~本人", "~（本人）", "本人~", "~(工商银行)", "~/建设银行", "~ 62220212", "户名：~"
    ),
    *_patterns(
        "~（身份证1101）",
        "~银行卡",
        "投保人：~",
        "~的工行卡",
        "微信支付-~",
        "~ 代扣",
        "~（农行卡）",
    ),
)
"""What is written around the policyholder's name as the payer's."""

WAYS = (
    *(
        "本人",
        "投保人",
        "同投保人",
        "本人卡",
        "本人银行卡",
        "投保人账户",
        "自缴",
        "银联代扣",
        "微信代扣",
    ),
    *(
        "支付宝",
        "工行代扣",
        "柜面现金",
        "快捷支付",
        "云闪付",
        "银保通",
        "POS机刷卡",
        "建设银行代扣",
        "/",
    ),
    *("现金", "网银转账", "数字人民币", "邮储银行", "医保个人账户", None, None, ""),
)
"""What stands in the payer's cell where no name is written."""

DOCUMENTS: Mapping[str, tuple[Spelling, ...]] = {
    "RESIDENT_ID": (
        *_patterns(
            "身份证~", "身份证：~", "身份证号码 ~", "居民身份证:~", "SFZ~", "~身份证", "ID:~"
        ),
        *_patterns("二代证~", "~（原件）", "身份证（二代）~", "公民身份号码~"),
    ),
    "HKMT_RESIDENCE": tuple(_patterns("居住证~", "港澳台居民居住证：~", "证件~")),
    "HKM_PERMIT": tuple(
        _patterns("~ 02", "~03", "~(01)", "回乡证~", "通行证：~", "港澳居民来往内地通行证~")
    ),
    "TW_PERMIT": tuple(_patterns("~(B)", "~01", "台胞证~", "台湾居民来往大陆通行证:~", "~（A）")),
    "PASSPORT": tuple(_patterns("护照~", "护照号：~", "PASSPORT ~", "Passport No. ~", "~护照")),
    "FOREIGN_PR": tuple(_patterns("永久居留证~", "永久居留身份证：~", "外国人永久居留证 ~")),
    "MILITARY": tuple(_patterns("军官证：~", "~（军官证）")),
    "OTHER": (),
}
"""Words of each kind of document."""

NO_MOBILE = (
    "同投保人",
    "无",
    "没有手机",
    "无电话",
    "未提供",
    "客户不提供",
    "小孩无手机",
    "/",
    "-",
    None,
    "",
)
NO_ADDRESS = ("同投保人", "同上", "与投保人地址一致", "见投保单", "无", None, "")
NO_NUMBER = ("无", "未办理", "待补", "办理中", "小孩无身份证", None, "", "NULL")
NO_RECEIPT = (
    "1900-01-01",
    "0001-01-01",
    "9999-12-31",
    "1970-01-01",
    "1753-01-01",
    None,
    None,
    None,
)
NO_APPLICATION = ("1900-01-01", "0001-01-01", "1753-01-01", "1970-01-01", None)
VALIDITIES = (
    *(
        "长期",
        "9999-12-31",
        "2099.12.31",
        "2016.05.01-2036.05.01",
        "20160501-20360501",
        "2039-01-01",
    ),
    *(
        "1900-01-01",
        "长期有效",
        "2036年5月1日",
        None,
        "",
        "2016-05-01至2036-05-01",
        "2016.05.01-长期",
    ),
)
"""What stands for nothing in a cell that may be empty, or for a term that has not ended."""
