"""Addresses by number, never the same twice: a street, or a village with or without houses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from authenticity_lab.synthetic.arrays import Ints, Mask, Texts, digits
from authenticity_lab.synthetic.pools import Pools
from authenticity_lab.synthetic.regions import Regions

STRIDE = 2_147_483_647
"""A prime beyond every factor of the ranges: neighbouring numbers live far apart."""
HOUSE_NUMBERS, BUILDINGS, UNITS, FLOORS, ROOMS = 600, 40, 5, 30, 4
VILLAGE_PERCENT = 14


@dataclass(frozen=True)
class Addresses:
    """Turns address numbers into text."""

    pool: Pools
    regions: Regions

    def texts(self, numbers: Ints) -> Texts:
        out = self._in_towns(numbers)
        rural = is_village(numbers)
        out[rural] = self._in_villages(numbers[rural])
        return out

    def postcodes(self, numbers: Ints) -> Texts:
        return digits(100_000 + numbers * STRIDE % 700_000)

    def _in_towns(self, numbers: Ints) -> Texts:
        sizes = (len(self.pool.streets), HOUSE_NUMBERS, BUILDINGS, UNITS, FLOORS, ROOMS)
        street, house, building, unit, floor, room = _decode(numbers, sizes)
        place = self.regions.places[numbers * 7919 % len(self.regions.places)]
        front = place + self.pool.streets[street] + digits(house + 1) + "号"
        flat = digits((floor + 1) * 100 + room + 1) + np.where(numbers % 3 == 0, "房", "室")
        block = digits(building + 1) + "栋" + digits(unit + 1) + "单元"
        address: Texts = front + block + flat
        return address

    def _in_villages(self, numbers: Ints) -> Texts:
        sizes = (len(self.pool.villages), len(self.pool.towns), len(self.regions.places))
        village, town, place = _decode(numbers, sizes)
        group = np.where(numbers % 2 == 0, digits(numbers % 11 + 1) + "组", "")
        house = np.where(is_houseless(numbers), "", digits(numbers % 97 + 1) + "号")
        front: Texts = self.regions.places[place] + self.pool.towns[town]
        return front + self.pool.villages[village] + group + house


def is_village(numbers: Ints) -> Mask:
    """One address in seven is a village's."""
    return numbers * 7907 % 100 < VILLAGE_PERCENT


def is_houseless(numbers: Ints) -> Mask:
    """Two villages in three name no house: all who live there have one address."""
    houseless: Mask = is_village(numbers) & (numbers // 2 % 3 > 0)
    return houseless


def _decode(numbers: Ints, sizes: tuple[int, ...]) -> list[Ints]:
    """Spread the numbers over the whole range, then read them as one digit per size."""
    rest = numbers * STRIDE % int(np.prod(sizes, dtype=np.int64))
    out = []
    for size in sizes:
        out.append(rest % size)
        rest = rest // size
    return out
