"""The tables of a backtest fit a terminal of 80 columns, and say what there is to say."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.table import Table
from tests.unit.services.reports import NAME, PHONE, PRESENT, finding, outcomes, report

from authenticity.commands import backtest as command
from authenticity.services.backtest.report import Report


def printed(made: Callable[[Report], Table], of: Report) -> list[str]:
    console = Console(width=80)
    with console.capture() as capture:
        console.print(made(of))
    return capture.get().splitlines()


def cells(lines: list[str], start: str) -> list[str]:
    """The cells of the row that begins with a text, as they are printed."""
    (line,) = [line for line in lines if line.strip("│ ").startswith(start)]
    return [cell.strip() for cell in line.strip("│").split("│")]


def test_every_rule_is_named_whole_in_a_terminal_of_80_columns() -> None:
    many = [
        finding("P1", rule_code=rule.code, subject_key=f"{number}")
        for rule in PRESENT
        for number in range(1_200)
    ]
    lines = printed(command.rules_table, report(many, []))
    for rule in PRESENT:
        assert cells(lines, f"{rule.code} ")[2:] == ["0", "1,200", "0", "0"]
    assert max(map(len, lines)) <= 80


def test_the_rows_say_what_the_candidate_does() -> None:
    gone, come, name = finding("P1"), finding("P3"), finding("P2", rule_code=NAME)
    made = report([gone, name], [come, {**name, "level": "W"}], outcomes((gone, "LEGITIMATE")))
    assert cells(printed(command.edits_table, made), NAME) == [NAME, "level", "E", "W"]
    rules = printed(command.rules_table, made)
    assert cells(rules, NAME) == [NAME, "E→W", "0", "0", "1", "0"]
    assert cells(rules, PHONE) == [PHONE, "E", "1", "1", "0", "0"]
    assert cells(rules, "all rules")[2:] == ["1", "1", "1", "0"]
    channels = printed(command.channels_table, made)
    assert cells(channels, "AGENT")[1:] == ["1", "1", "0", "0"]
    days = printed(command.days_table, made)
    assert cells(days, "2026-09-28")[1:] == ["2", "2", "0", "2", "1", "-1"]
    assert cells(days, "together")[1:] == ["2", "2", "0", "2", "1", "-1"]
    known = printed(command.outcomes_table, made)
    assert cells(known, PHONE)[1:] == ["0/1 0 %", "0", "0/0", "1"]


def test_a_candidate_that_changes_nothing_says_so() -> None:
    made = report([finding()], [finding()], rules=PRESENT)
    assert any("every entry is the same" in line for line in printed(command.edits_table, made))
    assert any("no finding differs" in line for line in printed(command.channels_table, made))
