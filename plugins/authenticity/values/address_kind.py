"""What kind of place an address is: one home, or a place that many unrelated people share.

Whoever lives in a village, on a state farm, in a works, a school or an estate of thousands writes
no more than its name, and a collective household (集体户) has no other address. So only an address
that names a house is one that few people can share (decisions 0018 and 0034).

>>> [kind(v) for v in ("五华县水寨镇大坝村", "龙华区富士康科技园", "天河区天河路12号301")]
['village', 'many', 'town']
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.values import text
from authenticity.values.address_wording import wording

TOWN, VILLAGE, VILLAGE_HOUSE = "town", "village", "village_house"
MANY = "many"
"""A place of many people that names no house: an estate, a works, a collective household."""

DORMITORY = "dormitory"
"""Such a place, and a house in it: its people share it, but a salesperson's own is one home."""

_SURE_HOUSE = (
    "[0-9](栋|座|单元|室|房|楼)|[0-9]号"
    "([^村屯寨营路街大巷公桥井矿线社居小地坝闸渠农林牧渔码工基楼院]|$)"
)
"""A house's number, and no part of a name (5号村, 2号桥)."""

_ROOM = "[0-9A-Z](单元|室|房)|(栋|座|楼|号|门)[0-9]{3,4}|-[0-9]{3,4}([^0-9]|$)|-[0-9]{1,2}-[0-9]"


def kind(address: str) -> str:
    """The kind of one address in its normal form."""
    found: str = kinds(pa.array([address], pa.large_string()))[0].as_py()
    return found


def kinds(addresses: Any) -> Any:
    """The kind of each address of an Arrow column of normal forms; null stays null."""
    words = wording()
    found = np.full(len(addresses), TOWN, dtype=object)
    absent = text.nulls(addresses)
    found[absent] = None
    special = text.matches(addresses, words.special)
    asked = ~absent & (special | ~text.matches(addresses, _SURE_HOUSE))
    found[asked] = _looked_at(addresses.filter(pa.array(asked)))
    return pa.array(found, pa.large_string())


def _looked_at(addresses: Any) -> Any:
    """What is left of an address without the names of roads, divisions and towns says its kind."""
    words = wording()
    named = pc.replace_substring_regex(addresses, words.roads, "0")
    named = pc.replace_substring_regex(named, words.villages_like_districts, "村")
    inside = pc.replace_substring_regex(named, words.no_villages, "0")
    inside = pc.replace_substring_regex(inside, words.named_after_villages, "")
    is_village = text.matches(addresses, words.a_village) & text.matches(inside, words.villages)
    is_village &= ~text.matches(named, words.flat)
    without = pc.replace_substring_regex(addresses, words.not_houses, "")
    has_house = text.matches(without, words.town_house)
    is_dormitory = text.matches(named, words.dormitories)
    is_institution = text.matches(named, words.institution) & ~text.matches(named, _ROOM)
    return np.select(
        [
            text.matches(named, words.collective),
            is_dormitory & has_house,
            is_dormitory,
            is_village & text.matches(without, words.house),
            is_village,
            ~has_house,
            is_institution,
        ],
        [MANY, DORMITORY, MANY, VILLAGE_HOUSE, VILLAGE, MANY, DORMITORY],
        TOWN,
    )
