"""Postal addresses: a normal form for matching, and whether an address names a place at all.

Standard: GB/T 23705-2009 (elements of an address: division, road, number, village, building); the
words are data in `include/contact.yaml`. Rulebook section 4, "address.vague".

>>> validate("廣東省廣州市天河區　天河路１２＃ － ３０１")
'广东省广州市天河区天河路12号301'
>>> [is_vague(v) for v in ("广东省广州市天河区", "广州市天河区天河路", "佛山市南海区里水镇")]
[True, True, True]

A village needs no number, and a housing estate is no district:

>>> [is_vague(v) for v in ("梅州市五华县水寨镇大坝村", "北京市昌平区回龙观社区", "广州市天河小区")]
[False, False, False]

A figure that is no house's makes no address precise: a road's own, a postcode, a phone number.

>>> [is_vague(v) for v in ("茂名市茂南区油城4路", "茂名市525000", "茂名市茂南区油城4路15号")]
[True, True, False]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity import config
from authenticity.settings import INCLUDE
from authenticity.values import han, missing, text
from authenticity.values.text import InvalidValue, Mask

_JOINT = re.compile(r"(?<=[0-9A-Z])[\W_]+(?=[0-9A-Z])")
_PUNCTUATION = re.compile(r"(?![-])[\W_]|(?<![0-9A-Z])-|-(?![0-9A-Z])")
_NUMBER_SIGN = re.compile("(?<=[0-9]) ?#")
_PLAIN = "^[一-龥0-9A-Z-]+$"
_LOOSE_HYPHEN = "(^|[^0-9A-Z])-|-([^0-9A-Z]|$)"
_NUMBER = "[一二三四五六七八九十百](号|弄|栋|室|单元|楼)"
_NUMERAL = "[一二三四五六七八九十百零〇]"
_DOUBTFUL_FIGURES = "[0-9]{6}|[0-9]{3}-[0-9]{4}"
_MAY_BE_A_HOUSE = "[0-9A-Z路街道巷弄-]"
"""Before a figure: 人民路12路北 is house 12, on the north side."""

_ROAD_BY_NUMBER = "([国省县乡]道)[GSXY]?[0-9]{3}$"

_LAST_NUMBER = "(^|[^0-9])[0-9]{1,5}$"
"""A house's; six figures are a postcode, more are a phone number."""


@dataclass(frozen=True)
class Addresses:
    """What the addresses of a column say, one entry a row.

    `canonical` is NA when missing or vague. `kind` of those that are not NA: `town`, or where many
    unrelated people honestly share one address, `village` (which names no house, whatever group),
    `village_house` (which does) or `dormitory` (factories, schools).
    """

    canonical: pd.Series
    is_vague: Mask
    kind: pd.Series


@dataclass(frozen=True)
class _Address:
    shortest: int
    divisions: config.Listed
    not_divisions: config.Listed
    need_a_number: config.Listed
    numbered_roads: config.Listed
    no_house_numbers: config.Listed
    number_labels: config.Listed
    places: config.Listed
    villages: config.Listed
    villages_like_districts: config.Listed
    not_villages: config.Listed
    houses: config.Listed
    flats: config.Listed
    houses_in_words: config.Listed
    not_houses: config.Listed
    roads: config.Listed
    dormitories: config.Listed


@dataclass(frozen=True)
class _File:
    phone: Any
    address: _Address


@dataclass(frozen=True)
class Wording:
    """The address part of `include/contact.yaml` as regular expressions."""

    shortest: int
    divisions_only: str
    not_divisions: str
    ends_open: str
    village: str
    places: str
    named_village: str
    villages: str
    villages_like_districts: str
    numbered_roads: str
    no_house_numbers: str
    doubtful_figures: str
    numbered_house: str
    dormitories: str
    roads: str
    no_villages: str
    named_after_villages: str
    not_houses: str
    house: str
    flat: str


