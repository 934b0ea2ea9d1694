"""Statements in DuckDB's SQL, as Spark wants them: by sqlglot, and by hand where it falls short.

What cannot be said on Spark with the same meaning is refused, never changed quietly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError, UnsupportedError

from authenticity.lake.engine_errors import explained


class Leaves(Enum):
    """What a statement leaves behind."""

    ANSWER = "answer"
    COLUMNS = "columns"
    VIEW = "view"
    TABLE = "table"
    MORE_ROWS = "more rows"


@dataclass(frozen=True)
class Scan:
    """Parquet files, and the columns that a statement names of them."""

    files: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """A SELECT for Spark, whose rows are to be answered, or kept under `name`.

    Each of the `scans` stands under its name in the text, and so do the tables `before`.
    """

    text: str
    leaves: Leaves = Leaves.ANSWER
    name: str = ""
    columns: tuple[str, ...] = ()
    unless_there: bool = False
    scans: Mapping[str, Scan] = field(default_factory=dict)
    before: tuple[Statement, ...] = ()


@lru_cache(maxsize=512)
def translate(statement: str) -> Statement:
    """The one statement, for Spark. Raises `LakeError` when it cannot be said there."""
    with explained("a statement has no like on Spark", SqlglotError):
        tree = sqlglot.parse_one(statement, read="duckdb")
        if isinstance(tree, exp.Create):
            return _created(tree)
        if isinstance(tree, exp.Insert):
            return _inserted(tree)
        if isinstance(tree, exp.Describe):
            return Statement("", Leaves.COLUMNS, scans=_take_scans(tree, "described"))
        if not isinstance(tree, exp.Query):
            raise UnsupportedError("no SELECT, and nothing that is made of one")
        before, query = _apart(tree)
        return Statement(_text(query), before=before)


def _created(tree: exp.Create) -> Statement:
    if isinstance(tree.this, exp.Schema):
        empty, is_optional = _no_rows(tree.this), bool(tree.args.get("exists"))
        return Statement(_text(empty), Leaves.VIEW, tree.this.this.name, unless_there=is_optional)
    name, query = tree.this.name, tree.expression
    scans = _take_scans(query, name)
    if tree.kind == "VIEW":
        return Statement(_text(query), Leaves.VIEW, name, scans=scans)
    before, query = _apart(query)
    return Statement(_text(query), Leaves.TABLE, name, scans=scans, before=before)


def _inserted(tree: exp.Insert) -> Statement:
    schema, query = tree.this, tree.expression
    if not isinstance(schema, exp.Schema) or not isinstance(query, exp.Query):
        raise UnsupportedError("INSERT without names of columns or without SELECT")
    columns = tuple(column.name for column in schema.expressions)
    name = schema.this.name
    scans = _take_scans(query, name)
    return Statement(_text(query), Leaves.MORE_ROWS, name, columns, scans=scans)


def _text(query: exp.Query) -> str:
    said = query.transform(_said_for_spark)
    return said.sql("spark", comments=False, unsupported_level=ErrorLevel.RAISE)


def _said_for_spark(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.CTE):
        node.set("materialized", None)  # Spark decides that itself
    if isinstance(node, exp.ArrayAgg) and isinstance(node.this, exp.Order):
        raise UnsupportedError("ARRAY_AGG in an order; order what it gives instead")
    return node


def _no_rows(schema: exp.Schema) -> exp.Select:
    columns = [
        exp.alias_(exp.cast(exp.Null(), column.args["kind"]), column.name)
        for column in schema.expressions
    ]
    return exp.select(*columns).where(exp.false())


def _apart(query: exp.Query) -> tuple[tuple[Statement, ...], exp.Query]:
    """The query without the CTEs that are asked more than once, and those as tables before it.

    Spark would compute them anew for each that asks: a chain of such CTEs grows to hundreds of
    joins.
    """
    ctes = {cte.alias: cte.this for cte in query.ctes}
    body = query.copy()
    body.set("with_", None)
    before = []
    for place, (name, inner) in enumerate(ctes.items(), 1):
        later = [*list(ctes.values())[place:], body]
        asked = [table for part in later for table in _tables(part) if table.name == name]
        if len(asked) > 1:
            kept = f"shared_{name}"
            before.append(Statement(_text(_with(inner, ctes)), Leaves.TABLE, kept))
            for table in asked:
                alias = table.alias or name
                table.replace(exp.alias_(exp.to_table(kept), alias, table=True))
    return tuple(before), _with(body, ctes)


def _with(body: exp.Query, ctes: Mapping[str, exp.Query]) -> exp.Query:
    """The body with those of the CTEs that it needs, directly or by one another."""
    needed: list[str] = []
    wanted = {table.name for table in _tables(body)}
    for name in reversed(list(ctes)):
        if name in wanted and ctes[name] is not body:
            needed.insert(0, name)
            wanted |= {table.name for table in _tables(ctes[name])}
    whole = body.copy()
    for name in needed:
        whole = whole.with_(name, ctes[name].copy(), copy=False)
    return whole


def _tables(query: exp.Query) -> list[exp.Table]:
    return list(query.find_all(exp.Table))


def _take_scans(tree: exp.Expr, name: str) -> dict[str, Scan]:
    """Put a name in the place of each `read_parquet`; what was read goes by that name."""
    scans: dict[str, Scan] = {}
    for call in list(tree.find_all(exp.ReadParquet)):
        files = tuple(literal.name for literal in call.expressions[0].expressions)
        select, table = call.find_ancestor(exp.Select), call.parent
        if select is None or table is None:
            raise UnsupportedError("read_parquet outside a SELECT")
        is_described = isinstance(select.parent, exp.Describe)
        columns = () if is_described else _columns(select)
        scan_name = f"{name}_files_{len(scans)}"
        scans[scan_name] = Scan(files, columns)
        table.set("this", exp.to_identifier(scan_name))
    return scans


def _columns(select: exp.Select) -> tuple[str, ...]:
    """What a SELECT wants of its files."""
    items = select.expressions
    if any(item.find(exp.Star) for item in items):
        raise UnsupportedError("SELECT * of files, whose columns may be personal")
    named = [column.name for item in items for column in item.find_all(exp.Column)]
    return tuple(dict.fromkeys(named))
