"""Rows of any driver into typed Arrow columns, whatever a clerk or a database put there.

What a clerk keyed in stays as it was keyed; codes lose the spaces around them, and an empty one
is missing, because a view over CHAR columns pads them. A date that nobody can read becomes null
and is counted, so that the ledger shows it; nothing here raises because of a value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from authenticity.core_system.contract import Table
from authenticity.privacy import classification
from authenticity.settings import LOCAL
from authenticity.values import dates, missing, no_date

_LONGEST_TEXT = 2_000
"""The contract's longest column holds 300 characters; a text seven times that is no answer to
any question, and a single 10 MB cell must not fill the memory of the run."""

_OFFSET = r"(?:Z|[+-]\d\d:?\d\d)\s*$"
"""An instant that names its own offset; the others are local."""

_IN_CAPITALS = (".role", ".status", ".kind", ".outcome", ".problem", ".relation")
"""Codes of the contract that are compared with its own words."""

_CUSTOMER_NUMBERS = (
    "party.customer_no",
    "customer_account.customer_no",
    "customer_merge.customer_no",
    "customer_merge.merged_into",
)
"""What joins records: a dummy here would make one customer of everybody who has it."""

_OFTEN_PLACEHOLDERS = (*_CUSTOMER_NUMBERS, "policy.payer_exception_no")
"""Numbers in whose place clerks key in a word for nothing: 无 is no approval of an exception."""

_OF_REGISTERS = (
    "salesperson.qualified_on",
    "agency_staff.valid_from",
    "agency_staff.valid_to",
    "customer_account.valid_from",
    "customer_account.valid_to",
)
"""Dates of which a sentinel says that there is none: never qualified, employed, current. The end
of a term may lie as far ahead as 9999-12-31."""

_MAILBOXES = ("channel.back_office_email", "channel.manager_email", "team.leader_email")
"""Addresses that are written to: one with a line end could add a header or a recipient."""

_CONTROL = r"[\p{C}\p{Zl}\p{Zp}]"
"""Control and format characters, line and paragraph separators."""

_ARROW = {
    "text": pa.string(),
    "date": pa.date32(),
    "instant": pa.timestamp("s"),
    "integer": pa.int64(),
}


@dataclass
class Oddities:
    """What could not be taken as it was: counts by `table.column`, for the ledger."""

    unreadable: Counter[str] = field(default_factory=Counter)
    cut: Counter[str] = field(default_factory=Counter)
    set_aside: Counter[str] = field(default_factory=Counter)
    """Rows by table, left out because their key cannot be used."""


def schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table of the contract."""
    return pa.schema([(column, _ARROW[kind]) for column, kind in table.kinds.items()])


def to_arrow(rows: Iterable[Sequence[Any]], table: Table, oddities: Oddities) -> pa.Table:
    """Rows (in the order of the contract's columns) as an Arrow table of the contract's kinds."""
    columns = list(zip(*rows, strict=True)) or [()] * len(table.kinds)
    codes = classification.load().codes(table.name)
    arrays = [
        _CONVERSIONS["code" if kind == "text" and column in codes else kind](
            values, f"{table.name}.{column}", oddities
        )
        for values, (column, kind) in zip(columns, table.kinds.items(), strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema(table))


def _text(values: Sequence[Any], name: str, oddities: Oddities) -> pa.Array:
    try:
        array = pa.array(values, pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, UnicodeEncodeError):
        array = pa.array([_as_text(value) for value in values], pa.string())
    longest = pa.compute.max(pa.compute.binary_length(array)).as_py() or 0
    if longest > _LONGEST_TEXT:
        oddities.cut[name] += pa.compute.sum(
            pa.compute.greater(pa.compute.utf8_length(array), _LONGEST_TEXT)
        ).as_py()
        array = pa.compute.utf8_slice_codeunits(array, 0, _LONGEST_TEXT)
    return _addresses(array, name, oddities) if name in _MAILBOXES else array


def _addresses(array: pa.Array, name: str, oddities: Oddities) -> pa.Array:
    """An address that could not stand on one line of a mail is missing, and counted."""
    refused = pa.compute.match_substring_regex(array, _CONTROL)
    oddities.unreadable[name] += pa.compute.sum(refused).as_py() or 0
    return pa.compute.if_else(refused, pa.scalar(None, pa.string()), array)


def _code(values: Sequence[Any], name: str, oddities: Oddities) -> pa.Array:
    trimmed = pa.compute.utf8_trim_whitespace(_text(values, name, oddities))
    if name.endswith(_IN_CAPITALS):
        trimmed = pa.compute.utf8_upper(trimmed)
    given = pa.compute.not_equal(trimmed, "")
    if name in _OFTEN_PLACEHOLDERS:
        keyed = pd.Series(trimmed.to_pandas(), dtype="str")
        missed = missing.is_missing(keyed)
        if name in _CUSTOMER_NUMBERS:
            missed |= missing.is_dummy_number(keyed)
        given = pa.compute.and_(given, pa.array(~missed))
    return pa.compute.if_else(given, trimmed, pa.scalar(None, pa.string()))


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _date(values: Sequence[Any], name: str, oddities: Oddities) -> pa.Array:
    texts = pd.Series([_iso(value) for value in values], dtype="str")
    parsed = dates.parse(texts)
    given = texts.notna() & (texts.str.strip() != "")
    oddities.unreadable[name] += int((given.to_numpy(dtype=bool) & np.isnat(parsed)).sum())
    if name in _OF_REGISTERS:
        parsed = no_date.known_days(parsed)
    return pa.array(parsed.astype("datetime64[D]"), pa.date32(), from_pandas=True)


def _iso(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(LOCAL)
    return str(value)[:10] if hasattr(value, "year") else str(value)


def _instant(values: Sequence[Any], name: str, oddities: Oddities) -> pa.Array:
    texts = pd.Series([None if v is None else str(v) for v in values], dtype="str")
    abroad = texts.str.contains(_OFFSET, regex=True, na=False)
    parsed = pd.to_datetime(texts.mask(abroad), errors="coerce", format="ISO8601")
    if abroad.any():
        instants = pd.to_datetime(texts[abroad], errors="coerce", format="ISO8601", utc=True)
        parsed[abroad] = instants.dt.tz_convert(LOCAL).dt.tz_localize(None)
    oddities.unreadable[name] += int((texts.notna() & parsed.isna()).sum())
    return pa.array(parsed.astype("datetime64[s]"), pa.timestamp("s"), from_pandas=True)


def _integer(values: Sequence[Any], name: str, oddities: Oddities) -> pa.Array:
    try:
        return pa.array(values, pa.int64())
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        whole = [_whole(value) for value in values]
        given = zip(values, whole, strict=True)
        oddities.unreadable[name] += sum(
            number is None and not (value is None or value != value) for value, number in given
        )
        return pa.array(whole, pa.int64())


def _whole(value: Any) -> int | None:
    """The whole number that a cell holds, as far as a float tells whole numbers apart."""
    if isinstance(value, bytes) and not value.strip().isdigit():
        value = int.from_bytes(value)  # MariaDB's BIT
    try:
        number = value if isinstance(value, int) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return round(number) if abs(number) < 2**53 else None


_CONVERSIONS = {
    "text": _text,
    "code": _code,
    "date": _date,
    "instant": _instant,
    "integer": _integer,
}
