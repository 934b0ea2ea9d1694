"""docs/rules.md and docs/dags.md are what the generator makes, and say what their sources say."""

from __future__ import annotations

import dataclasses
import re

import pytest
from tests.docs.sources import PROJECT

from authenticity.commands import docs, list_lines_page
from authenticity.problem_list import form as forms
from authenticity.rules import catalogue
from authenticity.screening import pipeline

A_DAG = '''
"""
### Night watch

Looks after the house.
"""
BELL = Asset("house://bell")

@dag(schedule=[BELL], tags=["x"])
def night_watch():
    @task
    def ring(): ...

    @task(outlets=[BELL])
    def sleep(): ...

    def helper(): ...
'''


@pytest.mark.parametrize(("name", "text"), docs.pages().items(), ids=docs.pages().keys())
def test_a_generated_page_is_fresh(name, text) -> None:
    page = PROJECT / "docs" / name
    assert page.read_text(encoding="utf-8") == text, "run: python -m authenticity.commands.docs"


def rows_of_lines(rules, form) -> dict[str, list[str]]:
    rows = [line.strip("| ").split(" | ") for line in list_lines_page.page(rules, form).splitlines()
            if line.startswith("| `")]  # fmt: skip
    return {row[0].strip("`"): row[1:] for row in rows}


def test_every_rule_of_a_list_says_what_is_wrong_what_to_do_by_when_and_to_whom() -> None:
    rules, form = catalogue.load(), forms.load()
    told = rows_of_lines(rules, form)
    assert set(told) == {rule.code for rule in rules if rule.level != "I"}
    for code, (level, wrong, remedy, when, whom) in told.items():
        rule = rules.rule(code)
        assert wrong, code
        assert rule.wording_zh not in wrong, f"{code} has no sentence of its own"
        assert not set("{}") & set(wrong), code
        assert remedy.startswith(rule.clears_zh), code
        assert ("更正附" in remedy) is (level == "E"), code
        assert when, code
        assert "渠道内勤" in whom, code


def test_a_rule_without_words_of_its_own_is_noticed() -> None:
    rules, form = catalogue.load(), forms.load()
    bare = dataclasses.replace(form, sentences={})
    assert "不符合：" in rows_of_lines(rules, bare)["suspicious.shared_phone"][1]


def test_every_rule_has_one_row_with_both_wordings() -> None:
    rules = catalogue.load()
    rows = docs.rules_page(rules).splitlines()
    for rule in rules:
        (row,) = [row for row in rows if row.startswith(f"| `{rule.code}`")]
        assert rule.wording_zh in row
        assert rule.clears_en.replace("|", "\\|") in row


def test_a_rule_that_is_off_says_so() -> None:
    first = dataclasses.replace(catalogue.load().rules[0], enabled=False)
    page = docs.rules_page(catalogue.Catalogue((first,), "v"))
    assert f"| `{first.code}` (switched off) |" in page


def test_a_bar_in_a_wording_does_not_break_the_table() -> None:
    first = dataclasses.replace(catalogue.load().rules[0], wording_en="this | that")
    assert "this \\| that" in docs.rules_page(catalogue.Catalogue((first,), "v"))


def test_a_dag_is_read_without_running_it() -> None:
    text = docs.read_dag(A_DAG)
    assert text.dag_id == "night_watch"
    assert text.schedule == "[Asset('house://bell')]"
    assert text.tasks == ("ring", "sleep")
    assert text.prose == "Looks after the house."


def test_every_dag_file_has_a_section_of_its_name() -> None:
    page = docs.pages()["dags.md"]
    files = sorted((PROJECT / "dags").glob("*.py"))
    assert files
    for file in files:
        assert f"## `{file.stem}`" in page


def test_writing_the_pages_gives_the_same_files(tmp_path, capsys) -> None:
    docs.write(tmp_path)
    capsys.readouterr()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == docs.pages()


def test_the_picture_shows_every_step_on_the_way_to_a_shared_phone() -> None:
    page = docs.pages()["screening.md"]
    picture = page.split("```mermaid")[1].split("```")[0]
    edges = {tuple(line.split(" --> ")) for line in picture.splitlines() if "-->" in line}
    reached = {"  suspicious_shared_phone"}
    while more := {one for one, other in edges if f"  {other}" in reached} - reached:
        reached |= more
    drawn = {f"  {line.split('[')[0].strip()}" for line in picture.splitlines() if '["' in line}
    assert {f"  {name}" for name in ("lake", "record", "cluster", "resolved")} <= reached
    assert {name.rstrip("(") for name in drawn} == reached


def test_the_page_of_the_screening_names_each_statement_with_its_readers() -> None:
    rows = [line for line in docs.pages()["screening.md"].splitlines() if line.startswith("| `")]
    row = next(line for line in rows if line.startswith("| `cluster`"))
    assert row.endswith("`suspicious.shared_phone`, `related_policy` |")
    assert len(rows) == len({line.split("`")[1] for line in rows})


def test_the_page_of_the_screening_names_a_file_for_whatever_is_made_in_python() -> None:
    *_, elsewhere = docs.pages()["screening.md"].split("## Made elsewhere")
    files = re.findall(r"`(plugins/authenticity/[^`]*)`", elsewhere)
    assert len(files) == len(pipeline.IN_PYTHON)
    assert all((PROJECT / file).is_file() for file in files)


def test_the_page_of_the_screening_says_which_statements_share_a_text() -> None:
    shared = {each.path: each for each in pipeline.shared_texts()}
    assert shared["rules/registered_contact.sql"].sentence.endswith("in a register (art. 11).")
    assert shared["rules/shared_number.sql"].users == tuple(
        f"suspicious.shared_{what}" for what in ("account", "address", "email", "phone")
    )
    page = docs.pages()["screening.md"]
    assert all(f"| `{path}` | {each.sentence} |" in page for path, each in shared.items())
