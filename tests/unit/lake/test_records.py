from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authenticity.lake.index import records

SCHEMA = pa.schema(
    [
        ("policy_no", pa.string()),
        ("token", pa.binary()),
        ("seq", pa.int16()),
        ("is_live", pa.bool_()),
        ("entered_on", pa.date32()),
    ]
)
LAYOUT = records.Layout(
    {field.name: str(field.type) for field in SCHEMA}, {"policy_no": 20, "token": 16}
)

texts = st.text(st.characters(codec="utf-8"), max_size=5)
row = st.fixed_dictionaries(
    {
        "policy_no": st.none() | texts,
        "token": st.none() | st.binary(max_size=16),
        "seq": st.none() | st.integers(-(2**15), 2**15 - 1),
        "is_live": st.none() | st.booleans(),
        "entered_on": st.none() | st.dates(date(1800, 1, 1), date(2200, 1, 1)),
    }
)


@settings(max_examples=100, deadline=None)
@given(st.lists(row, max_size=12), st.lists(st.integers(0, 11)))
def test_a_row_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, object]], numbers: list[int]
) -> None:
    folder: Path = tmp_path_factory.mktemp("rows")
    batches = pa.Table.from_pylist(rows, SCHEMA).to_batches(max_chunksize=5)
    records.write(folder, batches, LAYOUT)
    wanted = [number for number in numbers if number < len(rows)]
    read = records.read(folder, np.array(wanted, dtype=np.uint32), SCHEMA.names)
    assert read.to_pylist() == [rows[number] for number in sorted(set(wanted))]
    assert read.schema == SCHEMA
