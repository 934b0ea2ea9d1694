"""`make bench`: how fast the work is, beside a reference that the same run measures.

    python -m authenticity_lab.commands.bench --only rules,day --parties 200000 --policies 20000

Machines are noisy and differ, so every target is a ratio. Each part runs in fresh processes and
homes, whose caches are cold, below one temporary folder. A missed target is said, not punished:
the exit status is 0. What the figures mean: docs/performance.md.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from authenticity.commands.frame import guarded
from authenticity_lab.benchmarks.measures import GIGABYTE, PARTS, Line, Wanted, prepare

_WIDTH = 150
"""Columns where nobody looks at a terminal: a line a work."""
_WHOLE_STOCK = 100_000_000
_BYTES_A_RECORD = 450
"""With its index, and the room that sorting takes."""


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 unless something breaks or the options make no sense."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--only", type=_parts, default=tuple(PARTS), help=f"some of {','.join(PARTS)}"
    )
    parser.add_argument("--parties", type=int, default=1_000_000)
    parser.add_argument("--policies", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--findings", type=int, default=1_000_000)
    parser.add_argument("--stock", type=int, help="default: a hundred million, or a tenth of it")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where to put temporary files")
    chosen = vars(parser.parse_args(arguments))
    parts: tuple[str, ...] = chosen.pop("only")
    return guarded(lambda: measure(parts, **chosen))


def measure(parts: tuple[str, ...], folder: Path | None, stock: int | None, **sizes: int) -> None:
    """Measure the parts and print the table, and plainly what was missed.

    `stock` None: as many records as the targets are set for, if the disk has room for them.
    """
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    lines: list[Line] = []
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=folder) as temporary:
        records = stock or _fitting(Path(temporary))
        wanted = Wanted(Path(temporary), parts, stock=records, **sizes)
        stocked = f": a stock of {records:,} records" if "screening" in parts else ""
        console.print(f"Inventing what is to be measured{stocked}")
        prepare(wanted)
        for part in parts:
            console.print(f"Measuring: {part}")
            lines += list(PARTS[part](wanted))
    console.print(table(lines))
    missed = [line.work for line in lines if line.is_met is False]
    console.print("Missed: " + "; ".join(missed) if missed else "No target was missed.")


def table(lines: list[Line]) -> Table:
    """One line a work, with what its parts took beneath."""
    notes = [f"{line.work}: {line.note}" for line in lines if line.note]
    shown = Table(title="Speed beside a reference of the same run", caption="\n".join(notes))
    for name in ("work", "measured", "reference", "ratio", "target", "", "peak memory"):
        shown.add_column(name, justify="left" if name in ("work", "target", "") else "right")
    for line in lines:
        color = {None: "", True: "[green]", False: "[red]"}[line.is_met]
        shown.add_row(
            line.work,
            line.measured,
            line.reference,
            line.ratio,
            line.target,
            color + line.verdict,
            f"{line.peak / GIGABYTE:.1f} GB",
        )
    return shown


def _fitting(folder: Path) -> int:
    has_room = shutil.disk_usage(folder).free > _WHOLE_STOCK * _BYTES_A_RECORD
    return _WHOLE_STOCK if has_room else _WHOLE_STOCK // 10


def _parts(text: str) -> tuple[str, ...]:
    parts = tuple(text.split(","))
    for unknown in set(parts) - PARTS.keys():
        raise argparse.ArgumentTypeError(f"no part {unknown!r}; there are {', '.join(PARTS)}")
    return parts


if __name__ == "__main__":
    sys.exit(main())
