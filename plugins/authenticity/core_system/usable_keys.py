"""Rows whose key cannot be used: they are set aside and counted, and stop nobody's list.

Without a policy number nothing can be listed; one that is longer than promised, or holds characters
that nobody sees, could not be typed in or found again. Of a text that is no code (a relative's
name) only a missing one counts, because clerks' cells are read, not refused.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from authenticity.core_system import contract
from authenticity.core_system.contract import Table
from authenticity.privacy import classification

_ALL_TAKEN = ("customer_account", "customer_merge")
"""A customer number that is a word for nothing is common, and merges or pays for nobody."""

_UNSEEN = r"[\p{C}\p{Zl}\p{Zp}\x{FFFD}]"
"""Control and format characters, separators of lines, and what stands for broken bytes."""


def usable(rows: pa.Table, table: Table) -> pa.Table:
    """The rows that have a key; the others are left out.

    A part of the key that is an instant may be missing: a call of no readable time is a call.
    """
    if table.name in _ALL_TAKEN or not rows.num_rows:
        return rows
    promised, codes = contract.load()[table.name], classification.load().codes(table.name)
    for column in table.key:
        if table.kinds[column] == "instant":
            continue
        is_good = pc.is_valid(rows[column])
        if table.kinds[column] == "text":
            is_good = pc.and_kleene(is_good, _is_text(rows[column]))
        if column in codes and table.kinds[column] == "text":
            is_good = pc.and_kleene(is_good, _is_code(rows[column], promised.lengths[column]))
        rows = rows.filter(is_good)
    return rows


def _is_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.not_equal(pc.utf8_trim_whitespace(column), "")


def _is_code(column: pa.ChunkedArray, length: int) -> pa.ChunkedArray:
    is_short = pc.less_equal(pc.utf8_length(column), length)
    return pc.and_(is_short, pc.invert(pc.match_substring_regex(column, _UNSEEN)))
