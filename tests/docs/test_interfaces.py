"""docs/interfaces.md names exactly the views, columns, DAGs, tables and commands that there are."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import inspect
from tests.docs.sources import PROJECT, targets, targets_named

from authenticity.core_system import contract
from authenticity.problem_list import form
from authenticity.settings import Home
from authenticity.store.case_store import open_store

PAGE = (PROJECT / "docs" / "interfaces.md").read_text(encoding="utf-8")
NOT_COMMANDS = {"help", "lint"}
"""Targets of the Makefile that are a convenience and no promise."""


def section(title: str, page: str = PAGE) -> str:
    """What stands under a heading, up to the next of its rank or a higher one."""
    found = re.search(rf"^(#+) `?{re.escape(title)}`?$\n", page, re.MULTILINE)
    assert found, f"there is no section {title}"
    rest = page[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def first_cells(text: str) -> list[str]:
    """What a table's rows begin with, in order."""
    return re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)


@pytest.fixture(scope="module")
def real_views(tmp_path_factory) -> dict[str, list[str]]:
    """The views of a new case store, each with its columns in order."""
    path = tmp_path_factory.mktemp("interfaces") / "case_store.db"
    store = open_store(f"sqlite:///{path}", bytes(range(32)))
    inspector = inspect(store.engine)
    views = {
        name: [column["name"] for column in inspector.get_columns(name)]
        for name in inspector.get_view_names()
    }
    store.close()
    return views


def test_the_page_has_every_view_and_no_other(real_views) -> None:
    assert real_views
    named = re.findall(r"^### `(\w+)`$", section("Views of the case store"), re.MULTILINE)
    assert sorted(named) == sorted(real_views)


def test_each_view_has_the_columns_of_the_page_in_their_order(real_views) -> None:
    assert {name: first_cells(section(name)) for name in real_views} == real_views


def test_the_dags_that_are_built_are_those_of_the_page() -> None:
    text, _, reserved = section("DAGs").partition("**Not built**")
    files = {path.stem for path in (PROJECT / "dags").glob("*.py")}
    assert set(first_cells(text)) == files
    assert not files & set(re.findall(r"`(\w+)`", reserved)), "built, but the page denies it"


def test_every_table_of_the_contract_is_named_once() -> None:
    rows = [line for line in section("Input").splitlines() if line.startswith("| `")]
    named = re.findall(r"`(\w+)`", " ".join(row.split("|")[1] for row in rows))
    assert sorted(named) == sorted(contract.load().tables)


def test_every_command_of_the_makefile_is_promised() -> None:
    assert targets_named(section("Commands")) == targets().keys() - NOT_COMMANDS


def test_every_place_of_the_home_is_named() -> None:
    home = Home(PROJECT / "var")
    places = [name for name, kind in vars(Home).items() if isinstance(kind, property)]
    missing = [n for n in places if f"`{getattr(home, n).name}" not in section("Files")]
    assert places
    assert not missing


def _written_by(column) -> str:
    return "back office" if column.fill else "formula" if column.formula else "locked"


def test_the_columns_of_a_problem_list_are_those_of_its_form() -> None:
    said = re.findall(r"^\| `(\w+)` (\S+) \| (.+?) \|", section("The problem list"), re.MULTILINE)
    real = [(column.key, column.heading, _written_by(column)) for column in form.load().columns]
    assert said == real
    assert f"layout {form.load().layout}:" in section("The problem list")


def test_a_column_that_is_missing_on_the_page_would_be_noticed(real_views) -> None:
    forgotten = PAGE.replace("| `cluster_persons` |", "| cluster_persons |")
    assert first_cells(section("v_finding", forgotten)) != real_views["v_finding"]