@cache
def wording() -> Wording:
    """The words as the business keeps them."""
    listed = config.load(INCLUDE / "contact.yaml", _File).address
    words = {
        name: "|".join(entry.value for entry in entries)
        for name, entries in vars(listed).items()
        if name != "shortest"
    }
    name = "[^省市区县旗盟0-9A-Z]{1,8}"
    return Wording(
        shortest=listed.shortest,
        divisions_only=f"^({name}({words['divisions']})){{1,4}}$",
        not_divisions=f"({words['not_divisions']})$",
        ends_open=f"({words['need_a_number']})$",
        village=f"({words['villages']}).{{3,}}$",
        places=f"^({name}({words['divisions']}|{words['places']}))+",
        named_village=f"({words['divisions']}|{words['places']}).+({words['villages']})$",
        villages=words["villages"],
        villages_like_districts=words["villages_like_districts"],
        numbered_roads=f"(?<!{_MAY_BE_A_HOUSE})[0-9]+(?={words['numbered_roads']})",
        no_house_numbers=_at_an_end(
            words["no_house_numbers"], words["number_labels"], words["houses"]
        ),
        doubtful_figures=f"{_DOUBTFUL_FIGURES}|[0-9]({words['numbered_roads']})|{_ROAD_BY_NUMBER}",
        numbered_house=f"[0-9]({words['houses']})",
        dormitories=words["dormitories"],
        roads=f"({words['villages']}|{words['dormitories']})({words['roads']})",
        no_villages=f"{words['not_divisions']}|{words['not_villages']}",
        named_after_villages=_named_after(words["villages"], words["divisions"], words["places"]),
        not_houses=words["not_houses"],
        flat=f"[0-9A-Z]({words['flats']})",
        house=f"[0-9A-Z]({words['houses']})|{_LAST_NUMBER}"
        f"|({words['villages']}).*{_NUMERAL}({words['houses_in_words']})",
    )


def _at_an_end(numbers: str, labels: str, houses: str) -> str:
    """Numbers, one or several, first or last in an address, that touch nothing else of a number.

    Behind a road they need a label: 天河路121301 may be house 12.
    """
    first = f"(?:(?:{labels})|(?<![0-9A-Z路街巷弄-])(?<!大道))({numbers})"
    several = f"{first}(-({numbers})|({labels})({numbers}))*"
    return f"^{several}(?![0-9A-Z-]|{houses})|{several}$"


def _named_after(villages: str, divisions: str, places: str) -> str:
    """Divisions and towns in whose names a village's word stands first or last (庄河市, 水寨镇)."""
    letters = "".join(word for word in villages.split("|") if len(word) == 1)
    name = f"({villages})?[^省市区县旗盟0-9A-Z{letters}]{{0,8}}({villages})?"
    return f"^({name}({divisions}|{places}))+"


def compact(value: str) -> str:
    """The normal form: half width, capitals, simplified, no punctuation but between figures."""
    address = han.simplify(text.fold(value)).upper().replace("幢", "栋")
    address = _NUMBER_SIGN.sub("号", address)
    return _PUNCTUATION.sub("", _JOINT.sub("-", address))


def validate(value: str) -> str:
    """The normal form; raises `InvalidValue` (missing, vague)."""
    if not missing.is_valid(value):
        raise InvalidValue("missing")
    if is_vague(value):
        raise InvalidValue("vague")
    return compact(value)


def is_valid(value: str) -> bool:
    """Whether a letter would arrive."""
    return missing.is_valid(value) and not is_vague(value)


def is_vague(value: str) -> bool:
    """Whether the address names no place that can be found; a missing one is not vague."""
    address = compact(value)
    if not missing.is_valid(value):
        return False
    return _is_too_short(address) or not re.search("[^0-9-]", address) or _is_open(address)


