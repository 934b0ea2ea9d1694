"""Links lead somewhere, codes exist, and pages know DAGs, messages, reasons and libraries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs.sources import PAGES, PLUGINS, PROJECT, anchors, messages, named, reasons

from authenticity.rules import catalogue

RUNBOOK = PROJECT / "docs" / "runbook.md"
ANSWERING = PROJECT / "docs" / "how-to" / "answer-a-problem-list.md"
JUDGING = [
    "cases/answer_checks.py",
    "cases/answerers.py",
    "problem_list/answer_grammar.py",
    "problem_list/second_layout.py",
    "returns/line_results.py",
]
"""Modules that give a line of a returned list its reason."""

LINK = re.compile(r"\]\(([^)\s#]*)(?:#([^)\s]+))?\)")
CODE = re.compile(
    r"\b((?:complete|identity|contact|suspicious|callback|recheck|clock)\.[a-z_]+(?:\.[a-z_]+)*)"
)
SHORTEST_MESSAGE = 12
"""A shorter fixed part (": ", " is ") could stand anywhere."""


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_resolves(page) -> None:
    broken = []
    for target, fragment in LINK.findall(page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        goal = (page.parent / target).resolve() if target else page
        is_there = goal.exists() and PROJECT in (goal, *goal.parents)
        if not is_there or (fragment and fragment not in anchors(goal)):
            broken.append(f"{target}#{fragment}")
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_rule_code_on_a_page_is_in_the_catalogue(page) -> None:
    known = {rule.code for rule in catalogue.load()}
    families = {code.rsplit(".", 1)[0] for code in known}
    found = set(CODE.findall(page.read_text(encoding="utf-8")))
    files = {
        code for code in found if Path(code).suffix in (".json", ".md", ".py", ".sql", ".yaml")
    }
    assert not found - files - known - families


def said_twice(text: str) -> list[str]:
    """First cells that stand in two rows of one table."""
    twice, seen = [], set[str]()
    for line in text.splitlines():
        if not line.startswith("| "):
            seen.clear()
        elif (cell := line.split("|")[1].strip()) in seen:
            twice.append(cell)
        elif cell.startswith("`"):
            seen.add(cell)
    return twice


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_table_speaks_of_a_thing_twice(page) -> None:
    assert not said_twice(page.read_text(encoding="utf-8"))


def test_a_row_that_is_there_twice_is_noticed() -> None:
    row = "| `make up` | starts |"
    assert said_twice(f"{row}\n{row}") == ["`make up`"]
    assert not said_twice(f"{row}\n\n{row}")


def test_the_runbook_has_a_section_for_every_dag() -> None:
    assert {file.stem for file in (PROJECT / "dags").glob("*.py")} <= anchors(RUNBOOK)


def test_the_runbook_explains_every_message_of_ours() -> None:
    explained = _plain(RUNBOOK.read_text(encoding="utf-8"))
    missing = [
        f"{place}: {text}"
        for place, text in messages()
        if len(text) >= SHORTEST_MESSAGE and _plain(text) not in explained
    ]
    assert not missing, "docs/runbook.md does not explain these"


@pytest.mark.parametrize("module", JUDGING)
def test_the_how_to_explains_every_reason_that_a_reply_gives(module) -> None:
    explained = ANSWERING.read_text(encoding="utf-8")
    found = set(reasons(PLUGINS / "authenticity" / module))
    assert found
    assert not {reason for reason in found if reason not in explained}


def test_reasons_are_found_whole_or_up_to_what_they_name(tmp_path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        """A = "证据 {letter} 没有编号，请补"\nB = f"锁定栏被改动：{x}"\nC = "无"\n""", "utf-8"
    )
    assert set(reasons(module)) == {"没有编号", "锁定栏被改动"}


def test_messages_are_found_at_all() -> None:
    places = [place for place, text in messages() if len(text) >= SHORTEST_MESSAGE]
    assert len(places) > 40


def test_decision_0002_gives_a_reason_for_every_direct_dependency() -> None:
    lines = (PROJECT / "requirements.in").read_text(encoding="utf-8").splitlines()
    names = [re.split(r"[=<>\[ ]", line)[0] for line in lines if line and line[0] not in "#-"]
    rows = (PROJECT / "docs/decisions/0002-libraries.md").read_text(encoding="utf-8").lower()
    reasons = [row.split("|")[1] for row in rows.splitlines() if row.startswith("| ")]
    told = " ".join(reasons).replace(", -", " apache-airflow-providers-")
    assert [name for name in names if name.lower() not in told] == []


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())
