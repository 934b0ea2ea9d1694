"""All numbers in the cells for phones of a few records, by token.

A record's own token is of the first number in a cell, which is what screening compares. What a
correction touches may be the second one, and a number is gone only when no cell has it any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from authenticity.privacy.tokens import tokenise
from authenticity.values import phone, phone_cell

PHONES = ("mobile", "phone")
"""Columns of a party, which rules about phones read together."""

_OF_CELL = "{}_numbers"


def add(parties: Iterable[dict[str, Any]], key: bytes) -> None:
    """Puts the tokens of each cell's numbers beside it; `key` is that of the tokens."""
    places, canonical = [], []
    for party in parties:
        for column in PHONES:
            found = list(_numbers(party.get(column), is_mobile=column == "mobile"))
            places += [(party, _OF_CELL.format(column))] * len(found)
            canonical += found
    tokens = tokenise(pd.Series(canonical, dtype="str"), "phone", key).to_pylist()
    for (party, name), token in zip(places, tokens, strict=True):
        party[name] = party.get(name, frozenset()) | {token}


def read(party: Mapping[str, Any], column: str) -> frozenset[bytes]:
    """Those of a column; of another column, or of a cell without any, none."""
    found: frozenset[bytes] = party.get(_OF_CELL.format(column), frozenset())
    return found


def _numbers(cell: Any, *, is_mobile: bool) -> Iterator[str]:
    """E.164 of what a cell holds, read as screening reads it (`privacy.protect`)."""
    if cell is None:
        return
    readings = [
        phone.read(str(cell), is_mobile=is_mobile),
        *(phone.read(number, is_mobile=True) for number in phone_cell.numbers(str(cell))[1:]),
    ]
    yield from (reading.canonical for reading in readings if reading.canonical is not None)
