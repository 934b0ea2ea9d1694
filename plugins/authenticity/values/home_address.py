"""One home in any spelling: what addresses are compared by (rulebook section 4, `_address`).

Left out, or put into one form: the province, a city's 市, 室 and 房 behind the flat, the words for
a building (11#, 11号楼, 11栋, 11座), figures in words, and remarks in brackets. Flat by flat: what
tells a neighbour's home apart is kept, so whoever lives next door is not the salesperson.

>>> key("广东省广州市荔湾区芳村大道西12号301房(近地铁)") == key("广东广州荔湾区芳村大道西12号301")
True
>>> key("绿地城11#楼2单元203") == key("绿地城11栋2单元203室") == key("绿地城11-2-203")
True
>>> key("绿地城11栋2单元203") == key("绿地城11栋2单元204")
False
"""

from __future__ import annotations

import re

from authenticity.values import divisions, text
from authenticity.values.address_wording import LONGEST, NUMERAL, compact, wording

_REMARK = re.compile(r"[(\[{<【〔《「](?P<said>[^()\[\]{}<>【】〔〕《》「」]*)[)\]}>】〕》」]")
_BESIDE = re.compile(
    "^(?:靠?近|邻|毗邻|距|离|原|旧称|曾用|即|邮编|邮政编码|电话|手机|联系|收|代收|转|自有|自住|租|出租|本人|家)"
    "|(?:旁边?|对面|附近|隔壁|侧|门口|进|后面|前面|自有|自住|收)$"
)
"""What a remark says: where to go in, who lives there, how to reach them."""
_PART_OF_ADDRESS = re.compile(
    f"[0-9A-Z]|^{NUMERAL}+$|^[东西南北中上下前后左右里外新老旧]{{1,2}}$"
    "|[区期栋座苑园院村组路街巷楼门厅室号城庄屯寨里湾镇乡县市省岗坊段阁轩居邸府]$"
)
"""What may tell one place from another, in brackets: (东区), (3期), (老村)."""
_COUNTRY = re.compile("^(?:中国|中华人民共和国)(?=[^路街道0-9A-Z]{2,8}[省市区])")
_LONG_NUMBER = re.compile("[0-9]{6}|[0-9]-[0-9]{4}")

_IN_WORDS = re.compile(
    f"(?<!{NUMERAL}){NUMERAL}+(?=号楼?$|号[0-9A-Z楼院栋一二三四五六七八九十]|[栋座室]|单元|[楼层][0-9])"
    f"|(?<=[号栋座元楼]){NUMERAL}{{3,}}$"
)
_BUILDING = re.compile("([0-9A-Z])(?:号楼|号院|号|栋|座|楼|弄|门)-?(?=[0-9A-Z])")
_BEFORE_FLAT = re.compile("第(?=[0-9]+[房室户])|(?<=[0-9]号)之(?=[0-9]{3})")
"""12号第301房, 12号之301; 51号之1 is a house of its own."""
_STAIRCASE = re.compile("(-[0-9A-Z]+)单元-?(?=[0-9A-Z])")
_FLAT = re.compile("([0-9A-Z])(?:号楼|号房|号室|号铺|室|房|户|号|栋|座)(?![0-9A-Z])")
_ZEROS = re.compile("(?<![0-9A-Z])0+(?=[1-9])")
_NEARBY = re.compile("(?<=[0-9])(?:室|房|号)?(?:靠?近|邻近|毗邻|附近|旁边|对面|隔壁)[^0-9A-Z]*$")
_DIGITS = {numeral: str(value) for value, numeral in enumerate("零一二三四五六七八九")} | {
    "〇": "0"
}


def key(address: str) -> str:
    """The one form of an address, as keyed in or in its normal form."""
    plain = _COUNTRY.sub("", compact(without_remarks(address)))
    if len(plain) > LONGEST:
        return plain
    if _LONG_NUMBER.search(plain):
        plain = re.sub(wording().no_house_numbers, "", plain) or plain
    area, end = divisions.read(plain)
    return area + _house(plain[end:])


def without_remarks(address: str) -> str:
    """The address without what stands in brackets and tells no place from another: (近地铁)."""
    folded = text.fold(address).upper()
    kept = _REMARK.sub(lambda found: "" if _is_remark(found["said"]) else found[0], folded)
    return kept if kept.strip() else folded


def _is_remark(said: str) -> bool:
    return bool(_BESIDE.search(said)) or not _PART_OF_ADDRESS.search(said)


def _house(rest: str) -> str:
    """Building, staircase and flat as figures with hyphens between them."""
    rest = _NEARBY.sub("", _IN_WORDS.sub(lambda found: _figures(found[0]), rest))
    rest = _BEFORE_FLAT.sub("", rest)
    rest = _STAIRCASE.sub(r"\1-", _BUILDING.sub(r"\1-", rest))
    return _ZEROS.sub("", _FLAT.sub(r"\1", rest))


def _figures(numeral: str) -> str:
    """二十一 is 21, 二零三 is 203.

    >>> [_figures(v) for v in ("十", "二十一", "一百零二", "二零三", "百")]
    ['10', '21', '102', '203', '100']
    """
    if "十" not in numeral and "百" not in numeral:
        return "".join(_DIGITS[letter] for letter in numeral)
    hundreds, has_hundreds, rest = numeral.rpartition("百")
    tens, has_tens, ones = rest.rpartition("十")
    total = 100 * int(_figures(hundreds) or 1) if has_hundreds else 0
    total += 10 * int(_figures(tens.lstrip("零〇")) or 1) if has_tens else 0
    return str(total + int(_figures(ones.lstrip("零〇")) or 0)) if numeral else ""
