"""The second number in a cell for phones: a landline and a mobile, keyed in as one.

Rulebook section 4: a number counts on whatever record it stands. It is compared where the record's
other cell is blank, so that there is a place for it; what is wrong with it is nobody's finding.

>>> read("0755-83572468/13813572468"), read("13813572468"), read("13813572468/801")
('+8613813572468', None, None)
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.values import missing, phone, phone_cell, text
from authenticity.values.phone import Phones, Reading

_SHORTEST = 15
"""Characters: two local numbers and what parts them. Hardly a cell is so long."""


def read(value: str) -> str | None:
    """The second number's E.164; None where there is none, or none that is a person's."""
    return _second(value).canonical


def fill(numbers: Phones, column: pd.Series, other: pd.Series) -> Phones:
    """`numbers` of a column; where that is blank, the second ones in the `other` column's cells."""
    cells = text.arrow(other)
    rows = text.mask_of(pc.greater_equal(pc.utf8_length(cells), _SHORTEST))
    rows[rows] = missing.is_missing(column[rows])
    if not rows.any():
        return numbers
    readings, places = text.per_distinct(cells, rows, _second)
    found = pa.array([reading.canonical for reading in readings], pa.large_string()).take(places)
    canonical = pc.replace_with_mask(text.arrow(numbers.canonical), pa.array(rows), found)
    kind = numbers.kind.copy()
    kind[rows] = np.array([reading.kind for reading in readings], kind.dtype)[places]
    return replace(numbers, canonical=text.series(canonical, column.index), kind=kind)


def _second(value: str) -> Reading:
    """The first of the further numbers that can be compared, and is another one.

    Without its area code a landline is none here: a mobile that lost a digit would pass for one.
    """
    first = phone.read(value)
    for number in phone_cell.numbers(value)[1:]:
        reading = phone.read(number, is_mobile=True)
        if reading.canonical not in (None, first.canonical):
            return reading
    return Reading(None, "", "missing")
