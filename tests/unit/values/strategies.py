"""What a clerk, a paste or an attacker may leave in a text column."""

from __future__ import annotations

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

QUICK = settings(max_examples=60, deadline=None, derandomize=True, database=None)

ANYTHING = st.text(st.characters(), max_size=30)
"""Every code point there is, lone surrogates and control characters included."""

HOSTILE = [
    *("\ud800", "\udfff\ud800", "\x00", "\x1b[31m", "\u202e\u200b", "\ufffd", "\U0010ffff"),
    *(" ", "\u3000", "\n\t", "٣" * 18, "①" * 18, "𝟏" * 18, "ﷺ" * 5, "e\u0301" * 9),
    *("9" * 100_000, "张" * 100_000, " " * 100_000, "*" * 100_000, "1 " * 50_000, "-" * 100_000),
    *(
        "张三" + "-" * 100_000,
        "张三" + " 已故" * 30_000,
        "姓名:" * 30_000,
        "(" * 100_000,
        "张)" * 50_000,
    ),
    *("一" * 20_000, "张A" * 30_000, "1转" * 30_000, "村" * 60_000, "A-" * 30_000, "路a@" * 20_000),
    *("", "無", "''", "=1+1", "\\x31", "%s%n", "½", "Ⅷ", "１８", "㊙", "�", "a" * 65_536),
]


def column(values: list[str] | list[str | None]) -> pd.Series:
    """A column as a careless reader makes it: objects, not yet pandas' `str`."""
    return pd.Series(values, dtype=object)


def keyed(alphabet: str, most: int = 24) -> st.SearchStrategy[list[str]]:
    """Columns of text near to a real value, mixed with anything at all."""
    return st.lists(st.text(alphabet, max_size=most) | ANYTHING, min_size=1, max_size=12)
