"""What a finding says beside its own columns: a dict a row, made by column of a rule's result.

A whole stock's result has half a million rows: values become Python's a column at a time.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

LISTED = 20
"""So many counterpart policies, or codes of a register, fit a line of the problem list; what ends
in `_more` counts the rest."""

_OWN_CODE = {
    "agent_codes": "own_agent_code",
    "agency_codes": "own_agency_code",
    "staff_nos": "own_staff_no",
}
"""Columns with codes of a register, and which column says the one that is the policy's own."""

_DIFFERS = "differs_in_"


def details_of(rows: pa.Table) -> list[dict[str, Any]]:
    """A detail per row: truths only, dates as ISO text, lists in order, differences as one."""
    details: list[dict[str, Any]] = [{} for _ in range(len(rows))]
    for name, values in _columns(rows).items():
        for detail, value in zip(details, values, strict=True):
            if value is not None:
                detail[name] = value
    return details


def _columns(rows: pa.Table) -> dict[str, list[Any]]:
    """What the rows say, by its name in the detail; None where a row says nothing."""
    differing = [name for name in rows.column_names if name.startswith(_DIFFERS)]
    aside = {*differing, *_OWN_CODE.values()}
    said = {name: _said(rows[name]) for name in rows.column_names if name not in aside}
    if differing:
        said["differences"] = _differences(rows.select(differing))
    for name in [name for name in _OWN_CODE if name in said]:
        codes = _own_first(rows, name, said[name])
        said[name] = [each and each[:LISTED] for each in codes]
        said[f"{name}_more"] = [max(0, len(each or ()) - LISTED) or None for each in codes]
    return said


def _said(column: pa.ChunkedArray) -> list[Any]:
    return sorted_lists(column) if pa.types.is_list(column.type) else by_value(column, _plain)


def _plain(value: Any) -> Any:
    if value is False or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value


def _differences(rows: pa.Table) -> list[list[str] | None]:
    """Of columns that say whether something differs, the names of those that say so."""
    names = [
        pc.if_else(pc.fill_null(rows[name], False), f" {name.removeprefix(_DIFFERS)}", "")
        for name in rows.column_names
    ]
    joined = pc.binary_join_element_wise(*names, "")
    return by_value(joined, lambda text: text.split() or None)


def _own_first(rows: pa.Table, name: str, listed: list[list[str] | None]) -> list[list[str] | None]:
    """The codes of a register, and the policy's own before the others."""
    if _OWN_CODE[name] not in rows.column_names:
        return listed
    own_codes = rows[_OWN_CODE[name]].to_pylist()
    return [
        codes and sorted(codes, key=lambda code: code != own)
        for codes, own in zip(listed, own_codes, strict=True)
    ]


def by_value(column: pa.ChunkedArray, convert: Callable[[Any], Any]) -> list[Any]:
    """What becomes of each value of the column; equal values become one object."""
    encoded = column.combine_chunks().dictionary_encode("encode")
    converted = [convert(value) for value in encoded.dictionary.to_pylist()]
    return [converted[place] for place in encoded.indices.to_pylist()]


def sorted_lists(column: pa.ChunkedArray) -> list[list[str] | None]:
    """The lists of a column, each in order and without nulls."""
    lists: list[list[str] | None] = column.to_pylist()
    if pc.list_flatten(column).null_count:
        lists = [each and [value for value in each if value is not None] for each in lists]
    for each in lists:
        if each:
            each.sort()
    return lists


@contextmanager
def uncollected() -> Iterator[None]:
    """Lists and dicts are made by the million and none is garbage: Python's collector, which looks
    through all of them each time that their number has grown, would double the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
