"""Statements of `include/sql/screening/`: rendered by Jinja, values bound, run on either engine.

A statement stands in the folder of its phase: `blocking` (which numbers are worth comparing),
`records` (whose records they are), `persons` (who is who) or `rules`. Its name is its own in all
four, so nobody who renders it says the phase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import jinja2
import pandas as pd
import pyarrow as pa

from authenticity.errors import ConfigurationError
from authenticity.lake.connection import Connection
from authenticity.lake.index.lookup_key import LookupKey
from authenticity.lake.index.row_lookup import rows_with
from authenticity.settings import INCLUDE

STATEMENTS = INCLUDE / "sql" / "screening"
PHASES = ("blocking", "records", "persons", "rules")
"""In the order in which they are run; a folder each."""

_PARAMETER = re.compile(r"\$([a-z]\w*)")
_READS = re.compile(r"^-- Reads: (.*?)\n-- Params:", re.MULTILINE | re.DOTALL)

_jinja = jinja2.Environment(
    loader=jinja2.FileSystemLoader([STATEMENTS / phase for phase in PHASES]),
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # noqa: S701 SQL, not HTML; only our own identifiers are rendered
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(name: str, **identifiers: object) -> str:
    """The text of `<name>.sql`; an identifier that the file wants and nobody gives is an error."""
    try:
        return _jinja.get_template(f"{name}.sql").render(identifiers)
    except jinja2.TemplateNotFound:
        raise ConfigurationError(
            f"there is no include/sql/screening/rules/{name}.sql; add it or switch the rule off"
        ) from None
    except jinja2.TemplateError as problem:
        raise ConfigurationError(f"include/sql/screening, {name}.sql: {problem}") from None


def reads(name: str) -> tuple[str, ...]:
    """The tables that the statement's header says it reads; none when there is no such file."""
    for phase in PHASES:
        path = STATEMENTS / phase / f"{name}.sql"
        if path.exists():
            return read_by(path.read_text(encoding="utf-8"))
    return ()


@cache
def read_by(text: str) -> tuple[str, ...]:
    """The tables that a header says its statement reads, in the header's order."""
    found = _READS.search(text)
    return tuple(found[1].replace("\n--", "").replace(",", " ").split()) if found else ()


def select(
    connection: Connection, statement: str, values: Mapping[str, Any] | None = None
) -> pa.Table:
    """What one statement selects, binding those of the `values` that it names."""
    wanted = set(_PARAMETER.findall(statement))
    missing = wanted - set(values or {})
    if missing:
        raise ConfigurationError(f"a screening statement wants the parameter {min(missing)}")
    bound = {name: (values or {})[name] for name in wanted}
    return _alike(connection.sql(statement, params=bound).to_arrow_table())


def make_table(connection: Connection, name: str, statement: str) -> None:
    """Keep the rows of a statement for the statements after it, on this connection only."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {statement}")


def make_view(connection: Connection, name: str, statement: str) -> None:
    """Give a statement a name for the statements after it, where keeping its rows costs more."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {statement}")


def make_step_table(
    connection: Connection, step: str, source: str, sought: list[LookupKey], columns: Iterable[str]
) -> None:
    """Keep what the step's statement makes of the rows of `source` that hold a sought value."""
    recorded = rows_with(connection, source, sought, list(columns), f"{step}_row")
    make_table(connection, step, render(step, recorded=recorded))


def make_party_table(
    connection: Connection, table: str, sought: list[LookupKey], wanted: Iterable[str]
) -> None:
    """Keep who stands now on the records of the lake that hold a sought value."""
    listed = list(wanted)
    columns = list(dict.fromkeys([*listed, *(each.column for each in sought)]))
    recorded = rows_with(connection, "recorded_party", sought, columns, f"{table}_row")
    statement = render("current_party", recorded=recorded, keys=sought, wanted=listed)
    make_table(connection, table, statement)


def keep_frame(connection: Connection, name: str, frame: pd.DataFrame) -> None:
    """Keep a frame as a table for the statements after it, on this connection only."""
    connection.register("handed_over", frame)
    make_table(connection, name, "SELECT * FROM handed_over")
    connection.unregister("handed_over")


def _alike(rows: pa.Table) -> pa.Table:
    """The rows in types that do not tell which engine they come from."""
    kinds = [_plain(kind) for kind in rows.schema.types]
    return rows.cast(pa.schema(zip(rows.column_names, kinds, strict=True)))


def _plain(kind: pa.DataType) -> pa.DataType:
    """DuckDB adds up in 128 bits, in Arrow a decimal; Spark says of a list that it has no nulls."""
    if pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0):
        return pa.int64()
    return pa.list_(kind.value_type) if pa.types.is_list(kind) else kind
