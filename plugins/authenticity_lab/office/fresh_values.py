"""Values that nobody in the synthetic insurer has yet: a person's true data, one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from authenticity_lab.synthetic import identifiers, pools, regions
from authenticity_lab.synthetic.addresses import Addresses, is_houseless, is_village

_SEED = 7
_COUNTY = 440106
"""A county code that has been in use since the first numbers were issued."""

_PREFIX = 19_700_000_000
"""The synthetic insurer gives out no mobiles of this prefix."""


@dataclass
class FreshValues:
    """Draws by a running number, so that equal runs give equal values."""

    serial: int = 0

    def mobile(self) -> str:
        """A mobile without a run of equal or climbing digits."""
        while True:
            self.serial += 1
            tail = self.serial * identifiers.STRIDE % 10**8
            number = str(_PREFIX + tail)
            if not any(number[at] * 4 == number[at : at + 4] for at in range(8)):
                return number

    def account(self) -> str:
        """A bank card beyond those that the insurer has."""
        self.serial += 1
        return str(identifiers.account_numbers(np.array([900_000_001 + self.serial * 10]))[0])

    def address(self) -> str:
        """A flat in a town."""
        while True:
            self.serial += 1
            number = np.array([800_000_000 + self.serial])
            if not (is_village(number) | is_houseless(number))[0]:
                found = Addresses(pools.load(_SEED), regions.load())
                return str(found.texts(number)[0])

    def name(self) -> str:
        self.serial += 1
        pool = pools.load(_SEED)
        family = pool.left[self.serial * 37 % pools.FAMILY_NAMES]
        return f"{family}{pool.right[self.serial * 91 % pools.GIVEN_NAMES]}"

    def birth_date(self) -> date:
        self.serial += 1
        return date(1960, 1, 1) + timedelta(days=self.serial * 97 % 12_000)

    def resident_id(self, born: date, sex: str) -> str:
        """A resident number of that birth date and sex."""
        self.serial += 1
        order = self.serial * 2 % 998 + (1 if sex == "M" else 2)
        stem = (_COUNTY * 10**8 + int(f"{born:%Y%m%d}")) * 1000 + order
        return str(identifiers.resident_numbers(np.array([stem]))[0])
