"""`make demo`: the synthetic insurer, its working days run for real, and found against planted."""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from rich.console import Console
from rich.progress import Progress

from authenticity import files
from authenticity.commands import airflow_runtime
from authenticity.commands import people as people_command
from authenticity.commands.frame import guarded
from authenticity.commands.run import run_days
from authenticity.dag_names import DAILY_JOB
from authenticity.errors import AuthenticityError
from authenticity.settings import home
from authenticity_lab import scoreboard, where_next
from authenticity_lab.office import closing_table, consequences, days, quarter_reports

DAYS = [
    date(2026, 9, 28),  # covers the Mid-Autumn holiday
    date(2026, 9, 29),
    date(2026, 9, 30),
    date(2026, 10, 8),  # covers the National Day holiday
    date(2026, 10, 9),
    date(2026, 10, 10),  # a Saturday worked to make up for it
    date(2026, 10, 12),
]
SEED = 20260924


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 when every day ran and every planted error was found, and nothing else."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--policies", type=int, default=20_000)
    chosen = parser.parse_args(arguments)
    return guarded(lambda: demonstrate(chosen.policies))


def demonstrate(policies: int) -> None:
    """Build, run, compare; raises `AuthenticityError` when the comparison fails."""
    console, begun = Console(), time.monotonic()
    database = build_insurer(policies, console)
    os.environ["AIRFLOW_CONN_CORE_SYSTEM"] = f"sqlite:///{database}"
    put_people_on_record(database)
    for day in DAYS:
        os.environ["AUTHENTICITY_CLOCK"] = f"{day}T02:10:00+08:00"
        run_days(DAILY_JOB, [day])
    with scoreboard.opened(home()) as board:
        console.print(board.rules_table(DAYS), board.spared_table(DAYS), board.stages_table(DAYS))
        failures = board.failures(DAYS)
    live_on(database, console)
    report_quarters(console)
    where_next.tell(console, home(), DAYS[-1])
    console.print(f"Done in {time.monotonic() - begun:.0f} s.")
    if failures:
        raise AuthenticityError(f"found and planted differ: {', '.join(failures)}")


def live_on(database: Path, console: Console) -> None:
    """The three working days after the last list, and what became of each case."""
    console.print("Three working days: channels answer, customer service verifies")
    if (days.cases()["status"] == "VERIFIED").any():
        console.print("They have been lived already")
    else:
        with days.season(database, console.print) as season:
            season.live(DAYS[-1])
    cases = days.cases()
    console.print(closing_table.by_story(cases), closing_table.by_channel(cases))
    console.print(*consequences.tables())


def report_quarters(console: Console) -> None:
    """The quarter that was over and the one under way, as drafts for compliance to sign."""
    for done in quarter_reports.write():
        missing = "released by compliance although working days are missing"
        console.print(f"Report of {done.quarter}, version {done.version}, {missing}:")
        console.print(f"  {quarter_reports.report(done)}", soft_wrap=True)


def put_people_on_record(database: Path) -> None:
    """The insurer's own people, before the first day; again it changes nothing."""
    from authenticity_lab.synthetic import people_file

    os.environ["AUTHENTICITY_CLOCK"] = f"{DAYS[0]}T01:00:00+08:00"
    engine = sa.create_engine(f"sqlite:///{database}")
    path = people_file.write(database.with_name("people.csv"), engine)
    engine.dispose()
    airflow_runtime.configure()
    people_command.take_in(path, "ops")


def build_insurer(policies: int, console: Console) -> Path:
    """The synthetic insurer below the home; an equal one that is there already is used again."""
    from authenticity_lab.synthetic import insurer

    folder = home().synthetic
    database, recipe = folder / "core_system.db", folder / "recipe"
    wanted = f"{policies} policies, seed {SEED}, with hard negatives\n"
    if recipe.exists() and recipe.read_text() == wanted and database.exists():
        console.print(f"The synthetic insurer is there already ({policies:,} policies)")
        return database
    files.private_home(home().root)
    folder.mkdir(exist_ok=True)
    recipe.unlink(missing_ok=True)
    database.unlink(missing_ok=True)
    engine = sa.create_engine(f"sqlite:///{database}")
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Building the synthetic insurer", total=policies)

        def show(_what: str, done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        insurer.build(engine, folder / "truth.csv", policies, SEED, show)
    engine.dispose()
    recipe.write_text(wanted)
    console.print(f"The synthetic insurer has {policies:,} policies: {database}")
    return database


if __name__ == "__main__":
    sys.exit(main())
