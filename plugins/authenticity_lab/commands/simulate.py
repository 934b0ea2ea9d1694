"""`make simulate`: small insurers live for weeks on a fast clock, and a model says what must come.

    python -m authenticity_lab.commands.simulate --seeds 10 --days 40

Each seed lives in a process of its own. The first thing that differs from the model ends a seed,
and is printed with it: the same seed differs again in the same way. See docs/how-to/simulate.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

from authenticity.commands.frame import guarded
from authenticity.errors import AuthenticityError
from authenticity_lab.simulation.lived import Lived

_SHOWN = 5
"""Differences of a seed that are printed; the first one leads to the others."""


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 when no seed differs from the model."""
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--days", type=int, default=40)
    parser.add_argument("--orders", type=int, default=0, help="of list dates run again, a seed")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    chosen = parser.parse_args(arguments)
    seeds = range(chosen.first, chosen.first + chosen.seeds)
    return guarded(lambda: simulate(seeds, chosen.days, chosen.orders, chosen.workers))


def simulate(seeds: range, days: int, orders: int, workers: int) -> None:
    """Live all seeds; raises `AuthenticityError` when one differs from the model."""
    console = Console()
    lived: list[Lived] = []
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        tempfile.TemporaryDirectory(prefix="simulate-") as folder,
        ProcessPoolExecutor(workers, get_context("spawn"), _prepare, (folder,)) as pool,
        Progress(*columns, console=console, transient=True) as progress,
    ):
        task = progress.add_task("Seeds", total=len(seeds))
        running: list[Future[Lived]] = [pool.submit(_live, seed, days, orders) for seed in seeds]
        for done in as_completed(running):
            lived.append(done.result())
            progress.advance(task)
            tell_of(lived[-1], console.print)
    sum_up(lived, console.print)


def _prepare(folder: str) -> None:
    """Airflow is imported with the product, and must not touch anybody's own."""
    os.environ["AIRFLOW_HOME"] = str(Path(folder) / "airflow")


def _live(seed: int, days: int, orders: int) -> Lived:
    from authenticity_lab.simulation import driver  # the product takes seconds to import

    return driver.live(seed, days, again=orders)


def tell_of(lived: Lived, tell: Callable[[str], None]) -> None:
    """What differed, if anything."""
    for line in lived.differences[:_SHOWN]:
        tell(f"seed {lived.seed}, {line}")


def sum_up(lived: list[Lived], tell: Callable[[str], None]) -> None:
    """Figures of all seeds; raises `AuthenticityError` naming those that differ from the model."""
    days = sum(each.days for each in lived)
    seconds = sum(each.cpu_seconds for each in lived) / max(days, 1)
    tell(
        f"{len(lived)} seeds, {days} days: {sum(each.cases for each in lived)} cases,"
        f" {sum(each.messages for each in lived)} messages,"
        f" {sum(each.kills for each in lived)} kills; {seconds:.2f} CPU seconds a day"
    )
    wrong = sorted(each.seed for each in lived if each.differences)
    if wrong:
        raise AuthenticityError(f"seeds that differ from the model: {', '.join(map(str, wrong))}")


if __name__ == "__main__":
    sys.exit(main())
