"""The SQL is written once: a national insurer's whole-stock check runs on Spark."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

import pytest
import sqlglot
from tests.sql.case_tables import LIST_DATE, connect

from authenticity.lake.views import day_views
from authenticity.rules import catalogue
from authenticity.screening import engine, pipeline
from authenticity.screening.sql import PHASES, STATEMENTS, reads, render
from authenticity.settings import PROJECT

FILES = {path.stem: path for path in sorted(STATEMENTS.glob("*/*.sql"))}
MACROS = {name for name, path in FILES.items() if path.read_text(encoding="utf-8")[0] == "{"}
RULES = [name for name, path in FILES.items() if path.parent.name == "rules" and name not in MACROS]
STEPS = [name for name in FILES if name not in {*RULES, *MACROS}]
LAKE = sorted(path.stem for path in day_views.VIEWS.glob("*.sql"))
HEADER = ("Grain", "Reads", "Params", "Rules")

LINTER = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["sqlfluff"]
STAND_INS: dict[str, Any] = LINTER["templater"]["jinja"]["context"]
"""What the linter puts in the place of names that differ from call to call: tables of steps are
called by the file that makes them. The one list of them."""


OTHERWISE: dict[str, dict[str, Any]] = {
    "record": {"extends": False},
    "block": {"extends": False},
    "group_policy": {"columns": []},
}
"""Steps that are run in a second way, on other tables."""


def rendered(name: str, **other: Any) -> str:
    """A step as it would be run; of the lake it reads the tables that its header names."""
    lake = [table for table in reads(name) if table.startswith(("earlier_", "recorded_"))]
    own = {"recorded": lake[0]} if lake else {}
    return render(name, **STAND_INS | own | other)


@cache
def statements() -> dict[str, str]:
    """Every statement as it would be run, by file."""
    rules = {
        f"screening/{name}": engine.statement(
            name, engine.bound(catalogue.load().rule(name), LIST_DATE)
        )
        for name in RULES
    }
    steps = {f"screening/{name}": rendered(name) for name in STEPS}
    return (
        rules
        | steps
        | {f"lake/{name}": (day_views.VIEWS / f"{name}.sql").read_text() for name in LAKE}
    )


@pytest.mark.parametrize("dialect", ["spark", "postgres"])
@pytest.mark.parametrize("name", statements())
def test_every_statement_transpiles(name: str, dialect: str) -> None:
    sql = statements()[name]
    (translated,) = sqlglot.transpile(
        sql, read="duckdb", write=dialect, unsupported_level=sqlglot.ErrorLevel.RAISE
    )
    assert sqlglot.parse_one(translated, read=dialect) is not None


@pytest.mark.parametrize("name", statements())
def test_every_statement_says_what_it_is(name: str) -> None:
    comments = [line for line in statements()[name].splitlines() if line.startswith("-- ")]
    for word in HEADER:
        assert any(re.match(rf"-- {word}: \S", line) for line in comments), word


def test_an_untranslatable_statement_would_be_noticed() -> None:
    with pytest.raises(sqlglot.errors.SqlglotError):
        sqlglot.transpile("SELECT FROM WHERE", read="duckdb", write="spark")


def test_every_rule_file_is_a_rule_of_the_catalogue_and_the_other_way_round() -> None:
    enabled = {rule.code for rule in catalogue.load() if rule.kind == "screening" and rule.enabled}
    assert enabled <= set(RULES)
    assert set(RULES) <= {rule.code for rule in catalogue.load()}


def test_no_statement_has_a_value_of_its_own_for_a_threshold() -> None:
    for name, sql in statements().items():
        assert "2026" not in sql, name
    assert "$persons_from" in statements()["screening/suspicious.shared_phone"]


def test_a_statement_has_its_name_to_itself_in_the_folder_of_its_phase() -> None:
    files = list(STATEMENTS.rglob("*.sql"))
    assert {path.parent for path in files} == {STATEMENTS / phase for phase in PHASES}
    assert len(files) == len(FILES)
    assert len(RULES) >= 3


def tables_of(sql: str) -> set[str]:
    """What a statement names after FROM and JOIN, its own CTEs left out."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    own = {cte.alias for cte in tree.find_all(sqlglot.exp.CTE)}
    return {table.name for table in tree.find_all(sqlglot.exp.Table)} - own


@pytest.mark.parametrize("name", [*RULES, *STEPS])
def test_a_header_names_what_its_statement_reads(name: str) -> None:
    named = tables_of(statements()[f"screening/{name}"])
    if name in OTHERWISE:
        named |= tables_of(rendered(name, **OTHERWISE[name]))
    assert named == set(reads(name))


def test_whatever_a_statement_reads_is_made_somewhere() -> None:
    connection = connect({})
    shown = {
        row[0]
        for row in connection.execute(
            "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views()"
        ).fetchall()
    }
    made = {*STEPS, *pipeline.SEVERAL, *pipeline.IN_PYTHON, *shown}
    assert {table for name in [*RULES, *STEPS] for table in reads(name)} <= made
    assert set(pipeline.SEVERAL.values()) <= set(STEPS)
