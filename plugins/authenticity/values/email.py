"""E-mail addresses.

Standard: RFC 5321 and RFC 6531 (letters of any script). A loose test: an odd address that works is
common, and a wrong one is only a warning.

>>> validate(" Ｚhang.San@QQ.com "), is_valid("zhang.san@qq"), is_valid("zhang san@qq.com")
('zhang.san@qq.com', False, False)
"""

# ruff: noqa: A005 - the plugin loader, which would import this under its bare name, is kept out

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.values import missing, text
from authenticity.values.text import InvalidValue, Mask

LONGEST = 254
"""Characters (RFC 5321, erratum 1690)."""

_SHAPE = re.compile(r"[^@\s,;<>()\"]+@(?:[^@\s.,;<>()\"]+\.)+[^@\s.,;<>()\"0-9]{2,}")
_CLEAN = r"^[0-9A-Za-z._+-]{1,64}@([0-9A-Za-z-]+\.){1,8}[A-Za-z]{2,20}$"


@dataclass(frozen=True)
class Emails:
    """What the addresses of a column are, one entry a row; a missing one is not invalid."""

    canonical: pd.Series
    is_invalid: Mask


def compact(value: str) -> str:
    """Half width, lower case: no provider tells capitals apart, whatever the standard allows."""
    return text.fold(value).lower()


def validate(value: str) -> str:
    """The address in lower case; raises `InvalidValue` (missing, format)."""
    if not missing.is_valid(value):
        raise InvalidValue("missing")
    address = compact(value)
    if len(address) > LONGEST or not _SHAPE.fullmatch(address):
        raise InvalidValue("format")
    return address


def is_valid(value: str) -> bool:
    """Whether mail can be sent there."""
    try:
        return bool(validate(value))
    except InvalidValue:
        return False


def examine(column: pd.Series) -> Emails:
    """Judge a column; unusual addresses once per distinct value."""
    array = text.arrow(column)
    absent = missing.is_missing(column)
    short = text.mask_of(pc.less_equal(pc.binary_length(array), LONGEST))
    clean = text.matches(array, _CLEAN) & short & ~absent
    canonical = pc.if_else(pa.array(clean), pc.ascii_lower(array), array)
    canonical = text.replace(canonical, ~clean & ~text.nulls(array), _canonical)
    invalid = text.nulls(canonical) & ~absent
    return Emails(text.series(canonical, column.index), np.asarray(invalid, bool))


def _canonical(value: str) -> str | None:
    try:
        return validate(value)
    except InvalidValue:
        return None
