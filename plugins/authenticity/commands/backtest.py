"""`make backtest RULES=… FROM=… TO=…`: a candidate catalogue tried on past list dates."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import date
from pathlib import Path

from rich.table import Table

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import in_home
from authenticity.commands.run import date_of
from authenticity.commands.terminal import terminal
from authenticity.errors import ConfigurationError
from authenticity.services.backtest import replay
from authenticity.services.backtest.report import Outcomes, Report, Tally, Workload
from authenticity.settings import home, now

_COUNTS = {"added": "red", "removed": "green", "changed": "yellow", "unchanged": "default"}


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the report was made; else one line on stderr says why."""
    parser = argparse.ArgumentParser(prog="make backtest", description=__doc__)
    parser.add_argument("--rules", required=True)
    parser.add_argument("--from", dest="first", required=True)
    parser.add_argument("--to", dest="last", required=True)
    chosen = parser.parse_args(arguments)
    return in_home(lambda: show(chosen.rules, chosen.first, chosen.last))


def show(rules: str, first_text: str, last_text: str) -> None:
    """Replay, write the page, print the tables."""
    if not rules:
        raise ConfigurationError("RULES=(empty) names no file; write it like RULES=candidate.yaml")
    first, last = date_of(first_text, "FROM"), date_of(last_text, "TO")
    if first > last:
        raise ConfigurationError(f"FROM={first} is after TO={last}; give the earlier date first")
    report, page = _made(Path(rules), first, last)
    console = terminal()
    for made in (edits_table, rules_table, channels_table, days_table):
        console.print(made(report))
    console.print(outcomes_table(report) if report.has_outcomes else NO_OUTCOMES)
    console.print(f"The same with examples, as a page: {page}", soft_wrap=True)


NO_OUTCOMES = "Precision: no outcomes known yet: no case of these list dates is verified."


def _made(rules: Path, first: date, last: date) -> tuple[Report, Path]:
    with airflow_runtime.quiet(home().logs / "backtest.log"):
        report = replay.compare(rules, first, last, getpass.getuser(), now())
        return report, replay.publish(report)


def edits_table(report: Report) -> Table:
    """What the candidate's file says otherwise."""
    table = Table(
        title=f"Candidate {report.candidate.version} against {report.present.version} (present)",
        caption="" if report.edits else "every entry is the same",
    )
    for name in ("rule", "key", "present", "candidate"):
        table.add_column(name)
    for edit in report.edits:
        table.add_row(edit.code, edit.key, _value(edit.before), _value(edit.after))
    return table


def rules_table(report: Report) -> Table:
    """Findings by what the candidate does to them, rule by rule."""
    days = [day.list_date for day in report.days]
    table = Table(
        title=f"Findings by rule, lists of {days[0]} to {days[-1]} ({len(days)})",
        caption="changed: the same finding with another level or confidence",
    )
    table.add_column("rule", overflow="fold")
    table.add_column("")
    _add_counts(table)
    for rule in report.shown:
        code = f"[bold]{rule.code}" if rule.is_edited else rule.code
        table.add_row(code, rule.level, *_counts(rule.tally))
    table.add_section()
    table.add_row("all rules", "", *_counts(report.tally))
    return table


def channels_table(report: Report) -> Table:
    """The same by channel, for the rules whose findings differ."""
    table = Table(
        title="By channel, where findings differ",
        caption="" if report.differing else "no finding differs",
    )
    table.add_column("rule, channel", overflow="fold")
    _add_counts(table)
    for rule in report.differing:
        table.add_row(f"[bold]{rule.code}")
        for channel, tally in rule.by_channel.items():
            table.add_row(f"  {channel}", *_counts(tally))
        table.add_section()
    return table


def days_table(report: Report) -> Table:
    """What the back offices would get, list by list."""
    table = Table(
        title="Workload by list date",
        caption="cases: policies with an error, each on its first list date of the range",
    )
    table.add_column("list of")
    for what in ("findings", "cases"):
        for side in ("present", "candidate", "±"):
            table.add_column(f"{what}\n{side}", justify="right")
    for day in report.days:
        table.add_row(str(day.list_date), *_loads(day.present, day.candidate))
    table.add_section()
    table.add_row("together", *_loads(*report.workload))
    return table


def outcomes_table(report: Report) -> Table:
    """Precision of either catalogue, of the findings whose case is verified."""
    table = Table(
        title="Precision by verified cases",
        caption="right: CORRECTED or CONFIRMED_FALSE, not LEGITIMATE",
    )
    table.add_column("rule", overflow="fold")
    for side in ("present", "candidate"):
        table.add_column(f"{side}\nright", justify="right")
        table.add_column("\nunknown", justify="right")
    for rule in report.judged:
        table.add_row(rule.code, *_judged(rule.present), *_judged(rule.candidate))
    table.add_section()
    table.add_row("all rules", *(text for side in report.outcomes for text in _judged(side)))
    return table


def _add_counts(table: Table) -> None:
    for name in _COUNTS:
        table.add_column("same" if name == "unchanged" else name, justify="right")


def _counts(tally: Tally) -> list[str]:
    values = ((colour, getattr(tally, name)) for name, colour in _COUNTS.items())
    return [f"[{colour}]{value:,}" if value else "0" for colour, value in values]


def _value(value: object) -> str:
    """A value of an entry as its file has it."""
    if value is None or isinstance(value, bool):
        return {None: "–", True: "true", False: "false"}[value]
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _loads(present: Workload, candidate: Workload) -> tuple[str, ...]:
    return (
        *_compared(present.findings, candidate.findings),
        *_compared(present.cases, candidate.cases),
    )


def _compared(present: int, candidate: int) -> tuple[str, str, str]:
    by = candidate - present
    return f"{present:,}", f"{candidate:,}", f"{by:+,}" if by else "0"


def _judged(outcomes: Outcomes) -> tuple[str, str]:
    share = outcomes.precision
    text = "" if share is None else f" {100 * share:.0f} %"
    return f"{outcomes.right:,}/{outcomes.known:,}{text}", f"{outcomes.unknown:,}"


if __name__ == "__main__":
    sys.exit(main())
