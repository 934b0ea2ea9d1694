"""The SQL is written once: a national insurer's whole-stock check runs on Spark."""

from __future__ import annotations

import re
from functools import cache

import pytest
import sqlglot
from tests.sql.case_tables import LIST_DATE

from authenticity.lake.index.lookup_key import LookupKey
from authenticity.lake.views import day_views
from authenticity.rules import catalogue
from authenticity.screening import engine
from authenticity.screening.attributes import PARTY_ATTRIBUTES
from authenticity.screening.sql import PHASES, STATEMENTS, render

FILES = {path.stem: path for path in sorted(STATEMENTS.glob("*/*.sql"))}
MACROS = {name for name, path in FILES.items() if path.read_text(encoding="utf-8")[0] == "{"}
RULES = [name for name, path in FILES.items() if path.parent.name == "rules" and name not in MACROS]
STEPS = [name for name in FILES if name not in {*RULES, *MACROS}]
LAKE = sorted(path.stem for path in day_views.VIEWS.glob("*.sql"))
HEADER = ("Grain", "Reads", "Params", "Rules")

ANY_STEP = {
    "attribute": "phone",
    "columns": PARTY_ATTRIBUTES["phone"],
    "recorded": "earlier_party",
    "sought": "sought_number",
    "numbers": "sought_number",
    "keys": [LookupKey("mobile_token", "sought_number", "number_token")],
    "by": LookupKey("account_token", "open_account", "number_token"),
    "also": ["mobile_token"],
    "needed": 4,
    "named": 20,
    "held": "hot_holding",
    "scope": "scope",
    "known": "known_party_1",
    "least": 20,
    "crowds": "crowd_phone",
    "of_families": ["address"],
    "asked": [{"attribute": "phone", "least": 2, "below": 20}],
    "identity_mark": "1",
    "tables": ["holding", "known_identity"],
}


@cache
def statements() -> dict[str, str]:
    """Every statement as it would be run, by file."""
    rendered = {
        f"screening/{name}": engine.statement(
            name, engine.bound(catalogue.load().rule(name), LIST_DATE)
        )
        for name in RULES
    }
    rendered |= {f"screening/{name}": render(name, **ANY_STEP) for name in STEPS}
    return rendered | {
        f"lake/{name}": (day_views.VIEWS / f"{name}.sql").read_text() for name in LAKE
    }


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
