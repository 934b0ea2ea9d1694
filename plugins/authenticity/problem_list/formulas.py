"""The formulas of the list: urgency on today's date, what an answer still lacks, and counts.

Only functions that Excel, WPS and LibreOffice share, and that Excel 2010 has: no dynamic arrays,
no LET. They hold labels and letters of the form and cell references, nothing of a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from authenticity.problem_list.cells import YES
from authenticity.problem_list.form import Form
from authenticity.problem_list.grid import Grid

_WARNING = "提示"
_EQUAL_SIGNS = ("＝", "：", ":")
_BLANKS = (" ", "\u3000")
_LINE_END = "\n"
_BETWEEN = ("，", ",", "；", ";", "|", "/", _LINE_END)
"""What may stand between two pieces of evidence, beside 、."""

_NOTHING = ("", "-", "无", "待补", "不详")
"""What stands behind a letter that has no number; all of it is known to the reader only."""

_SAID = tuple("电上微短")
_AROUND_A_DAY = (*_BETWEEN[:4], *_SAID, "、", "。", "：", ":", "日", "号", "\u3000", _LINE_END)
_WITHIN_A_DAY = ("年", "月", "/", ".")
_FIRST_DAY, _DAYS = timedelta(days=31), 365
"""A day without its year is the first one from a month before the list on, as it is read."""

_DAY_0 = date(1899, 12, 30)
"""From which all of these programs number the days."""


def urgency(form: Form, grid: Grid, row: int) -> str:
    """Degree by the day on which the list is looked at; a conflict outranks everything."""
    label = {code: _quoted(text) for code, text in form.urgency_labels.items()}
    due, conflict = grid.cell("due_on", row), grid.cell("is_conflict", row)
    return (
        f'=IF({conflict}={_quoted(YES)},{label["conflict"]},IF({due}="",{label["normal"]},'
        f"IF({due}<TODAY(),{label['overdue']},IF({due}=TODAY(),{label['today']},"
        f"IF({due}<=TODAY()+{form.near_due_days},{label['near_due']},{label['normal']})))))"
    )


def evidence_plain(grid: Grid, row: int) -> str:
    """The evidence with one equal sign where a number follows, and no blanks, so that letters can
    be searched for."""
    plain = _replaced(grid.cell("evidence", row), _EQUAL_SIGNS, "=")
    plain = _replaced(_replaced(plain, _BLANKS, ""), _BETWEEN, "、") + '&"、"'
    return "=" + _replaced(plain, [f"={word}、" for word in _NOTHING], "、")


def missing(form: Form, grid: Grid, row: int, list_date: date) -> str:
    """What the chosen outcome still needs, joined by 、; empty when nothing is missing."""
    outcome, level = grid.cell("outcome", row), grid.cell("level", row)
    parts = [
        f"IF(AND({_chosen(outcome, labels)},{_absent(letters, grid.cell('evidence_plain', row))}),"
        f'{_quoted("、" + "或".join(letters))},"")'
        for letters, labels in _by_letters(form).items()
    ]
    parts += [
        f"IF({_chosen(outcome, [choice.label])},"
        f"IF({_days(grid.cell('contact', row), list_date)}<{choice.attempts},"
        f'{_quoted(f"、{choice.attempts}次联系记录")},""),"")'
        for choice in form.outcomes
        if choice.attempts
    ]
    parts += [
        f'IF({grid.cell(key, row)}="",{_quoted("、" + form.heading(key))},"")'
        for key in ("clerk", "handled_on")
    ]
    nothing = f'IF({level}={_quoted(_WARNING)},"",{_quoted(form.heading("outcome"))})'
    return f'=IF({outcome}="",{nothing},MID({"&".join(parts)},2,99))'


def filled(form: Form, grid: Grid, rows: int) -> str:
    """`已填 3/25，其中 2 行已填齐`, counted as the clerk goes on."""
    sheet = f"'{form.sheet}'!"
    outcomes, lacking = (sheet + grid.range(key, rows) for key in ("outcome", "missing"))
    complete = f'SUMPRODUCT(({outcomes}<>"")*({lacking}=""))'
    return f'="已填 "&COUNTA({outcomes})&"/{rows}，其中 "&{complete}&" 行已填齐"'


def count_of(form: Form, grid: Grid, rows: int, urgency_code: str) -> str:
    """How many lines have that urgency today."""
    label = _quoted(form.urgency_labels[urgency_code])
    return f"=COUNTIF('{form.sheet}'!{grid.range('urgency', rows)},{label})"


def _by_letters(form: Form) -> Mapping[str, list[str]]:
    """Labels of the outcomes by the group of letters that they need."""
    groups: dict[str, list[str]] = {}
    for choice in form.outcomes:
        for letters in choice.evidence:
            groups.setdefault(letters, []).append(choice.label)
    return groups


def _chosen(outcome: str, labels: list[str]) -> str:
    tests = [f"{outcome}={_quoted(label)}" for label in labels]
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"


def _absent(letters: str, plain: str) -> str:
    """Whether none of the letters stands before an equal sign, in either width or case."""
    widths = [each for letter in letters for each in (letter, chr(ord(letter) + 0xFEE0))]
    return "+".join(f'ISNUMBER(SEARCH("{each}=",{plain}))' for each in widths) + "=0"


def _days(contact: str, list_date: date) -> str:
    """How many different days of a year occur, in the usual shapes of a date; the reader knows
    some more, for which there is no room in each line."""
    first = list_date - _FIRST_DAY
    day = f"({(first - _DAY_0).days - 1}+ROW($1:${_DAYS}))"
    plain = _replaced(_replaced(contact, _AROUND_A_DAY, " "), _WITHIN_A_DAY, "-")
    years = range(first.year, (first + timedelta(days=_DAYS)).year + 1)
    plain = _replaced(f'" "&{plain}&" "', [f"{year}-" for year in years], " ")
    plain = _replaced(_replaced(plain, [" 0"], " "), ["-0"], "-")
    found = f'SEARCH(" "&MONTH({day})&"-"&DAY({day})&" ",{plain})'
    return f"SUMPRODUCT(--ISNUMBER({found}))"


def _replaced(text: str, each: Iterable[str], by: str) -> str:
    """The formula of the text with each of these replaced."""
    for old in each:
        shown = "CHAR(10)" if old == _LINE_END else _quoted(old)
        text = f"SUBSTITUTE({text},{shown},{_quoted(by)})"
    return text


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
