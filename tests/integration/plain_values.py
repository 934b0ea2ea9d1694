"""Searches everything that a run wrote for values that say who a customer is."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import sqlalchemy as sa
from tests.integration import file_contents
from tests.integration.conftest import House

_SHORTEST = {
    "id_no": 15,
    "mobile": 11,
    "phone": 10,
    "email": 8,
    "address": 24,
    "bank_account": 12,
    "account_no": 12,
}
"""Bytes; shorter values (a placeholder, a birth date in place of a number) occur by chance in
dates and serial numbers."""

_SECRET_COLUMNS = {
    "party": ("id_no", "mobile", "phone", "email", "address"),
    "salesperson": ("id_no", "mobile", "address", "bank_account"),
    "customer_account": ("account_no",),
}


_HEAD = min(_SHORTEST.values())
_BITS = 20


def found_in_plain(house: House) -> dict[str, int]:
    """Per place below the home (or the case store's tables): how many values stand there."""
    by_head: dict[bytes, list[bytes]] = {}
    for value in _values(house):
        by_head.setdefault(value[:_HEAD], []).append(value)
    found = {}
    for name, content in _everything(house):
        hits = _within(content, by_head)
        if hits:
            found[name] = len(hits)
    return found


def _within(content: bytes, by_head: dict[bytes, list[bytes]]) -> set[bytes]:
    """The values in `content`: their first eight bytes are compared as one number at every place.

    A pattern of all values tries each of ten thousands at every digit, which takes minutes; and
    most places are told from a head by twenty bits already.
    """
    heads = np.frombuffer(b"".join(sorted(by_head)), dtype="<u8")
    may_be = np.zeros(1 << _BITS, dtype="bool")
    may_be[_mixed(heads)] = True
    places: list[int] = []
    padded = content + bytes(2 * _HEAD)
    for shift in range(_HEAD):
        size = (len(padded) - shift) // _HEAD
        words = np.frombuffer(padded, dtype="<u8", count=size, offset=shift)
        near = np.flatnonzero(may_be[_mixed(words)])
        places += (near[np.isin(words[near], heads)] * _HEAD + shift).tolist()
    return {
        value
        for place in places
        for value in by_head[content[place : place + _HEAD]]
        if content.startswith(value, place)
    }


def _mixed(words: np.ndarray) -> np.ndarray:
    """Twenty bits of each word that depend on all of its bytes."""
    return (words * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _BITS)


def _values(house: House) -> set[bytes]:
    values = set()
    for table, columns in _SECRET_COLUMNS.items():
        frame = pd.read_sql(sa.text(f"SELECT {', '.join(columns)} FROM {table}"), house.core)
        for column in columns:
            texts = frame[column].dropna().astype("str").str.strip()
            values |= {text.encode() for text in texts if _tells(text, column)}
    assert len(values) > 1_000
    return values


def _tells(text: str, column: str) -> bool:
    """Whether the value says who somebody is: a filler of equal digits is nobody's, and stands in
    the first hash of the audit chain."""
    return len(text.encode()) >= _SHORTEST[column] and len(set(text)) > 1


def _everything(house: House) -> list[tuple[str, bytes]]:
    contents = []
    for folder in (house.home.root, Path(os.environ["AIRFLOW_HOME"])):
        for path, content in file_contents.read(folder).items():
            if house.home.synthetic not in path.parents:
                contents.append((str(path.relative_to(folder)), content))
                if path.suffix == ".parquet":
                    contents.append((f"{path.name} (read)", _readable(path)))
    contents += [(view, house.table(view).to_csv().encode()) for view in _views()]
    return contents


def _readable(path: Path) -> bytes:
    """What an engine without keys can read of a Parquet file, which is compressed on disk."""
    columns = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    readable = []
    for name, *_ in columns:
        try:
            rows = duckdb.sql(f"SELECT DISTINCT \"{name}\" FROM '{path}'").fetchall()
        except duckdb.Error:
            continue
        readable += [str(row[0]) for row in rows]
    return "\n".join(readable).encode()


def _views() -> tuple[str, ...]:
    return ("v_finding", "v_case", "v_case_event", "v_delivery", "v_reconciliation", "v_run")
