"""The Parquet files of a table in some partitions, as one view that says when each row came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from authenticity.lake.connection import Connection
from authenticity.lake.partitions import table_files
from authenticity.lake.views import known_days
from authenticity.lake.views.readable_columns import DELTA_TABLES, TODAYS_OWN, names

SMALL = 4_000_000
"""Bytes that are read in some hundredths of a second. Each statement that names a view opens all of
its files to be planned, and a list has some sixty statements."""


def create(
    connection: Connection,
    name: str,
    table: str,
    columns: str,
    partitions: Iterable[Path | None],
    numbered: bool = False,
    held: int = 0,
) -> None:
    """The table's files in these partitions as one view, each row with `recorded_on`.

    When `numbered`, also with `row_no`, its place in the file. Files of no more than `held` bytes
    are read now, and are a table.
    """
    number, option = (", file_row_number AS row_no", ", file_row_number = true")
    if not numbered:
        number = option = ""
    listed = ", ".join(names(columns))
    scanned = {folder: _files(folder, table) for folder in partitions if folder}
    scanned = {folder: files for folder, files in scanned.items() if files}
    if not scanned:
        also = ", row_no BIGINT" if numbered else ""
        connection.execute(f"CREATE TEMP TABLE {name} ({columns}, recorded_on DATE{also})")
    elif sum(file.stat().st_size for files in scanned.values() for file in files) <= held:
        connection.execute(f"CREATE TEMP TABLE {name} AS {_at_once(listed, scanned)}")
    else:
        parts = [
            f"SELECT {listed}, {_stamped(folder)}{number} FROM {_scan(files, option)}"  # noqa: S608 our own names
            for folder, files in scanned.items()
        ]
        connection.execute(f"CREATE TEMP VIEW {name} AS {' UNION ALL '.join(parts)}")


def create_todays(connection: Connection, table: str, today: Path) -> None:
    """The list date's own rows as a table, with the columns that are asked of them alone."""
    whole = ", ".join(filter(None, (DELTA_TABLES[table], TODAYS_OWN.get(table))))
    files = _files(today, table)
    if not files:
        connection.execute(f"CREATE TEMP TABLE todays_{table} ({whole}, recorded_on DATE)")
        return
    held = {row[0] for row in connection.execute(f"DESCRIBE FROM {_scan(files)}").fetchall()}
    own = [column.split() for column in TODAYS_OWN.get(table, "").split(",") if column]
    listed = [name if name in held else f"CAST(NULL AS {kind}) AS {name}" for name, kind in own]
    latest = f"DATE {_quoted(recorded_on(today))}"
    known = [known_days.selected(table, name, latest) for name in names(DELTA_TABLES[table])]
    columns = ", ".join([*known, *listed, _stamped(today)])
    connection.execute(
        f"CREATE TEMP TABLE todays_{table} AS SELECT {columns} FROM {_scan(files)}"  # noqa: S608 our own names
    )


def recorded_on(partition: Path) -> str:
    """The day in a partition's name; what may follow it marks a draft."""
    return partition.name.partition("=")[2].partition(".")[0]


def _files(partition: Path, table: str) -> list[Path]:
    return table_files.of(partition, table)


def _at_once(listed: str, scanned: Mapping[Path, list[Path]]) -> str:
    """One scan of many small files: planned once, where a scan each is planned each."""
    days = {file: recorded_on(folder) for folder, files in scanned.items() for file in files}
    of_file = ", ".join(f"{_quoted(str(file))}: DATE {_quoted(day)}" for file, day in days.items())
    scan = _scan(days, ", filename = true")
    return f"SELECT {listed}, MAP {{{of_file}}}[filename] AS recorded_on FROM {scan}"  # noqa: S608 our own names


def _scan(files: Iterable[Path], option: str = "") -> str:
    listed = ", ".join(_quoted(str(file)) for file in files)
    return f"read_parquet([{listed}], hive_partitioning = false{option})"


def _stamped(partition: Path) -> str:
    return f"DATE {_quoted(recorded_on(partition))} AS recorded_on"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
