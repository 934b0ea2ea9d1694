"""The page of the screening's pipeline: a picture of the sharing rules, and all tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from authenticity.screening import pipeline
from authenticity.screening.pipeline import Statement

_INTRO = """\
# The screening, table by table

Made from the headers of `include/sql/screening/` by `python -m authenticity.commands.docs`; change
the header, not this page. Each file makes the table of its name, in four phases:

1. **blocking**: which numbers of the day are worth comparing. The blocking rule is an equal number.
2. **records**: whose records stand on them. Every number and every record gets a key here.
3. **persons**: who of them is who, how many they are (the *cluster*), and who is related.
4. **rules**: one file a rule. The four sharing rules are one statement, `rules/shared_number.sql`.
   So many persons are a group case: the last UNION of that statement, by `rules/group_case.sql`.

The tables last as long as the step. What stays is the finding, in `v_finding`: its rule as
`rule_code`, what was compared as `detail`. `make explain POLICY=…` says it in words.

**Thresholds** are parameters in `include/rules.yaml`, bound as `{{ persons_from }}` and the like. A
number that is a landline in every record may have a threshold of its own: `landline_persons_from`
of `suspicious.shared_phone`; without it `persons_from` holds for landlines, too. A change is
[tried on past lists](how-to/try-a-rule-change.md) first; the SQL cases of the rule, in
`tests/sql/<rule>/`, run with the thresholds in force and change with them.

**Level and confidence.** A finding has the level of its rule, unless the statement gives one: a
place of many people is W. The confidence A, B or C is [rulebook](rulebook.md) section 4:
`counted_as` tells the persons of a number apart, `unrelated_groups` says how many groups of them
are not related.

Who is who is decided by `plugins/authenticity/screening/persons.py`. In what order all of it runs
is in `engine.py`, `blocking.py`, `records.py` and `clusters.py` beside it.

## How `suspicious.shared_phone` comes about

An arrow goes from a table to who reads it. `lake` stands for the lake's own tables, round corners
for what is made in Python. E-mail and addresses have `candidate_of_families` in the place of
`candidate_number`; of accounts the files that name `suspicious.shared_account` say who holds them.
"""
_HEAD = "| table or rule | what it is | reads | read by |\n| --- | --- | --- | --- |\n"
_SHARED_HEAD = "| file | what it is | used by |\n| --- | --- | --- |\n"
_ELSEWHERE_HEAD = "| table | made in | read by |\n| --- | --- | --- |\n"

_LAKE = "lake"
_OUTSIDE = {_LAKE, *pipeline.IN_PYTHON}
_OF_THE_LAKE = ("recorded_", "earlier_", "todays_", "delta_", "entry_policy")


def page() -> str:
    """The whole page, in Markdown with a picture in Mermaid."""
    all_of_them = list(pipeline.statements())
    parts = [_INTRO, _picture([each for each in all_of_them if each.is_of_phones])]
    for phase in dict.fromkeys(each.phase for each in all_of_them):
        rows = [_row(each) for each in all_of_them if each.phase == phase]
        parts.append(f"\n## {phase.capitalize()}\n\n{_HEAD}{''.join(rows)}")
    shared = [
        f"| `{each.path}` | {each.sentence} | {_named(each.users)} |\n"
        for each in pipeline.shared_texts()
    ]
    parts.append(f"\n## Text that statements share\n\n{_SHARED_HEAD}{''.join(shared)}")
    parts.append(f"\n## Made elsewhere\n\n{_ELSEWHERE_HEAD}{''.join(_elsewhere(all_of_them))}")
    return "".join(parts)


def _picture(shown: list[Statement]) -> str:
    lines = ["\n```mermaid", "flowchart LR"]
    for phase in dict.fromkeys(each.phase for each in shown):
        lines.append(f"  subgraph {phase}")
        lines += [f'    {_id(each.name)}["{each.name}"]' for each in shown if each.phase == phase]
        lines.append("  end")
    names = {each.name for each in shown}
    edges = {edge for each in shown for edge in _edges(each) if edge[0] in names | _OUTSIDE}
    made = {table for table, _ in edges} & pipeline.IN_PYTHON.keys()
    sources = {(read, table) for table in made for read in pipeline.IN_PYTHON[table][1]}
    edges |= {(source, table) for source, table in sources if source in names}
    for table in sorted({table for edge in edges for table in edge} - names):
        lines.append(f'  {_id(table)}(["{table}"])')
    lines += [f"  {_id(table)} --> {_id(reader)}" for table, reader in sorted(edges)]
    return "\n".join([*lines, "```\n"])


def _edges(each: Statement) -> Iterator[tuple[str, str]]:
    for table in map(pipeline.maker, each.reads):
        if table != each.name:
            yield (_LAKE if table.startswith(_OF_THE_LAKE) else table), each.name


def _id(name: str) -> str:
    return name.replace(".", "_")


def _row(each: Statement) -> str:
    cells = (
        f"`{each.name}`",
        each.sentence,
        _named(each.reads),
        _named(pipeline.readers(each.name)),
    )
    return f"| {' | '.join(cells)} |\n".replace("  |", " |")


def _elsewhere(all_of_them: list[Statement]) -> list[str]:
    made = {each.name for each in all_of_them}
    read = {pipeline.maker(table) for each in all_of_them for table in each.reads}
    return [
        f"| `{table}` | {_place(table)} | {_named(pipeline.readers(table))} |\n"
        for table in sorted(read - made)
    ]


def _place(table: str) -> str:
    if table in pipeline.IN_PYTHON:
        return f"`plugins/authenticity/{pipeline.IN_PYTHON[table][0]}`"
    return "the lake: `include/sql/lake/`, or a view over its files"


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
