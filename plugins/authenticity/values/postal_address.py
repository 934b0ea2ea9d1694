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
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.values import address_kind, divisions, han, home_address, missing, text
from authenticity.values.address_wording import LABEL, LONGEST, ROAD_BY_NUMBER, compact, wording
from authenticity.values.text import InvalidValue, Mask

_PLAIN = "^[一-龥0-9A-Z-]+$"
_LOOSE_HYPHEN = "(^|[^0-9A-Z])-|-([^0-9A-Z]|$)"
_BRACKET = r"[(（\[［【{｛<＜〔《「]"
_NUMBER = "[一二三四五六七八九十百](号|弄|栋|室|单元|楼)"
_TOWN = re.compile("[镇乡].")
_WORDS_FOR_NOTHING = 24
"""Letters of the longest way to say nothing: XX镇XX村XX组XX号XX室, 无详细地址待补充."""

_SECTION = re.compile("(?<=[路街道线环])([东西南北中]?)第?[0-9]{1,2}(?=段)")


@dataclass(frozen=True)
class Addresses:
    """What the addresses of a column say, one entry a row.

    `canonical` is NA when missing or vague; `kind` (see `address_kind`) and `home`, what addresses
    are compared by (see `home_address`), are then NA, too.
    """

    canonical: pd.Series
    is_vague: Mask
    keyed: pd.Series

    @cached_property
    def kind(self) -> pd.Series:
        """Town, village, …: who may honestly share the address."""
        kinds = address_kind.kinds(text.arrow(self.canonical))
        return text.series(kinds, self.canonical.index)

    @cached_property
    def home(self) -> pd.Series:
        """One form for all spellings of one home."""
        addresses = text.arrow(self.canonical)
        remarked = text.matches(text.arrow(self.keyed), _BRACKET) & ~text.nulls(addresses)
        if remarked.any():
            keyed = text.arrow(self.keyed).filter(pa.array(remarked))
            addresses = pc.replace_with_mask(addresses, pa.array(remarked), keyed)
        homes = text.replace(addresses, ~text.nulls(addresses), home_address.key)
        return text.series(homes, self.canonical.index)


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
    return Addresses(text.series(kept, column.index), vague, text.as_text(column))


def _is_too_short(address: str) -> bool:
    words = wording()
    return len(address) < words.shortest and not re.search(words.named_village, address)


def _is_open(address: str) -> bool:
    """Whether an address has no house's figure and is divisions alone, or ends at a road or a town.

    What is left without a postcode or a phone number may be too short, too, and what is left
    without the divisions may say nothing.
    """
    words = wording()
    if len(address) > LONGEST:
        return False
    kept = re.sub(words.no_house_numbers, "", address)
    behind = kept[divisions.read(kept)[1] :]
    if _says_nothing(behind):
        return True
    plain = _in_words(re.sub(words.villages_like_districts, "村", kept))
    if re.search("[0-9]", plain):
        return False
    if kept != address and _is_too_short(kept):
        return True
    if _is_divisions_alone(plain, behind):
        return True
    return bool(
        re.search(words.ends_open, plain)
        and not re.search(_NUMBER, plain)
        and not re.search(words.village, re.sub(words.places, "", plain))
    )


def _is_divisions_alone(address: str, behind: str) -> bool:
    """Whether an address ends at a city or a county; behind a town such a name is a hamlet's."""
    words = wording()
    return (
        not _TOWN.search(behind)
        and re.search(words.divisions_only, address) is not None
        and not re.search(words.not_divisions, address)
    )


def _says_nothing(behind: str) -> bool:
    """Whether behind the divisions there is nothing, a word for it, or a road without a name."""
    words = wording()
    if len(behind) > _WORDS_FOR_NOTHING:
        return False
    return (
        re.search(words.nothing_said, behind) is not None
        or re.search(words.nameless, behind) is not None
        or not missing.is_valid(behind)
    )


def _in_words(address: str) -> str:
    """油城4路 as 油城一路. Not in a village, whose lanes may be all that the post needs."""
    words = wording()
    if re.search(words.villages, re.sub(words.places, "", address)):
        return address
    address = _SECTION.sub(r"\1一", address)
    return re.sub(words.numbered_roads, "一", re.sub(ROAD_BY_NUMBER, r"\1", address))


def _normal_forms(array: Any) -> Any:
    upper = pc.replace_substring(pc.ascii_upper(array), "幢", "栋")
    plain = text.matches(upper, _PLAIN) & ~text.matches(upper, _LOOSE_HYPHEN)
    plain &= ~han.has_traditional(upper) & ~text.matches(upper, LABEL)
    odd = ~plain & ~text.nulls(array)
    return text.replace(pc.if_else(pa.array(plain), upper, array), odd, compact)
