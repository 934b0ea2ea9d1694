"""Administrative divisions at the head of an address: province, prefecture, county.

Standard: GB/T 2260, every name since 1980, from python-stdnum's table of county codes. An address
may leave out the province or the prefecture, or their last syllable, say one of them twice, or hold
words of the code table itself.

>>> [read(v) for v in ("广东省广州市荔湾区芳村", "广东广州荔湾区芳村", "荔湾区芳村")]
[('广州荔湾区', 9), ('广州荔湾区', 7), ('广州荔湾区', 3)]
>>> read("北京市市辖区东城区"), read("南京路12号"), read("朝阳区建国路12号")
(('北京东城区', 9), ('', 0), ('朝阳区', 3))
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from stdnum import numdb

from authenticity.values import han

_CODE_TABLE_WORDS = re.compile("市辖区|(?:省|自治区)?直辖县级行政(?:区划|单位)|县(?=..)")
"""They stand in the code table where a prefecture would, and from there in exported addresses."""

_YEARS = re.compile(r"\[[0-9]*-([0-9]*)\]")
_PEOPLES = (
    "藏|彝|苗|侗|土家|布依|蒙古|哈萨克|柯尔克孜|朝鲜|回|傣|景颇|白|壮|哈尼|傈僳|羌|黎|满|维吾尔|各"
)
"""Who is in the name of an autonomous province or prefecture; people leave them out."""

_LAST_SYLLABLE = re.compile(
    f"(?:特别行政区|(?:(?:{_PEOPLES})族|维吾尔|(?<!内)蒙古|柯尔克孜|哈萨克)*自治[州区]|省|市|地区|盟)$"
)
_HEAD = re.compile("(?:[^省市区县旗盟0-9A-Z]*[省市区县旗盟])+")
_REMEMBERED = 100_000
_SHORTEST, _MOST = 2, 8
"""Letters of a name; divisions that an address can say, repeated ones included."""

_NO_NAME_OF_ITS_OWN = 2
"""城区, 郊区, 矿区: so short a name is a district only behind its city."""


@dataclass(frozen=True)
class Division:
    """One division: where it lies, and whether the name lacks its last syllable.

    `prefecture` and `county` are '' for what lies above them; both lack their last syllable.
    """

    province: str
    prefecture: str = ""
    county: str = ""
    is_current: bool = True
    is_short: bool = False


def read(address: str) -> tuple[str, int]:
    """The area that the head of an address names, in one form, and how many letters name it."""
    head = _HEAD.match(address)
    return _read(head[0] if head else address)


def names() -> frozenset[str]:
    """Every name of a division, and of prefectures and provinces the one without last syllable."""
    return frozenset(_by_name())


@lru_cache(_REMEMBERED)
def _read(address: str) -> tuple[str, int]:
    within: list[Division] = []
    end = 0
    for _ in range(_MOST):
        start = end + _length_of(_CODE_TABLE_WORDS, address, end) if within else end
        name, found = _next(address, start, within)
        if not found:
            break
        end, within = start + len(name), found
    if within and (trailing := _length_of(_CODE_TABLE_WORDS, address, end)):
        end += trailing if end + trailing == len(address) else 0
    return _area(within), end


def _length_of(pattern: re.Pattern[str], address: str, start: int) -> int:
    found = pattern.match(address, start)
    return len(found[0]) if found else 0


def _next(address: str, start: int, within: list[Division]) -> tuple[str, list[Division]]:
    """The longest name at a place that lies within what was said before, and what it may mean."""
    for name in _by_beginning().get(address[start : start + _SHORTEST], ()):
        if not address.startswith(name, start):
            continue
        fitting = [each for each in _by_name()[name] if _fits(each, within)]
        if len(name) <= _NO_NAME_OF_ITS_OWN and not within:
            fitting = [each for each in fitting if not each.county]
        fitting = [
            each
            for each in fitting
            if not each.is_short or _goes_on(address, start + len(name), each, within)
        ]
        if fitting:
            return name, fitting
    return "", []


def _fits(one: Division, within: list[Division]) -> bool:
    """Whether a division lies in, or is, one of those before it."""
    return not within or any(
        one.province == said.province
        and (not said.prefecture or one.prefecture in ("", said.prefecture))
        and (not said.county or one.county in ("", said.county))
        for said in within
    )


def _goes_on(address: str, end: int, one: Division, within: list[Division]) -> bool:
    """广州 alone begins 广州路, too: its province before it, or a district behind it, tells."""
    return bool(within) or end == len(address) or bool(_next(address, end, [one])[1])


def _area(within: list[Division]) -> str:
    """One form for all spellings; of several of one name the one that there is today."""
    if not within:
        return ""
    current = [each for each in within if each.is_current] or within
    one = current[0]
    is_one = len({(each.province, each.prefecture) for each in current}) == 1
    over = one.prefecture or _province_names()[one.province]
    return over + one.county if is_one or not one.county else one.county


@cache
def _by_name() -> dict[str, list[Division]]:
    found: dict[str, list[Division]] = defaultdict(list)
    for name, division in _divisions():
        if division not in found[name]:
            found[name].append(division)
    return found


@cache
def _by_beginning() -> dict[str, list[str]]:
    """Names by their first two letters, the longest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(_by_name(), key=len, reverse=True):
        found[name[:_SHORTEST]].append(name)
    return found


@cache
def _province_names() -> dict[str, str]:
    return {
        code: _LAST_SYLLABLE.sub("", han.simplify(says["province"]))
        for _, code, _, says, _ in numdb.get("cn/loc").prefixes
    }


def _divisions() -> Iterator[tuple[str, Division]]:
    for _, province, _, says, entries in numdb.get("cn/loc").prefixes:
        yield from _both_forms(han.simplify(says["province"]), Division(province))
        named = {code: list(_names(entry["county"])) for _, code, _, entry, _ in entries}
        for code, names in named.items():
            over = {short for name, _ in named.get(code[:2] + "00", ()) if (short := _short(name))}
            for name, is_current in names:
                if code.endswith("00"):
                    if short := _short(name):
                        yield from _both_forms(name, Division(province, short))
                    continue
                for prefecture in over or {""}:
                    yield name, Division(province, prefecture, name, is_current)


def _short(name: str) -> str:
    """A prefecture's name without its last syllable; '' for a word of the code table."""
    return "" if _CODE_TABLE_WORDS.fullmatch(name) or name == "县" else _LAST_SYLLABLE.sub("", name)


def _both_forms(name: str, division: Division) -> Iterable[tuple[str, Division]]:
    yield name, division
    short = _LAST_SYLLABLE.sub("", name)
    if name.endswith("自治州"):
        yield f"{short}州", division
    if short != name and len(short) >= _SHORTEST:
        yield short, Division(division.province, division.prefecture, is_short=True)


def _names(said: str) -> Iterator[tuple[str, bool]]:
    """[1983-1984]禄劝县,[1985-]禄劝彝族苗族自治县: every name, and whether it holds today."""
    for part in han.simplify(said).split(","):
        years = _YEARS.match(part)
        yield part[years.end() if years else 0 :], years is None or not years[1]
