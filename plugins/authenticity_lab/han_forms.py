"""Makes `include/han_forms.yaml` out of the Unicode Character Database and ISO/IEC 10646.

    python -m authenticity_lab.han_forms FOLDER

FOLDER holds `EquivalentUnifiedIdeograph.txt` and `Unihan_Variants.txt` (Debian's package
`unicode-data` brings both). See docs/decisions/0030.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import opencc

from authenticity.settings import INCLUDE

Convert = Callable[[str], str]

PRINTED = (
    "丢丟 争爭 仞仭 併倂 侣侶 俣俁 俞兪 俱倶 值値 偷偸 偽僞 兑兌 兔兎 兖兗 册冊 净凈 "
    "凡凢 凡凣 刃刄 刊刋 删刪 别別 券劵 刹剎 剏剙 剥剝 剑劒 剑劔 匀勻 单単 即卽 卷巻 "
    "參叄 吕呂 吞呑 吴呉 呐吶 告吿 唧喞 喻喩 嘘噓 嚏嚔 国囯 圈圏 圆圎 图圗 巠坙 埒埓 "
    "墍塈 填塡 增増 壮壯 寿夀 敻夐 本夲 奥奧 奖奨 奖奬 妆妝 妍姸 姗姍 姬姫 娱娯 婕媫 "
    "媪媼 孳孶 宫宮 宽寛 宁寜 寝寢 专専 将將 尔尓 尚尙 尪尫 尴尶 屏屛 峥崢 巅巓 带帯 "
    "并幷 厩廏 弑弒 强強 弹弾 录彔 汇彚 彝彛 彝彞 彦彥 德徳 征徴 惠恵 悦悅 误悞 误悮 "
    "悳惪 愠慍 慎愼 戬戩 戏戯 戏戱 户戶 户戸 戾戻 抛拋 拔抜 插挿 插揷 捏揑 搜捜 揭掲 "
    "摇揺 摇搖 揾搵 击撃 教敎 既旣 昂昻 晚晩 暨曁 曾曽 拐枴 拐柺 查査 栅柵 榆楡 概槪 "
    "槙槇 样様 横橫 步歩 岁歳 殁歿 壳殻 毁毀 每毎 氲氳 污汚 没沒 净浄 涉渉 泪涙 渌淥 "
    "清淸 渴渇 温溫 沩溈 沩潙 溉漑 滚滾 潜濳 濑瀬 为爲 茕焭 熙煕 煴熅 状狀 瑶瑤 瓶甁 "
    "产産 瘦痩 皞皡 皞皥 真眞 众眾 众衆 研硏 禄祿 秃禿 税稅 穗穂 筝箏 篡簒 粤粵 绝絕 "
    "绿緑 绪緖 缘縁 缊緼 缊縕 羹羮 翱翶 脱脫 舍舎 铺舗 庄荘 蒋蔣 薰薫 蕴藴 虚虛 蜕蛻 "
    "卫衞 衮袞 装裝 说説 谏諌 谣謡 走赱 迸逬 遥遙 邢郉 郎郞 乡郷 乡鄕 酝醖 酱醤 锐鋭 "
    "录録 炼錬 镇鎭 阅閲 青靑 静靜 韧靭 韧靱 颓頽 颜顔 颠顚 饮飮 饼餠 驮駄 骈騈 高髙 "
    "发髪 斗鬭 斗鬬 凤鳯 麽麼 黄黃 黑黒 "
)
"""Pairs that ISO/IEC 10646, annex S, codes twice only because a source standard did. Left out are
those whose older form is a character of its own today, such as 幺 and 叁."""

REVIEWED = (
    "裴裵 涂凃 富冨 达逹 春旾 国囶 国圀 冰仌 冰氷 曹曺 苏蘓 桑桒 梅楳 耀燿 辉煇 琴琹 年秊 秋穐 "
    "草艸 飙飈 "
    "法灋 泉灥 明眀 松枩 松柗 霞赮 华崋 华蕐 晁鼂 萧肖 傅付 阎闫 戴代"
)
"""Uncertain pairs of names that Unihan does not call variants: older and other forms, and four
family names that the second scheme of simplification (1977) rewrote, and many papers still have."""

_HEADER = """\
# Han characters that are written in more than one way. Made by authenticity_lab/han_forms.py.
# Each pair is the character that counts and another form of it. Sources and decision:
# docs/decisions/0030-forms-of-han-characters.md.
#
# radicals: Equivalent_Unified_Ideograph of the Unicode Character Database {version}: radicals and
# strokes in place of a character, which NFKC leaves alone.
# printed: ISO/IEC 10646, annex S (source separation), and Japanese forms that OpenCC knows.
# uncertain: kSemanticVariant and kZVariant of Unihan {version}, from a character outside of
# GB 2312 to the only one inside, and last a short list of pairs in names that Unihan lacks. Some
# people write one of them on purpose: a difference of these is a warning at most.
#
# Copyright (c) 1991-2022 Unicode, Inc. All rights reserved. Distributed under the Terms of Use in
# https://www.unicode.org/copyright.html. The data were modified: extracts of three properties.
"""

_LINE = re.compile(r"^([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*([0-9A-F]+)", re.MULTILINE)
_VARIANT = re.compile(r"^U\+([0-9A-F]+)\t(?:kSemanticVariant|kZVariant)\t(.*)$", re.MULTILINE)
_IDEOGRAPHS = range(0x4E00, 0xA000)


def main() -> None:
    """Write the file."""
    folder = Path(sys.argv[1])
    equivalents = (folder / "EquivalentUnifiedIdeograph.txt").read_text()
    variants = (folder / "Unihan_Variants.txt").read_text()
    version = re.search(r"-([0-9.]+)\.txt", equivalents)
    simplify = opencc.OpenCC("t2s").convert
    kinds = {
        "radicals": _radicals(equivalents),
        "printed": _printed(simplify),
        "uncertain": chain(_uncertain(variants, simplify), REVIEWED.split()),
    }
    text = _HEADER.format(version=version.group(1) if version else "")
    for kind, pairs in kinds.items():
        lines = textwrap.fill(" ".join(pairs), 114, initial_indent="  ", subsequent_indent="  ")
        text += f"\n{kind}: >-\n{lines}\n"
    (INCLUDE / "han_forms.yaml").write_text(text)


def _radicals(equivalents: str) -> Iterator[str]:
    """Radicals and strokes, but for the Kangxi radicals, which NFKC folds."""
    for first, last, meant in _LINE.findall(equivalents):
        for code in range(int(first, 16), int(last or first, 16) + 1):
            if not 0x2F00 <= code < 0x2FE0:
                yield chr(int(meant, 16)) + chr(code)


def _printed(simplify: Convert) -> Iterator[str]:
    known = {pair[1]: pair[0] for pair in PRINTED.split()}
    old = opencc.OpenCC("jp2t").convert
    for code in _IDEOGRAPHS:
        form = chr(code)
        if not _is_common(form) and old(form) != form:
            known.setdefault(form, simplify(old(form)))
    return (meant + form for form, meant in sorted(known.items()) if simplify(form) != meant)


def _uncertain(variants: str, simplify: Convert) -> Iterator[str]:
    printed = {pair[1] for pair in _printed(simplify)}
    meant: dict[str, set[str]] = {}
    for code, others in _VARIANT.findall(variants):
        one = chr(int(code, 16))
        for other in (chr(int(found, 16)) for found in re.findall(r"U\+([0-9A-F]+)", others)):
            meant.setdefault(one, set()).add(simplify(other))
            meant.setdefault(other, set()).add(simplify(one))
    for form, others in sorted(meant.items()):
        inside = {other for other in others if _is_common(other)}
        is_rare = not _is_common(form) and simplify(form) == form and form not in printed
        if len(inside) == 1 and is_rare and ord(form) in _IDEOGRAPHS:
            yield inside.pop() + form


def _is_common(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


if __name__ == "__main__":
    main()
