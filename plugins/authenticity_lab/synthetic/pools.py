"""Names, streets and villages: Faker fills a few thousand, numpy draws from them.

Faker makes some 30 000 pieces a second, an insurer of a million policies needs twenty million.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import chain, product

import numpy as np
import opencc
from faker import Faker

from authenticity_lab.synthetic.arrays import Ints, Texts, between, texts

FAMILY_NAMES, GIVEN_NAMES, STREETS = 3000, 2500, 3000
MINORITY_FIRST = [
    *("阿卜杜拉", "买买提", "艾力", "古丽", "热娜", "迪丽热巴"),
    *("阿依古丽", "扎西", "次仁", "尼玛", "吐尔逊", "帕提古丽"),
]
MINORITY_LAST = [
    *("吐尔逊", "买买提", "艾合买提", "肉孜", "依明", "卡德尔"),
    *("木合塔尔", "多吉", "旺堆", "玉山", "阿不都", "热合曼"),
]
RARE_GIVEN = ["䶮", "㛃", "喆", "堃", "昇㻞", "甯"]
"""Genuine characters outside the common set; no rule may take them for broken ones."""

HAN, TRADITIONAL, LATIN, MINORITY = range(4)


@dataclass(frozen=True)
class Pools:
    """Every name is `left[i] + right[j]`; the bounds say which pieces belong to which group."""

    left: Texts
    right: Texts
    left_bounds: Ints
    right_bounds: Ints
    """By group and sex (men first): begin and end in `right`."""
    streets: Texts
    towns: Texts
    villages: Texts
    companies: Texts

    def draw_left(self, group: Ints, rng: np.random.Generator) -> Ints:
        begin, end = self.left_bounds[group].T
        return between(begin, end, rng)

    def draw_right(self, group: Ints, is_male: np.ndarray, rng: np.random.Generator) -> Ints:
        begin, end = self.right_bounds[group, np.where(is_male, 0, 1)].T
        return between(begin, end, rng)


@cache
def load(seed: int) -> Pools:
    """Fill the pools; equal seeds fill them equally."""
    han, latin = Faker("zh_CN"), Faker("en_US")
    han.seed_instance(seed)
    latin.seed_instance(seed + 1)
    families = [han.last_name() for _ in range(FAMILY_NAMES)]
    men = [han.first_name_male() for _ in range(GIVEN_NAMES)] + RARE_GIVEN
    women = [han.first_name_female() for _ in range(GIVEN_NAMES)]
    old = opencc.OpenCC("s2t").convert
    lefts = [families, [old(name) for name in families]]
    lefts += [[latin.last_name().upper() for _ in range(300)], MINORITY_FIRST]
    rights = [men, women, [old(name) for name in men], [old(name) for name in women]]
    rights += [[" " + latin.first_name_male().upper() for _ in range(300)]]
    rights += [[" " + latin.first_name_female().upper() for _ in range(300)]]
    rights += [["·" + name for name in MINORITY_LAST]] * 2
    return Pools(
        left=texts(list(chain(*lefts))),
        right=texts(list(chain(*rights))),
        left_bounds=_bounds(lefts).reshape(4, 2),
        right_bounds=_bounds(rights).reshape(4, 2, 2),
        streets=texts(sorted({han.street_name() for _ in range(STREETS)})),
        towns=texts(sorted({han.city_name() + "镇" for _ in range(400)})),
        villages=texts(_villages(families)),
        companies=texts([han.company() for _ in range(300)]),
    )


def _bounds(parts: list[list[str]]) -> Ints:
    ends = np.cumsum([len(part) for part in parts])
    return np.column_stack([np.concatenate([[0], ends[:-1]]), ends])


def _villages(families: list[str]) -> list[str]:
    endings = ("家村", "家屯", "家寨", "家围村", "坪村", "塘村", "家庄村")
    return [first + last for first, last in product(sorted(set(families)), endings)]