def examine(column: pd.Series) -> Addresses:
    """Judge a column: most figures make an address precise, the rest is looked at by value."""
    words = wording()
    absent = missing.is_missing(column)
    addresses = _normal_forms(text.arrow(column))
    vague = text.mask_of(pc.less(pc.utf8_length(addresses), words.shortest))
    vague &= ~text.matches(addresses, words.named_village)
    vague |= ~text.matches(addresses, "[^0-9-]")
    doubtful = ~absent & ~vague & ~text.matches(addresses, words.numbered_house)
    rest = addresses.filter(pa.array(doubtful))
    has_figures = text.matches(rest, "[0-9]")
    doubtful[doubtful] = ~has_figures | text.matches(rest, words.doubtful_figures)
    verdicts, places = text.per_distinct(addresses, doubtful, _is_open)
    vague[doubtful] = np.array(verdicts, bool)[places]
    vague &= ~absent
    kept = pc.if_else(pa.array(absent | vague), pa.scalar(None, pa.large_string()), addresses)
    return Addresses(
        text.series(kept, column.index), vague, text.series(_kinds(kept), column.index)
    )


def _kinds(addresses: Any) -> Any:
    """What is left of an address without the names of roads, divisions and towns says its kind."""
    words = wording()
    looked_for = (words.villages, words.villages_like_districts, words.dormitories)
    wanted = text.matches(addresses, "|".join(looked_for))
    named = pc.replace_substring_regex(addresses.filter(pa.array(wanted)), words.roads, "0")
    named = pc.replace_substring_regex(named, words.villages_like_districts, "村")
    inside = pc.replace_substring_regex(named, words.no_villages, "0")
    inside = pc.replace_substring_regex(inside, words.named_after_villages, "")
    kinds = np.full(len(addresses), "town", dtype=object)
    kinds[text.nulls(addresses)] = None
    kinds[wanted] = np.select(
        [
            text.matches(named, words.dormitories),
            ~text.matches(inside, words.villages) | text.matches(named, words.flat),
            _name_a_house(addresses.filter(pa.array(wanted))),
        ],
        ["dormitory", "town", "village_house"],
        "village",
    )
    return pa.array(kinds, pa.large_string())


def _name_a_house(addresses: Any) -> Mask:
    """Whether addresses in villages go on to a house; a villagers' group is none."""
    words = wording()
    return text.matches(pc.replace_substring_regex(addresses, words.not_houses, ""), words.house)


def _is_too_short(address: str) -> bool:
    words = wording()
    return len(address) < words.shortest and not re.search(words.named_village, address)


def _is_open(address: str) -> bool:
    """Whether an address has no house's figure and is divisions alone, or ends at a road or a town.

    What is left without a postcode or a phone number may be too short, too.
    """
    words = wording()
    kept = re.sub(words.no_house_numbers, "", address)
    plain = _in_words(re.sub(words.villages_like_districts, "村", kept))
    if re.search("[0-9]", plain):
        return False
    if kept != address and _is_too_short(kept):
        return True
    if re.search(words.divisions_only, plain) and not re.search(words.not_divisions, plain):
        return True
    return bool(
        re.search(words.ends_open, plain)
        and not re.search(_NUMBER, plain)
        and not re.search(words.village, re.sub(words.places, "", plain))
    )


def _in_words(address: str) -> str:
    """油城4路 as 油城一路. Not in a village, whose lanes may be all that the post needs."""
    words = wording()
    if re.search(words.villages, re.sub(words.places, "", address)):
        return address
    return re.sub(words.numbered_roads, "一", re.sub(_ROAD_BY_NUMBER, r"\1", address))


def _normal_forms(array: Any) -> Any:
    upper = pc.replace_substring(pc.ascii_upper(array), "幢", "栋")
    plain = text.matches(upper, _PLAIN) & ~text.matches(upper, _LOOSE_HYPHEN)
    plain &= ~han.has_traditional(upper)
    odd = ~plain & ~text.nulls(array)
    return text.replace(pc.if_else(pa.array(plain), upper, array), odd, compact)
