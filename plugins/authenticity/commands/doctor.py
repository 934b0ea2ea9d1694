"""`make doctor`: whether settings, keyring, disk, clock, home and every connection are well."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.markup import escape

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import guarded
from authenticity.commands.terminal import printable, terminal
from authenticity.errors import ConfigurationError
from authenticity.runtime.doctor import whole
from authenticity.runtime.doctor.answer import Answer
from authenticity.settings import home

_WIDTH = 12
_STYLES = {"ok": "green", "none": "dim", "warn": "yellow", "FAIL": "bold red"}


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when nothing fails; warnings and what is not configured do not."""
    parser = argparse.ArgumentParser(prog="make doctor", description=__doc__)
    parser.parse_args(arguments)
    return guarded(show, is_checked=False)


def show() -> None:
    """Print one line a check; `ConfigurationError` names those that failed."""
    with TemporaryDirectory() as elsewhere:  # where there is no home, none is made by looking
        own = home().airflow
        airflow_runtime.point_at(own if own.is_dir() else Path(elsewhere))
        with airflow_runtime.quiet(Path(os.devnull), narrate=False):
            answers = whole.look()
    console = terminal()
    for answer in answers:
        console.print(line(answer), soft_wrap=True)
    failed = [answer.name for answer in answers if answer.verdict == "FAIL"]
    if failed:
        raise ConfigurationError(f"not well: {', '.join(failed)}; each line above says what to do")


def line(answer: Answer) -> str:
    """Verdict, name and what was said, marked up."""
    verdict = f"[{_STYLES[answer.verdict]}]{answer.verdict:<4}[/]"
    return f"{verdict}  {escape(answer.name):<{_WIDTH}}  {escape(printable(answer.said))}"


if __name__ == "__main__":
    sys.exit(main())
