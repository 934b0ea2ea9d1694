"""Writes the generated pages: the rules, what a list says of each, the screening, and the DAGs.

`python -m authenticity.commands.docs`. A test fails while a page differs from what this makes.
The DAGs are read as text (`ast`), so neither Airflow nor anything they import is loaded.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from authenticity.commands import list_lines_page, screening_page
from authenticity.commands.frame import guarded
from authenticity.problem_list import form
from authenticity.rules import catalogue
from authenticity.rules.catalogue import Catalogue, Rule
from authenticity.settings import PROJECT

_TITLES = {
    "complete": "Completeness 完整性",
    "identity": "Identity 身份一致性",
    "contact": "Contact 联系方式",
    "suspicious": "Suspicious 可疑线索",
    "callback": "Callback 回访",
    "recheck": "Re-check 重新核查",
    "clock": "Clock 时限",
}
_SUBJECTS = {
    "POLICYHOLDER": "policyholder 投保人",
    "INSURED": "insured 被保险人",
    "PARTY": "both 投保人、被保险人",
    "POLICY": "policy 保单",
}
_RULES_INTRO = """\
# The rules

Made from `include/rules.yaml` by `python -m authenticity.commands.docs`; change the catalogue,
not this page.

A code is permanent. Level **E** is an error and opens a case (问题件), **W** a warning that is
listed last, **I** information that is only counted in the Data Docs. *Art.* is the article of the
implementing rules (客户信息资料真实性管理实施细则).
How to add one: [how-to/add-a-rule.md](how-to/add-a-rule.md).
"""
_DAGS_INTRO = """\
# The DAGs

Made from the docstrings in `dags/` by `python -m authenticity.commands.docs`; change the DAG, not
this page. What to do when one fails: [runbook.md](runbook.md).
"""


@dataclass(frozen=True)
class DagText:
    """What the source of one DAG says about it; `tasks` in the order of definition."""

    dag_id: str
    schedule: str
    tasks: tuple[str, ...]
    prose: str


def main() -> int:
    """Write the pages; exit status 1 when the catalogue or a DAG cannot be read."""
    return guarded(write)


def write(folder: Path = PROJECT / "docs") -> None:
    """Write the pages into `folder`."""
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
        print(folder / name)


def pages() -> Mapping[str, str]:
    """File name and text of each generated page."""
    sources = sorted((PROJECT / "dags").glob("*.py"))
    texts = [read_dag(path.read_text(encoding="utf-8")) for path in sources]
    rules = catalogue.load()
    return {
        "rules.md": rules_page(rules),
        "list-lines.md": list_lines_page.page(rules, form.load()),
        "dags.md": dags_page(texts),
        "screening.md": screening_page.page(),
    }


def rules_page(rules: Catalogue) -> str:
    """One table a family of codes, in the order of the catalogue."""
    families = groupby(rules, key=lambda rule: rule.code.partition(".")[0])
    parts = [_RULES_INTRO]
    for family, members in families:
        parts.append(f"## {_TITLES.get(family, family)}\n\n{_table(members)}")
    return "\n".join(parts)


def _table(rules: Iterable[Rule]) -> str:
    heads = ("Code", "Level", "Art.", "Whom it judges", "What must hold", "What clears a finding")
    rows = [heads, ("---",) * len(heads), *map(_row, rules)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(rule: Rule) -> tuple[str, ...]:
    thresholds = "".join(f"<br>`{name}`: {value}" for name, value in rule.parameters.items())
    return (
        f"`{rule.code}`" + ("" if rule.enabled else " (switched off)"),
        rule.level,
        ", ".join(map(str, rule.article)),
        f"{_SUBJECTS[rule.subject]}<br>{_cell(rule.applies_zh, rule.applies_en)}",
        _cell(rule.wording_zh, rule.wording_en) + thresholds,
        _cell(rule.clears_zh, rule.clears_en),
    )


def _cell(chinese: str, english: str) -> str:
    return f"{chinese}<br>{english}".replace("|", "\\|")


def dags_page(dags: Iterable[DagText]) -> str:
    """A table of all DAGs, then each with its docstring."""
    dags = tuple(dags)
    lines = ["| DAG | Schedule | Tasks |", "| --- | --- | --- |"]
    lines += [f"| [`{d.dag_id}`](#{d.dag_id}) | `{d.schedule}` | {_chain(d)} |" for d in dags]
    sections = [f"## `{dag.dag_id}`\n\n{dag.prose}\n" for dag in dags]
    return "\n".join([_DAGS_INTRO, "\n".join(lines) + "\n", *sections])


def _chain(dag: DagText) -> str:
    return " · ".join(f"`{task}`" for task in dag.tasks)


def read_dag(source: str) -> DagText:
    """What a DAG file says: its decorated function, schedule, tasks, and docstring."""
    module = ast.parse(source)
    function, decorator = next(_decorated(module, "dag"))
    schedule = next(word.value for word in decorator.keywords if word.arg == "schedule")
    heading, _, prose = (ast.get_docstring(module) or "").partition("\n")
    return DagText(
        dag_id=function.name,
        schedule=ast.unparse(_Constants(module).visit(schedule)),
        tasks=tuple(_tasks(function)),
        prose=(prose if heading.startswith("#") else f"{heading}\n{prose}").strip(),
    )


def _tasks(function: ast.FunctionDef) -> Iterator[str]:
    """Names of the tasks in the order of definition: decorated functions, and operators."""
    placed = [(task.lineno, task.name) for task, _ in _decorated(function, "task")]
    for node in ast.walk(function):
        if isinstance(node, ast.keyword) and node.arg == "task_id":
            placed.append((node.lineno, ast.literal_eval(node.value)))
    yield from (name for _, name in sorted(placed))


def _decorated(parent: ast.AST, name: str) -> Iterator[tuple[ast.FunctionDef, ast.Call]]:
    """Functions below `parent` under the decorator `name`, called or bare."""
    functions = (node for node in ast.walk(parent) if isinstance(node, ast.FunctionDef))
    for function in functions:
        for mark in function.decorator_list:
            call = mark if isinstance(mark, ast.Call) else ast.Call(mark, [], [])
            if ast.unparse(call.func) == name:
                yield function, call


class _Constants(ast.NodeTransformer):
    """Puts a module's constants in place of their names, so that the page needs no source."""

    def __init__(self, module: ast.Module) -> None:
        self.values = {
            target.id: node.value
            for node in module.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.values.get(node.id, node)


if __name__ == "__main__":
    sys.exit(main())
