"""Frames of findings: a row a finding, a column a field of `Finding`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from authenticity.findings.finding import COLUMNS, Finding

_NUMBERS = ("party_seq", "cluster_persons")
_LISTS = ("counterpart_policies", "persons")


def frame_of(values: Mapping[str, Any]) -> pd.DataFrame:
    """A frame out of columns by name, or of one value for all rows; what is not given is None."""
    return pd.DataFrame({**dict.fromkeys(COLUMNS), **values}, columns=COLUMNS)


def empty() -> pd.DataFrame:
    """No findings."""
    return pd.DataFrame(columns=COLUMNS)


def findings_of(frame: pd.DataFrame) -> Iterator[Finding]:
    """The findings of a frame, in its order."""
    plain = frame[COLUMNS].astype(object).where(frame[COLUMNS].notna(), None)
    for row in plain.to_dict("records"):
        values = {str(name): value for name, value in row.items()}
        for name in _NUMBERS:
            values[name] = None if values[name] is None else int(values[name])
        for name in _LISTS:
            values[name] = tuple(values[name] or ())
        yield Finding(**values)
