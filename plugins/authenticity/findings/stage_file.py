"""Findings on their way from the stage that made them to the case store, one file a stage.

They lie beside the partitions, so that a step that dies is run again without its predecessors.
Nothing in them is readable: details come masked, persons as digests of their labels.
Structure is kept as JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from authenticity import files
from authenticity.errors import LakeError
from authenticity.findings.finding import COLUMNS, STRUCTURES, Finding
from authenticity.findings.frames import findings_of

_TYPES = {
    "date": pa.date32(),
    "int | None": pa.int64(),
}
"""Arrow's types by annotation of the field; text of every other, structures as JSON."""

SCHEMA = pa.schema(
    [(each.name, _TYPES.get(str(each.type), pa.string())) for each in fields(Finding)]
)


def write(lake: Path, list_date: date, stage: str, findings: pd.DataFrame) -> None:
    """Keep the findings of `stage` for `list_date`, replacing what it found before."""
    plain = findings.reindex(columns=COLUMNS)
    texts = {name: [_text(value) for value in plain[name]] for name in STRUCTURES}
    columns = [
        pa.array(texts[field.name], field.type)
        if field.name in texts
        else _column(plain[field.name], field.type)
        for field in SCHEMA
    ]
    with files.draft(_path(lake, list_date, stage)) as draft:
        pq.write_table(pa.Table.from_arrays(columns, schema=SCHEMA), draft)


def read(lake: Path, list_date: date, stage: str) -> pd.DataFrame:
    """The findings of `stage` for `list_date`; `LakeError` when that stage has not run."""
    path = _path(lake, list_date, stage)
    if not path.exists():
        raise LakeError(f"stage {stage} has left no findings for {list_date}; run it first")
    table = pq.read_table(path)
    if table.schema.names != COLUMNS:
        raise LakeError(
            f"stage {stage} has left findings of another version for {list_date}; run it again"
        )
    frame: pd.DataFrame = table.to_pandas()
    for name in STRUCTURES:
        texts = frame[name].astype(object)
        frame[name] = pd.Series([_structure(text) for text in texts], texts.index, dtype=object)
    return frame


def findings(lake: Path, list_date: date, stage: str) -> Iterator[Finding]:
    """The findings of `stage` for `list_date`, one by one."""
    return findings_of(read(lake, list_date, stage))


def _column(values: pd.Series, kind: pa.DataType) -> pa.Array:
    plain = values.astype(object).where(values.notna(), None)
    if pa.types.is_integer(kind):
        return pa.array([None if v is None else int(v) for v in plain], kind)
    return pa.array(list(plain), kind)


def _text(value: object) -> str | None:
    """JSON of a structure; whatever else stands there (None, NaN) means that there is none."""
    if not isinstance(value, list | tuple | dict):
        return None
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _structure(text: object) -> Any:
    return json.loads(text) if isinstance(text, str) else None


def _path(lake: Path, list_date: date, stage: str) -> Path:
    return lake / "findings" / f"list_date={list_date}" / f"{stage}.parquet"
